"""Builds an index from lines of JSON: read in two processes, sorted on disk in parts, in place in one step."""

import fcntl
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from chalicelib.kernel.identifiers import new_id
from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.arrays import MARK_BITS, U32, U64, mixed
from chalicelib.records.names.embedded.traits import TRAITS, Traits, traits_of
from chalicelib.records.names.errors import BadLine, IndexRefused
from chalicelib.records.names.frequencies import terms_of
from chalicelib.records.names.keys import id_key, key_parts
from chalicelib.records.names.subjects import read_line

_LINES = 10_000
"""Read at a time."""
_PART_BITS = 6
"""Keys are sorted in 2^6 parts, so that 13 million people's need no more memory than one part."""
_PARTS = 1 << _PART_BITS
_A_BUCKET = 8
"""Keys to a bucket, about."""
_LEAST_BITS = 10

Progress = Callable[[int], None]


class Refusal(NamedTuple):
    """A line that was left out: its number from 1, and why."""

    line: int
    reason: str


@dataclass
class Built:
    """What a build came to."""

    manifest: layout.Manifest
    refused: list[Refusal] = field(default_factory=list)
    replaced: int = 0
    """Records that a later line with the same id replaced."""


class _Chunk(NamedTuple):
    keys: bytes
    numbers: bytes
    terms: bytes
    payload: bytes
    lengths: bytes
    ids: bytes
    traits: bytes
    refused: list[Refusal]


def build(
    lines: Iterable[bytes], folder: Path, *, model: str, processes: int = 2, progress: Progress | None = None
) -> Built:
    """Build the index of these lines in `folder`, replacing the one that is there when all is done.

    Whatever happens before then, the old index stays whole. A line that can't be read is left out and
    reported. Raises `IndexRefused` when somebody else builds in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        _sweep(folder)
        draft = folder / f".draft-{new_id()}"
        draft.mkdir()
        try:
            built = _Build(draft, model).run(_chunks(lines), processes, progress or (lambda _: None))
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


def _chunks(lines: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Lines in lots, each with the number of its first."""
    rest = iter(lines)
    first = 0
    while lot := list(islice(rest, _LINES)):
        yield first, lot
        first += len(lot)


def _read_chunk(lot: tuple[int, list[bytes]]) -> _Chunk:
    """Everything that the index keeps of some lines."""
    first, lines = lot
    lefts: list[int] = []
    rights: list[int] = []
    counts: list[int] = []
    terms: list[int] = []
    payloads: list[bytes] = []
    ids: list[int] = []
    traits: list[tuple[int, int, int, int, int]] = []
    refused: list[Refusal] = []
    for number, line in enumerate(lines, start=first):
        before = len(lefts)
        try:
            record = read_line(line)
        except BadLine as error:
            if line.strip():
                refused.append(Refusal(number + 1, error.message))
            payloads.append(b"")
            ids.append(0)
            traits.append((0, 0, 0, 0, 0))
        else:
            record.prepare()
            more_lefts, more_rights = key_parts(record)
            lefts += more_lefts
            rights += more_rights
            terms += [layout.term_number(kind, text) for kind, text in terms_of(record)]
            payloads.append(layout.packed(record))
            ids.append(id_key(record.id))
            traits.append(traits_of(record))
        counts.append(len(lefts) - before)
    numbers = np.repeat(np.arange(first, first + len(lines), dtype=np.uint32), counts)
    keys = mixed(np.array(lefts, dtype=np.uint64), np.array(rights, dtype=np.uint64))
    order = np.argsort(keys, kind="stable")
    return _Chunk(
        keys[order].tobytes(),
        numbers[order].tobytes(),
        np.sort(np.array(terms, dtype=np.uint64)).tobytes(),
        b"".join(payloads),
        np.array([len(p) for p in payloads], dtype=np.uint64).tobytes(),
        np.array(ids, dtype=np.uint64).tobytes(),
        np.array(traits, dtype=TRAITS).tobytes(),
        refused,
    )


@dataclass
class _Build:
    draft: Path
    model: str
    refused: list[Refusal] = field(default_factory=list)
    lengths: list[bytes] = field(default_factory=list)
    ids: list[bytes] = field(default_factory=list)
    traits: list[bytes] = field(default_factory=list)
    slots: int = 0

    def run(self, chunks: Iterator[tuple[int, list[bytes]]], processes: int, progress: Progress) -> Built:
        parts = self.draft / "parts"
        parts.mkdir()
        with _Parts(parts) as files, (self.draft / layout.RECORDS).open("wb") as records:
            for chunk in _in_order(chunks, processes):
                self._take(chunk, files)
                records.write(chunk.payload)
                progress(self.slots - len(self.refused))
            records.flush()
            os.fsync(records.fileno())
        lengths = np.frombuffer(b"".join(self.lengths), dtype=np.uint64)
        offsets = np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths, dtype=np.uint64)])
        self._write(layout.OFFSETS, offsets)
        self._write(layout.TRAITS, np.frombuffer(b"".join(self.traits), dtype=TRAITS))
        replaced = self._replaced()
        self._write(layout.REMOVED, replaced)
        bits = self._write_keys(files)
        self._write_terms(files)
        shutil.rmtree(parts)
        people = int((lengths > 0).sum()) - len(replaced)
        return Built(self._manifest(people, bits), self.refused, len(replaced))

    def _take(self, chunk: _Chunk, files: "_Parts") -> None:
        files.add(np.frombuffer(chunk.keys, np.uint64), np.frombuffer(chunk.numbers, np.uint32))
        files.add_terms(np.frombuffer(chunk.terms, np.uint64))
        self.lengths.append(chunk.lengths)
        self.ids.append(chunk.ids)
        self.traits.append(chunk.traits)
        self.refused += chunk.refused
        self.slots += len(chunk.lengths) // 8

    def _replaced(self) -> U32:
        """Numbers of records whose id comes again later."""
        ids = np.frombuffer(b"".join(self.ids), dtype=np.uint64)
        order = np.argsort(ids, kind="stable")
        same = ids[order][:-1] == ids[order][1:]
        earlier = order[:-1][same & (ids[order][:-1] != 0)]
        return np.sort(earlier).astype(np.uint32)

    def _write_keys(self, files: "_Parts") -> int:
        total = files.total
        bits = max(_LEAST_BITS, int(total // _A_BUCKET).bit_length())
        starts_at = np.zeros((1 << bits) + 1, dtype=np.uint32)
        per_part = 1 << (bits - _PART_BITS)
        written = 0
        with (
            (self.draft / layout.MARKS).open("wb") as marks,
            (self.draft / layout.NUMBERS).open("wb") as numbers,
        ):
            for part in range(_PARTS):
                keys, owners = files.sorted(part)
                buckets = keys >> np.uint64(64 - bits)
                edges = np.arange(part * per_part, (part + 1) * per_part, dtype=np.uint64)
                starts_at[part * per_part : (part + 1) * per_part] = written + np.searchsorted(buckets, edges)
                marks.write((keys >> np.uint64(64 - bits - MARK_BITS)).astype(np.uint16).tobytes())
                numbers.write(owners.tobytes())
                written += len(keys)
            for file in (marks, numbers):
                file.flush()
                os.fsync(file.fileno())
        starts_at[-1] = written
        self._write(layout.STARTS, starts_at)
        return bits

    def _write_terms(self, files: "_Parts") -> None:
        """Counts of terms that more than one person has; a term that is not here has one at most."""
        terms, counts = [], []
        for part in range(_PARTS):
            found, times = np.unique(files.terms(part), return_counts=True)
            often = times > 1
            terms.append(found[often])
            counts.append(times[often].astype(np.uint32))
        self._write(layout.TERMS, np.concatenate(terms))
        self._write(layout.COUNTS, np.concatenate(counts))

    def _write(self, name: str, array: U64 | U32 | Traits) -> None:
        with (self.draft / name).open("wb") as file:
            array.tofile(file)
            file.flush()
            os.fsync(file.fileno())

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


class _Parts:
    """Files of keys by their first bits, and of terms likewise, written in any order and read sorted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.total = 0

    def __enter__(self) -> Self:
        self._files = {
            (kind, part): (self.folder / f"{kind}{part}").open("wb")
            for kind in "kno"
            for part in range(_PARTS)
        }
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, keys: U64, numbers: U32) -> None:
        self.total += len(keys)
        for part, (start, end) in enumerate(_edges(keys)):
            self._files["k", part].write(keys[start:end].tobytes())
            self._files["n", part].write(numbers[start:end].tobytes())

    def add_terms(self, terms: U64) -> None:
        for part, (start, end) in enumerate(_edges(terms)):
            self._files["o", part].write(terms[start:end].tobytes())

    def sorted(self, part: int) -> tuple[U64, U32]:
        keys = np.fromfile(self.folder / f"k{part}", dtype=np.uint64)
        numbers = np.fromfile(self.folder / f"n{part}", dtype=np.uint32)
        order = np.argsort(keys, kind="stable")
        return keys[order], numbers[order]

    def terms(self, part: int) -> U64:
        return np.fromfile(self.folder / f"o{part}", dtype=np.uint64)


def _edges(ordered: U64) -> list[tuple[int, int]]:
    """Where each part begins and ends in ordered numbers."""
    limits = (np.arange(1, _PARTS, dtype=np.uint64)) << np.uint64(64 - _PART_BITS)
    at = [0, *np.searchsorted(ordered, limits).tolist(), len(ordered)]
    return list(pairwise(at))


def _in_order(chunks: Iterator[tuple[int, list[bytes]]], processes: int) -> Iterator[_Chunk]:
    """The chunks read, in their order, in this process or in several that stay a few ahead."""
    first = next(chunks, None)
    if first is None:
        return
    second = next(chunks, None)
    if processes <= 1 or second is None:
        for chunk in (first, *((second,) if second else ()), *chunks):
            yield _read_chunk(chunk)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        waiting = [pool.apply_async(_read_chunk, (chunk,)) for chunk in (first, second)]
        for chunk in chunks:
            waiting.append(pool.apply_async(_read_chunk, (chunk,)))
            if len(waiting) > processes * 2:
                yield waiting.pop(0).get()
        for result in waiting:
            yield result.get()
