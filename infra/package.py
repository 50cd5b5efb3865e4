"""Makes what is deployed: the template, the base zip and the layers, twice, and checks both before handing over."""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from infra import decoder, face_network, join, reading_models, wheels, zips
from infra.checks import artefact, problems

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("pdf", "issuer", "reading")
SOURCES = ("app.py", "chalicelib", "templates", "vendor", ".chalice")
LINKED = "infra/retention.json"
"""What a link in vendor/ points to besides templates/."""
PYTHON = (3, 11)
REGION = "eu-west-2"


class PackageError(Exception):
    """What was built must not be deployed; the message lists why."""


REFUSALS = (
    PackageError,
    decoder.DecoderError,
    face_network.FaceNetworkError,
    reading_models.ModelsError,
    wheels.InstallError,
    join.JoinError,
)


def build(stage: str, folder: Path) -> Path:
    """Build `sam.yaml`, `deployment.zip` and `layers/*.zip` in an empty folder, from the sources alone."""
    base = wheels.read_lock(ROOT / "requirements.txt")
    for name in LAYERS:
        lock = wheels.without(wheels.read_lock(ROOT / "infra" / "layers" / f"{name}.txt"), base)
        _build_layer(lock, folder / "layers" / f"{name}.zip")
    with tempfile.TemporaryDirectory() as scratch:
        project = _project(Path(scratch) / "project", base)
        merge = join.written(stage, Path(scratch) / "resources.yaml")
        packaged = _chalice(project, stage, merge, Path(scratch) / "out")
        zips.normalise(packaged / "deployment.zip", folder / "package" / "deployment.zip")
        _write_template(packaged / "sam.yaml", folder / "package" / "sam.yaml")
    return folder


def _build_layer(lock: wheels.Lock, target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        wheels.install(lock, Path(scratch) / "python")
        if target.stem == "reading":
            _add_networks(Path(scratch) / "reading")
        zips.zip_folder(Path(scratch), target)


def _add_networks(folder: Path) -> None:
    folder.mkdir()
    for name in (*reading_models.SHIPPED, *face_network.SHIPPED):
        shutil.copy(reading_models.FOLDER / name, folder / name)


def _project(folder: Path, lock: wheels.Lock) -> Path:
    """A copy of the sources whose vendor/ holds the locked wheels: Chalice's own installer checks no hashes."""
    for name in SOURCES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(
                source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "deploy*")
            )
        else:
            shutil.copy(source, target)
    (folder / "infra").mkdir()
    shutil.copy(ROOT / LINKED, folder / LINKED)
    (folder / "requirements.txt").touch()
    wheels.install(lock, folder / "vendor")
    return folder


def _chalice(project: Path, stage: str, merge: Path, out: Path) -> Path:
    command = [
        "package",
        "--stage",
        stage,
        "--template-format",
        "yaml",
        "--merge-template",
        str(merge),
        str(out),
    ]
    environment = {**os.environ, "AWS_DEFAULT_REGION": REGION, "STAGE": stage, "PYTHONDONTWRITEBYTECODE": "1"}
    run = [sys.executable, "-c", "from chalice.cli import main; raise SystemExit(main())", *command]
    done = subprocess.run(run, cwd=project, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackageError(f"chalice package failed:\n{done.stdout}{done.stderr}")
    return out


def _write_template(source: Path, target: Path) -> None:
    """The template without YAML aliases, which CloudFormation does not read."""
    template = yaml.safe_load(source.read_text(encoding="utf-8"))
    target.write_text(yaml.dump(template, Dumper=join.PlainDumper, width=120), encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a build, by its name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def package(stage: str, out: Path, *, once: bool = False) -> dict[str, Any]:
    """Build twice from two clean folders, check, put the result at `out` and its layers beside it.

    Returns sizes in bytes and times in seconds. Raises PackageError with everything that is wrong.
    """
    if sys.version_info[:2] != PYTHON:
        raise PackageError("Lambda's runtime is python3.11: package with Python 3.11")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        built = build(stage, Path(first))
        seconds = time.monotonic() - started
        found = [] if once else _differences(built, build(stage, Path(second)))
        found += check(stage, built)
        if found:
            raise PackageError("\n".join(found))
        _deliver(built, out)
    report = artefact.sizes(out, out.parent / "layers")
    report |= {"build_seconds": round(seconds, 1), "all_seconds": round(time.monotonic() - started, 1)}
    return report


def check(stage: str, built: Path) -> list[str]:
    """Everything that is wrong with a build, a sentence each."""
    template = yaml.safe_load((built / "package" / "sam.yaml").read_text(encoding="utf-8"))
    found = problems(template)
    found += artefact.merge_problems(template, join.joined(stage))
    return found + artefact.problems(template, built / "package", built / "layers", ROOT)


def _differences(first: Path, second: Path) -> list[str]:
    one, other = digests(first), digests(second)
    changed = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
    return [f"{name}: two builds differ" for name in sorted(changed)]


def _deliver(built: Path, out: Path) -> None:
    for source, target in ((built / "package", out), (built / "layers", out.parent / "layers")):
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target)


def main() -> int:
    """Command line: which stage, and where to. 0 done, 1 not fit to deploy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default="prod")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "package")
    parser.add_argument(
        "--once", action="store_true", help="skip the second build that shows it is reproducible"
    )
    options = parser.parse_args()
    try:
        decoder.ensure()
        reading_models.ensure()
        face_network.ensure()
        report = package(options.stage, options.out.absolute(), once=options.once)
    except REFUSALS as refused:
        print(refused, file=sys.stderr)
        return 1
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
