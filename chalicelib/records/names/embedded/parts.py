"""Keys by their first bits, in files of one part each, so that a part is sorted in memory, several at a time.

An entry is a number of 64 bits: what follows a key's first six, then the record's number in the last 26. In order of
these, the entries of a part are in order of their keys and records.
"""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.arrays import MARK_BITS, U16, U32, U64

PART_BITS = 6
"""Keys are sorted in 2^6 parts, so that 13 million people's need no more memory than a few parts."""
PARTS = 1 << PART_BITS
NUMBER_BITS = 26
MOST_NUMBERS = 1 << NUMBER_BITS
"""Records of one index: 67 million."""
MOST_BITS = 64 - NUMBER_BITS - MARK_BITS + PART_BITS
"""Of a key that can choose its bucket: an entry keeps these and the mark."""


class Parted(NamedTuple):
    """Numbers of 64 bits as bytes, those of one part after those of the one before, and where each part ends."""

    numbers: bytes
    ends: list[int]


def parted(keys: U64, owners: U64 | None = None) -> Parted:
    """The keys by parts; with `owners`, as entries."""
    parts = (keys >> np.uint64(64 - PART_BITS)).astype(np.uint8)
    ends = np.cumsum(np.bincount(parts, minlength=PARTS)).tolist()
    if owners is not None:
        keys = (keys << np.uint64(PART_BITS)) >> np.uint64(NUMBER_BITS) << np.uint64(NUMBER_BITS) | owners
    return Parted(keys[np.argsort(parts, kind="stable")].tobytes(), ends)


class Parts:
    """Files of parts, written in any order."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._files = [(folder / f"{kind}{part}").open("wb") for part in range(PARTS)]
        self.sizes = [0] * PARTS
        """Numbers in each part."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def add(self, more: Parted) -> None:
        view = memoryview(more.numbers)
        for part, (start, end) in enumerate(pairwise((0, *more.ends))):
            self._files[part].write(view[start * 8 : end * 8])
            self.sizes[part] += end - start


class KeyTask(NamedTuple):
    """A part of the keys, and where its entries begin among all."""

    draft: Path
    file: Path
    part: int
    begin: int
    bits: int


def write_part(task: KeyTask) -> None:
    """Sort a part's entries and write starts, marks and numbers where they belong in the index's files."""
    entries = np.fromfile(task.file, dtype=np.uint64)
    entries.sort()
    shift = 64 - (task.bits - PART_BITS)
    per_part = 1 << (task.bits - PART_BITS)
    held = np.bincount((entries >> np.uint64(shift)).astype(np.int64), minlength=per_part)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(held)[:-1]]) + task.begin
    marks = (entries >> np.uint64(shift - MARK_BITS)).astype(np.uint16)
    numbers = (entries & np.uint64(MOST_NUMBERS - 1)).astype(np.uint32)
    _write_at(task.draft / layout.STARTS, task.part * per_part, starts.astype(np.uint32))
    _write_at(task.draft / layout.MARKS, task.begin, marks)
    _write_at(task.draft / layout.NUMBERS, task.begin, numbers)
    task.file.unlink()


def _write_at(file: Path, place: int, array: U32 | U16) -> None:
    with file.open("r+b") as opened:
        opened.seek(place * array.itemsize)
        array.tofile(opened)


def common_terms(file: Path) -> tuple[bytes, bytes]:
    """Terms of a part that two or more people have, in order, and how many have each."""
    found, times = np.unique(np.fromfile(file, dtype=np.uint64), return_counts=True)
    file.unlink()
    often = times > 1
    return found[often].tobytes(), times[often].astype(np.uint32).tobytes()
