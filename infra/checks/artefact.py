"""Checks of what was packaged: the zip's content, sizes, libraries that load on Lambda, and the merge itself."""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.checks.reading import Found, Template, functions, target
from infra.local.samples import ELEANOR, passport_page, photo, scanned_proof_of_address, today
from infra.zips import unzipped_bytes

LIMIT = 250 * 1024 * 1024
"""Bytes that a function and its layers may take unzipped."""
RUNTIME = "python3.11"
GLIBC, LIBSTDCXX = (2, 26), (3, 4, 24)
"""What Amazon Linux 2 has, on which Lambda's python3.11 runs."""
ARCHIVES = {"PdfLayer": "pdf.zip", "IssuerLayer": "issuer.zip", "ReadingLayer": "reading.zip"}
OPENED = {
    "PdfLayer": "asn1crypto.tsp, pikepdf, PIL.Image, PIL._webp, pi_heif, pypdfium2, zxingcpp",
    "IssuerLayer": "typst",
    "ReadingLayer": "numpy, onnxruntime",
}
"""What each layer is for: these must import from the packaged files alone."""
_PLACEHOLDER = "000000000000"
_NEEDS = re.compile(rb"\0(GLIBC|GLIBCXX)_(\d+(?:\.\d+)+)(?=\0)")
_LINT = "from cfnlint.runner import main; main()"
_READ = (
    "import os, datetime; os.environ['PROBITY_READING_MODELS'] = sys.argv[1]; "
    "from chalicelib.documents import claims, models, reader, rewriting; "
    "copy = rewriting.CleanFile(models.Kind.JPEG, 1, sys.stdin.buffer.read()); "
    "read = reader.read(models.Role(sys.argv[2]), copy, claims.Claims(), datetime.date.today()); "
    "print(read.judged.decision.value, *(str(read.judged.fields[name].value) for name in sys.argv[3:]))"
)
_CLIENTS = "import boto3; [boto3.client(name, region_name='eu-west-2') for name in {services!r}]"


def merge_problems(template: Template, joined: Template) -> Found:
    """What app.py declares and what infra/ describes are the same functions, and no placeholder is left."""
    packaged, described = set(functions(template)), set(functions(joined))
    found = [f"{name}: app.py declares it, infra/functions.yaml does not" for name in packaged - described]
    for name, properties in functions(template).items():
        if "CodeUri" not in properties:
            found.append(f"{name}: infra/functions.yaml describes it, app.py does not declare it")
        elif properties.get("Runtime") != RUNTIME:
            found.append(f"{name}: runs {properties.get('Runtime')}")
        if _PLACEHOLDER in str(properties):
            found.append(f"{name}: a placeholder of app.py was not replaced")
        if len(properties.get("Events", {})) > 1:
            found.append(f"{name}: has two events, one by app.py and one by infra/functions.yaml")
    return found


def problems(template: Template, package: Path, layers: Path, root: Path) -> Found:
    """Everything that is wrong with a package: content, size, libraries, imports, cfn-lint."""
    found = zip_holds_what_it_needs(package / "deployment.zip", root)
    found += sizes_fit(template, package, layers)
    with tempfile.TemporaryDirectory() as scratch:
        unpacked = _unpack(package, layers, Path(scratch))
        found += libraries_load_on_lambda(Path(scratch))
        found += app_imports_by_itself(template, unpacked)
        found += networks_read(unpacked)
    return found + lint(package / "sam.yaml")


def zip_holds_what_it_needs(archive: Path, root: Path) -> Found:
    """All templates and all of our code, and nothing that is not for Lambda."""
    with zipfile.ZipFile(archive) as read:
        names = set(read.namelist())
    wanted = {p.relative_to(root).as_posix() for p in (root / "templates").rglob("*") if p.is_file()}
    wanted |= {p.relative_to(root).as_posix() for p in (root / "chalicelib").rglob("*.py")}
    wanted |= {"app.py", "chalice/app.py", "retention.json"}
    found = [f"{archive.name}: {name} is missing" for name in sorted(wanted - names)]
    stray = re.compile(r"\.pyc$|(^|/)__pycache__/|^(infra|tests|bench|docs|\.local)/|\.(pem|key|p12)$")
    ours = {name for name in names if stray.search(name) and not name.endswith("cacert.pem")}
    return found + [f"{archive.name}: {name} does not belong there" for name in sorted(ours)]


def sizes(package: Path, layers: Path) -> dict[str, Any]:
    """Bytes of the base and of each layer, zipped and unzipped."""
    archives = {"base": package / "deployment.zip", **{p.stem: p for p in sorted(layers.glob("*.zip"))}}
    return {
        "zipped": {name: path.stat().st_size for name, path in archives.items()},
        "unzipped": {name: unzipped_bytes(path) for name, path in archives.items()},
    }


def sizes_fit(template: Template, package: Path, layers: Path) -> Found:
    """Base and layers of every function stay under Lambda's limit."""
    base = unzipped_bytes(package / "deployment.zip")
    found = []
    for name, properties in functions(template).items():
        attached = [target(layer) for layer in properties.get("Layers", [])]
        total = base + sum(unzipped_bytes(layers / ARCHIVES[layer]) for layer in attached)
        if total >= LIMIT:
            found.append(f"{name}: {total} bytes unzipped, Lambda takes {LIMIT}")
    return found


def libraries_load_on_lambda(folder: Path) -> Found:
    """No shared library asks for a newer C or C++ library than Lambda has, whatever its wheel's name says."""
    return [
        f"{path.relative_to(folder)}: needs {name} {'.'.join(map(str, version))}"
        for path in sorted(folder.rglob("*.so*"))
        for name, version in _needs(path)
        if version > (GLIBC if name == "GLIBC" else LIBSTDCXX)
    ]


def _needs(path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    content = path.read_bytes()
    if content.startswith(b"\x7fELF"):
        for name, version in set(_NEEDS.findall(content)):
            yield name.decode(), tuple(int(part) for part in version.split(b"."))


def app_imports_by_itself(template: Template, unpacked: dict[str, Path]) -> Found:
    """`import app`, every AWS client and what each layer is for work from the packaged files alone."""
    from infra.wheels import SERVICES  # noqa: PLC0415 - only here

    clients = _CLIENTS.format(services=sorted(SERVICES))
    found = _import("import app", [unpacked["base"]]) + _import(clients, [unpacked["base"]])
    for attached in {tuple(target(x) for x in f.get("Layers", [])) for f in functions(template).values()}:
        folders = [unpacked["base"], *(unpacked[layer] for layer in attached)]
        for layer in attached:
            found += _import(f"import {OPENED[layer]}", folders)
    return found


def networks_read(unpacked: dict[str, Path]) -> Found:
    """The packaged networks read made-up papers with the packaged libraries alone, which are older than ours."""
    papers = {
        ("passport", "number"): (passport_page(), f"accepted {ELEANOR.number}"),
        ("photo",): (photo(), "accepted"),
        ("address", "date"): (scanned_proof_of_address(), f"person {today()}"),
    }
    return [
        f"packaged networks: {' '.join(asked)}: {said!r} instead of {told!r}"
        for asked, (content, told) in papers.items()
        if (said := _said_of(unpacked, asked, content)) != told
    ]


def _said_of(unpacked: dict[str, Path], asked: tuple[str, ...], content: bytes) -> str:
    folders = [unpacked["base"], unpacked["PdfLayer"], unpacked["ReadingLayer"]]
    networks = unpacked["ReadingLayer"].parent / "reading"
    program = f"import sys; sys.path[:0] = {[str(folder) for folder in folders]!r}; {_READ}"
    run = [sys.executable, "-S", "-B", "-c", program, str(networks), *asked]
    done = subprocess.run(run, cwd="/", env={"PATH": ""}, input=content, capture_output=True, check=False)
    return done.stdout.decode().strip() or done.stderr.decode()[-300:]


def _import(statement: str, folders: list[Path]) -> Found:
    program = f"import sys; sys.path[:0] = {[str(folder) for folder in folders]!r}; {statement}"
    run = [sys.executable, "-S", "-B", "-c", program]
    environment = {"STAGE": "prod", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "PATH": ""}
    done = subprocess.run(run, cwd="/", env=environment, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return [
        f"packaged files: {statement.split(';', maxsplit=1)[0]} fails: {done.stderr.strip().splitlines()[-1]}"
    ]


def lint(path: Path) -> Found:
    """What cfn-lint says of a template."""
    options = ["--template", str(path), "--regions", "eu-west-2", "--format", "parseable"]
    run = [sys.executable, "-c", _LINT, *options]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if line] if done.returncode else []


def _unpack(package: Path, layers: Path, scratch: Path) -> dict[str, Path]:
    unpacked = {"base": scratch / "base"}
    zipfile.ZipFile(package / "deployment.zip").extractall(unpacked["base"])
    for layer, archive in ARCHIVES.items():
        zipfile.ZipFile(layers / archive).extractall(scratch / layer)
        unpacked[layer] = scratch / layer / "python"
    return unpacked
