"""Searches an index that `build` wrote, and changes it while others search."""

import mmap
import threading
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from chalicelib.records.names.births import is_default
from chalicelib.records.names.embedded import journal, layout
from chalicelib.records.names.embedded.arrays import (
    F32,
    U32,
    U64,
    buckets_and_marks,
    keys_and_costs,
    mapped,
    spans,
)
from chalicelib.records.names.embedded.build import locked
from chalicelib.records.names.embedded.overlay import Overlay
from chalicelib.records.names.embedded.traits import TRAITS, Traits, likeness
from chalicelib.records.names.keys import id_key, query_keys
from chalicelib.records.names.model import ScoringModel, default_model
from chalicelib.records.names.ports import SUM_SHARE, TOO_MANY, Answer, ranked
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.subjects import Subject, read_subject, to_body

MOST_ENTRIES = 200_000
"""Entries of an index that one search looks through; beyond it the answer says that it is not complete."""
FIRST_COMPARED, MOST_COMPARED = 20, 320
"""Candidates compared in full: the likeliest by keys and traits, and more while they are about as likely."""
_ABOUT = 12.0
_CROWDED = 1_000_000
"""People beyond whom more are compared at the least: as many again each time that they are four times as many."""


class EmbeddedIndex:
    """`NamesIndex` on files. One writer at a time; readers see each change as soon as it is written."""

    def __init__(self, folder: Path, model: ScoringModel | None = None) -> None:
        """Open an index; raises `IndexRefused` when there is none, or one of another format, or a damaged one."""
        self.folder = folder
        self.model = model or default_model()
        self._lock = threading.RLock()
        self._open()

    @property
    def people(self) -> int:
        return self._manifest.people + len(self._overlay.records) - len(self._overlay.removed)

    def search(self, query: Subject, *, top: int = 50, compared: int = FIRST_COMPARED) -> Answer:
        """As the port has it; `compared` is how many of the likeliest are compared however unlikely they look."""
        if not query.has_whole_date or any(map(is_default, query.births)):
            compared = MOST_COMPARED  # nothing but the names puts them in order
        with self._lock:
            self._catch_up()
            numbers, incomplete = self._likeliest(query, round(compared * self._crowd))
            subjects = (self._record(int(number)) for number in numbers)
            return ranked(
                self.scorer, query, subjects, top=top, why_incomplete=TOO_MANY if incomplete else ""
            )

    def likeliest(self, query: Subject, most: int) -> list[Subject]:
        """Whom a search would compare first, likeliest first, at most so many: for who measures what it costs."""
        with self._lock:
            self._catch_up()
            numbers, _ = self._likeliest(query, most)
            return [self._record(number) for number in numbers[:most]]

    def put(self, record: Subject) -> None:
        with self._lock, locked(self.folder):
            journal.append(self._journal, {"put": to_body(record)})
            self._catch_up()

    def remove(self, record_id: str) -> None:
        with self._lock, locked(self.folder):
            journal.append(self._journal, {"remove": record_id})
            self._catch_up()

    def close(self) -> None:
        """Let the files go."""
        self._records.close()

    def _open(self) -> None:
        self._stamp = self._manifest_stamp()
        self._manifest = layout.read_manifest(self.folder)
        folder = self.folder / self._manifest.generation
        self._journal = folder / layout.JOURNAL
        self._read_up_to = 0
        self._starts: U32 = mapped(folder / layout.STARTS, np.uint32)
        self._marks: npt.NDArray[np.uint16] = mapped(folder / layout.MARKS, np.uint16)
        self._numbers: U32 = mapped(folder / layout.NUMBERS, np.uint32)
        self._offsets: U64 = mapped(folder / layout.OFFSETS, np.uint64)
        self._traits: Traits = mapped(folder / layout.TRAITS, TRAITS)
        self._records = _mapped_bytes(folder / layout.RECORDS)
        gone = mapped(folder / layout.REMOVED, np.uint32)
        self._replaced = frozenset(gone.tolist())
        self._overlay = Overlay(self._manifest.slots)
        self.scorer = Scorer(self.model, _FileFrequencies(folder, self._manifest.people))
        self._crowd = 1 + max(log2(max(self._manifest.people, 1) / _CROWDED) / 2, 0)
        self._base = np.float32(np.log2(max(self._manifest.people, 2)))
        self._catch_up()

    def _manifest_stamp(self) -> tuple[int, int]:
        try:
            found = (self.folder / layout.MANIFEST).stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def _catch_up(self) -> None:
        """Take in what another process, or this one, wrote since the last look."""
        if self._manifest_stamp() != self._stamp:
            self._open()
            return
        if not self._journal.exists() or self._journal.stat().st_size == self._read_up_to:
            return
        changes, self._read_up_to = journal.read(self._journal, self._read_up_to)
        for change in changes:
            self._apply(change)

    def _apply(self, change: dict[str, Any]) -> None:
        record = read_subject(change["put"]) if "put" in change else None
        record_id = record.id if record else str(change["remove"])
        self._overlay.removed |= set(self._numbers_of(record_id))
        self._overlay.drop(record_id)
        if record:
            self._overlay.put(record)

    def _numbers_of(self, record_id: str) -> Iterator[int]:
        """Numbers of the build's records with this id."""
        _, numbers = self._look_up(np.array([id_key(record_id)], dtype=np.uint64))
        for number in numbers.tolist():
            if number not in self._replaced and self._stored(number).id == record_id:
                yield number

    def _look_up(self, keys: U64) -> tuple[npt.NDArray[np.int64], U32]:
        """Positions among `keys`, and numbers of the records stored under them."""
        buckets, marks = buckets_and_marks(keys, self._manifest.bits)
        starts = self._starts[buckets].astype(np.int64)
        lengths = self._starts[buckets + 1].astype(np.int64) - starts
        places = spans(starts, lengths)
        at = np.repeat(np.arange(len(keys), dtype=np.int64), lengths)
        found = self._marks[places] == marks[at]
        return at[found], self._numbers[places[found]]

    def _likeliest(self, query: Subject, compared: int) -> tuple[list[int], bool]:
        """Numbers of the records to compare, likeliest first, and whether some were left out for a limit."""
        keys, costs = keys_and_costs(query_keys(query))
        if not len(keys):
            return [], False
        at, numbers = self._look_up(keys)
        if self._overlay.records:
            more_at, more_numbers = self._overlay.look_up(keys)
            at = np.concatenate([at, more_at.astype(np.int64)])
            numbers = np.concatenate([numbers, more_numbers])
        times = np.bincount(at, minlength=len(keys))
        at, numbers, cut = _within_limit(at, numbers, times)
        if not len(numbers):
            return [], cut
        worth = self._base - np.log2(np.maximum(times, 1)).astype(np.float32) - costs
        likeliest, more_alike = self._best(query, numbers, worth[at], compared)
        return likeliest, cut or more_alike

    def _best(self, query: Subject, numbers: U32, worth: F32, compared: int) -> tuple[list[int], bool]:
        """Numbers of the likeliest, and whether others about as likely did not find room."""
        order = np.argsort(numbers, kind="stable")
        numbers, worth = numbers[order], worth[order]
        firsts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]]))
        likely = np.maximum.reduceat(worth, firsts) + SUM_SHARE * np.add.reduceat(worth, firsts)
        owners = numbers[firsts]
        likely += likeness(query, self._traits_of(owners))
        ranks = np.argsort(-likely, kind="stable")
        room = MOST_COMPARED + len(self._overlay.removed)
        keep = ranks[:room]
        floor = likely[keep[0]] - _ABOUT
        more_alike = len(ranks) > room and bool(likely[ranks[room]] >= floor)
        ordered = [
            number
            for place, number in enumerate(owners[keep].tolist())
            if place < compared or likely[keep[place]] >= floor
        ]
        gone = self._overlay.removed
        return [n for n in ordered if n not in gone and n not in self._replaced], more_alike

    def _traits_of(self, owners: U32) -> Traits:
        """Of the build's records and of later ones; numbers are in order."""
        at = int(np.searchsorted(owners, self._overlay.first))
        if at == len(owners):
            return self._traits[owners]
        return np.concatenate([self._traits[owners[:at]], self._overlay.traits_of(owners[at:])])

    def _record(self, number: int) -> Subject:
        return self._overlay.records[number] if number >= self._overlay.first else self._stored(number)

    def _stored(self, number: int) -> Subject:
        return layout.unpacked(self._records[int(self._offsets[number]) : int(self._offsets[number + 1])])


def _within_limit(
    at: npt.NDArray[np.int64], numbers: U32, times: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], U32, bool]:
    """All entries, or those of the rarest keys when they are too many."""
    if len(numbers) <= MOST_ENTRIES:
        return at, numbers, False
    order = np.argsort(times, kind="stable")
    kept_keys = order[np.cumsum(times[order]) <= MOST_ENTRIES]
    is_kept = np.zeros(len(times), dtype=bool)
    is_kept[kept_keys] = True
    kept = is_kept[at]
    return at[kept], numbers[kept], True


class _FileFrequencies:
    """`Frequencies` from the index's own files."""

    def __init__(self, folder: Path, people: int) -> None:
        self.people = people
        self._terms = memoryview(mapped(folder / layout.TERMS, np.uint64).data)
        self._counts = memoryview(mapped(folder / layout.COUNTS, np.uint32).data)
        self.count = lru_cache(maxsize=131_072)(self._count)

    def _count(self, kind: str, text: str) -> int:
        """1 for what nobody has in common: the files hold what occurs twice or more."""
        number = layout.term_number(kind, text)
        place = bisect_left(self._terms, number)
        return self._counts[place] if place < len(self._terms) and self._terms[place] == number else 1


def _mapped_bytes(file: Path) -> "mmap.mmap | _NoBytes":
    with file.open("rb") as opened:
        if file.stat().st_size == 0:
            return _NoBytes()
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


class _NoBytes(bytes):
    def close(self) -> None:
        """Nothing is open."""
