"""Changes since a build, one a line, each with its check sum: a torn last line is seen and left out."""

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

_SUM = 8


def append(file: Path, change: Mapping[str, Any]) -> None:
    """Write one change and make it last; a line that a crash tore is cut off first."""
    body = json.dumps(change, ensure_ascii=False, separators=(",", ":")).encode()
    with file.open("ab+") as journal:
        _cut_torn_line(journal)
        journal.write(f"{zlib.crc32(body):0{_SUM}x} ".encode() + body + b"\n")
        journal.flush()
        os.fsync(journal.fileno())


def read(file: Path, after: int) -> tuple[list[dict[str, Any]], int]:
    """Changes written after a position, and the position to go on from."""
    if not file.exists():
        return [], after
    with file.open("rb") as journal:
        journal.seek(after)
        content = journal.read()
    whole = content[: content.rfind(b"\n") + 1]
    return list(_changes(whole)), after + len(whole)


def _changes(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.splitlines():
        found, _, body = line.partition(b" ")
        if found == f"{zlib.crc32(body):0{_SUM}x}".encode():
            yield json.loads(body)


def _cut_torn_line(journal: BinaryIO) -> None:
    size = journal.seek(0, os.SEEK_END)
    if not size:
        return
    journal.seek(size - 1)
    if journal.read(1) == b"\n":
        return
    journal.seek(0)
    journal.truncate(journal.read().rfind(b"\n") + 1)
    journal.seek(0, os.SEEK_END)
