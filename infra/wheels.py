"""Installs locked wheels for Lambda into a folder, and takes out what a function never reads."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from infra.older_glibc import NotOlderError, ask_for_older

PLATFORMS = (
    "manylinux1_x86_64",
    "manylinux2010_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_24_x86_64",
    "manylinux_2_26_x86_64",
    "manylinux_2_28_x86_64",
)
"""Oldest first, so that pip prefers it. The last is newer than Lambda's glibc 2.26: some wheels are tagged so
and need no more than 2.26; `checks.artefact.libraries_load_on_lambda` looks at what they really need."""
DROPPED = (
    "bin",
    "tests",
    "**/__pycache__",
    "**/tests",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    # A decoder that we never call on a stranger's picture, and a part that needs glibc 2.27.
    "PIL/_imagingmath.*.so",
    "PIL/_avif.*.so",
    "pillow.libs/libavif-*",
)
TOO_NEW = ("pillow.libs/libsharpyuv-*",)
"""What asks for glibc 2.27 without need; WebP's decoder is linked with it."""
SERVICES = {"cognito-idp", "dynamodb", "guardduty", "kms", "s3", "sesv2", "sqs", "sts"}
"""The AWS services whose descriptions ship; botocore knows 400 more, 25 MB of them."""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")

Lock = dict[str, str]


class InstallError(Exception):
    """pip could not install what is locked; the message is pip's own."""


def read_lock(path: Path) -> Lock:
    """Package name -> its lines (version, marker and hashes) of a locked requirements file."""
    lock: Lock = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        pin = _PIN.match(line)
        name = pin.group(1) if pin else name
        if name and not line.lstrip().startswith("#"):
            lock[name] = lock.get(name, "") + line
    return lock


def without(lock: Lock, base: Lock) -> Lock:
    """What a layer adds to the base zip. Raises InstallError when the two lock different versions of one package."""
    for name in lock.keys() & base.keys():
        if _version(lock[name]) != _version(base[name]):
            raise InstallError(f"{name} is locked at two versions: lock the layer under the base again")
    return {name: lines for name, lines in lock.items() if name not in base}


def install(lock: Lock, folder: Path) -> None:
    """Install exactly the locked wheels for Lambda's Python 3.11, checked by hash, and strip them."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write("".join(lock.values()))
        requirements.flush()
        done = subprocess.run(_pip(folder, requirements.name), capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(done.stderr.strip())
    _drop(folder, DROPPED)
    _ask_for_older(folder)
    _drop(folder, _unused_services(folder))


def _ask_for_older(folder: Path) -> None:
    try:
        for library in (path for pattern in TOO_NEW for path in folder.glob(pattern)):
            ask_for_older(library)
    except NotOlderError as error:
        raise InstallError(str(error)) from None


def _pip(folder: Path, requirements: str) -> list[str]:
    platforms = [part for platform in PLATFORMS for part in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes", *platforms]
    command += ["--python-version", "3.11", "--implementation", "cp"]
    command += ["--abi", "cp311", "--abi", "abi3", "--abi", "none"]
    return [*command, "--target", str(folder), "--requirement", requirements]


def _unused_services(folder: Path) -> list[str]:
    services = [path for path in (folder / "botocore" / "data").glob("*") if path.is_dir()]
    return [f"botocore/data/{path.name}" for path in services if path.name not in SERVICES]


def _drop(folder: Path, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def _version(lines: str) -> str:
    pin = _PIN.match(lines)
    return pin.group(2) if pin else ""
