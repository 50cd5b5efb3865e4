"""Builds an index from lines of JSON: read in several processes, sorted on disk in parts, in place in one step."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from chalicelib.kernel.identifiers import new_id
from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.arrays import U32, U64
from chalicelib.records.names.embedded.parts import (
    MOST_BITS,
    MOST_NUMBERS,
    PARTS,
    KeyTask,
    Parts,
    common_terms,
    write_part,
)
from chalicelib.records.names.embedded.reading import Lot, Read, Refusal, read_lot
from chalicelib.records.names.embedded.traits import TRAITS, Traits
from chalicelib.records.names.embedded.workers import Each, workers
from chalicelib.records.names.errors import IndexRefused

_LINES = 10_000
"""Read at a time."""
_A_BUCKET = 8
"""Keys to a bucket, about."""
_LEAST_BITS = 10

Progress = Callable[[int], None]


@dataclass
class Built:
    """What a build came to."""

    manifest: layout.Manifest
    refused: list[Refusal] = field(default_factory=list)
    replaced: int = 0
    """Records that a later line with the same id replaced."""


def build(
    lines: Iterable[bytes], folder: Path, *, model: str, processes: int = 2, progress: Progress | None = None
) -> Built:
    """Build the index of these lines in `folder`, replacing the one that is there when all is done.

    Whatever happens before then, the old index stays whole. A line that can't be read is left out and
    reported. Raises `IndexRefused` when somebody else builds in the folder, or for more than 67 million lines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        _sweep(folder)
        draft = folder / f".draft-{new_id()}"
        draft.mkdir()
        try:
            built = _Build(draft, model).run(lines, processes, progress or (lambda _: None))
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        draft.rename(folder / built.manifest.generation)
        layout.sync_folder(folder)
        layout.write_manifest(folder, built.manifest)
        _sweep(folder, keep=built.manifest.generation)
    return built


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexRefused(f"Somebody else is changing the index in {folder}. Try again later.") from None
        yield


def _sweep(folder: Path, keep: str | None = None) -> None:
    """Remove what an interrupted build left, and generations that nothing points to."""
    for path in folder.glob(".draft-*"):
        shutil.rmtree(path, ignore_errors=True)
    if keep:
        for path in folder.iterdir():
            if path.is_dir() and path.name != keep and (path / layout.STARTS).exists():
                shutil.rmtree(path, ignore_errors=True)


def _lots(lines: Iterable[bytes]) -> Iterator[Lot]:
    """Lines in lots; the first is never missing, if it is empty."""
    rest = iter(lines)
    first = 0
    while (some := list(islice(rest, _LINES))) or not first:
        yield Lot(first, some)
        first += len(some)
        if not some:
            return
        if first > MOST_NUMBERS:
            raise IndexRefused(f"An index holds {MOST_NUMBERS:,} records at most. Build several.")


@dataclass
class _Build:
    draft: Path
    model: str
    refused: list[Refusal] = field(default_factory=list)
    lengths: list[bytes] = field(default_factory=list)
    ids: list[bytes] = field(default_factory=list)
    traits: list[bytes] = field(default_factory=list)
    slots: int = 0

    def run(self, lines: Iterable[bytes], processes: int, progress: Progress) -> Built:
        parts = self.draft / "parts"
        parts.mkdir()
        lots = _lots(lines)
        first = list(islice(lots, 2))
        with workers(processes if len(first) > 1 else 1) as each:
            sizes = self._read(each(read_lot, chain(first, lots)), parts, progress)
            lengths = np.frombuffer(b"".join(self.lengths), dtype=np.uint64)
            self._write(layout.OFFSETS, np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths)]))
            self._write(layout.TRAITS, np.frombuffer(b"".join(self.traits), dtype=TRAITS))
            replaced = self._replaced()
            self._write(layout.REMOVED, replaced)
            bits = self._write_keys(each, parts, sizes)
            self._write_terms(each, parts)
        shutil.rmtree(parts)
        people = int((lengths > 0).sum()) - len(replaced)
        return Built(self._manifest(people, bits), self.refused, len(replaced))

    def _read(self, lots: Iterable[Read], parts: Path, progress: Progress) -> list[int]:
        """Write records, keys and terms as they come; how many keys each part has."""
        with (
            Parts(parts, "keys") as keys,
            Parts(parts, "terms") as terms,
            (self.draft / layout.RECORDS).open("wb") as records,
        ):
            for lot in lots:
                keys.add(lot.entries)
                terms.add(lot.terms)
                records.write(lot.payload)
                self._note(lot)
                progress(self.slots - len(self.refused))
            _settle(records)
        return keys.sizes

    def _note(self, lot: Read) -> None:
        self.lengths.append(lot.lengths)
        self.ids.append(lot.ids)
        self.traits.append(lot.traits)
        self.refused += lot.refused
        self.slots += len(lot.lengths) // 8

    def _replaced(self) -> U32:
        """Numbers of records whose id comes again later."""
        ids = np.frombuffer(b"".join(self.ids), dtype=np.uint64)
        order = np.argsort(ids, kind="stable")
        same = ids[order][:-1] == ids[order][1:]
        earlier = order[:-1][same & (ids[order][:-1] != 0)]
        return np.sort(earlier).astype(np.uint32)

    def _write_keys(self, each: Each, parts: Path, sizes: list[int]) -> int:
        """Sort each part into its place in the files; the bits that choose a bucket."""
        total = sum(sizes)
        bits = max(_LEAST_BITS, int(total // _A_BUCKET).bit_length())
        if bits > MOST_BITS:
            raise IndexRefused("These records have too many keys for one index. Build several.")
        for name in (layout.MARKS, layout.NUMBERS):
            (self.draft / name).touch()
        self._write(layout.STARTS, np.array([total], dtype=np.uint32), place=1 << bits)
        begins = accumulate(sizes, initial=0)
        tasks = [
            KeyTask(self.draft, parts / f"keys{part}", part, begin, bits)
            for part, begin in zip(range(PARTS), begins, strict=False)
        ]
        for _ in each(write_part, tasks):
            pass
        for name in (layout.STARTS, layout.MARKS, layout.NUMBERS):
            with (self.draft / name).open("r+b") as file:
                _settle(file)
        return bits

    def _write_terms(self, each: Each, parts: Path) -> None:
        """Counts of terms that more than one person has; a term that is not here has one at most."""
        with (
            (self.draft / layout.TERMS).open("wb") as terms,
            (self.draft / layout.COUNTS).open("wb") as counts,
        ):
            for found, times in each(common_terms, [parts / f"terms{part}" for part in range(PARTS)]):
                terms.write(found)
                counts.write(times)
            _settle(terms)
            _settle(counts)

    def _write(self, name: str, array: U64 | U32 | Traits, place: int = 0) -> None:
        """Write a file that begins with nothing, or the end of one that others fill up to `place`."""
        with (self.draft / name).open("wb") as file:
            file.seek(place * array.itemsize)
            array.tofile(file)
            _settle(file)

    def _manifest(self, people: int, bits: int) -> layout.Manifest:
        return layout.Manifest(
            format=layout.FORMAT,
            generation=new_id(),
            model=self.model,
            people=people,
            slots=self.slots,
            bits=bits,
            sizes={name: (self.draft / name).stat().st_size for name in layout.FILES},
        )


def _settle(file: BinaryIO) -> None:
    """Make what was written last through a power cut."""
    file.flush()
    os.fsync(file.fileno())
