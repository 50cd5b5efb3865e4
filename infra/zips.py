"""Zips that depend on their content alone: sorted names, one moment, one mode."""

import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16


def zip_folder(folder: Path, target: Path, prefix: str = "") -> Path:
    """Zip every file under `folder`, each name after `prefix`; returns the zip's path."""
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(_made(target), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for path in names:
            _add(made, prefix + path.relative_to(folder).as_posix(), path.read_bytes())
    return target


def normalise(source: Path, target: Path) -> Path:
    """The same files as in `source` in our order, time and mode (Chalice writes them as the disk lists them)."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(_made(target), "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(set(read.namelist())):
            _add(made, name, read.read(name))
    return target


def unzipped_bytes(path: Path) -> int:
    """How many bytes the files of a zip take when it is unpacked."""
    with zipfile.ZipFile(path) as read:
        return sum(entry.file_size for entry in read.infolist())


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr = MODE
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_DEFLATED
    made.writestr(entry, content, compresslevel=6)


def _made(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
