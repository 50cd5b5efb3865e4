"""The names index in a table, for a force that hosts its own: blocking keys, records and counts as items.

`hosted_items` says how they lie there. A search asks for all its keys at once, by BatchGetItem. The key of a common
name (SMITH in one year) is split into parts, which lie apart in the table. Parts are read up to a limit; beyond it
the answer says that it is not complete.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.platform.items import ItemMap, Items, TableUnavailable, Write, WriteRefused
from chalicelib.records.names import hosted_items
from chalicelib.records.names.errors import IndexRefused, IndexUnavailable
from chalicelib.records.names.frequencies import terms_of
from chalicelib.records.names.hosted_items import (
    ABOUT_ALL,
    about_item,
    ids_in,
    part_item,
    part_key,
    people_in,
    record_in,
    record_item,
    record_key,
    term_key,
    term_number,
)
from chalicelib.records.names.keys import Cost, key_of, query_keys, record_keys
from chalicelib.records.names.model import ScoringModel, default_model
from chalicelib.records.names.ports import SUM_SHARE, TOO_MANY, Answer, ranked
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.subjects import Subject

MOST_PARTS = 1400
"""Parts beyond the first that one search reads."""
MOST_COMPARED = 160
"""Candidates whose records are read."""
_MOST_KNOWN = 200_000
"""Counts kept in a process: some 40 MB."""
_TRIES = 20


@dataclass
class TableFrequencies:
    """`Frequencies` from the table, read in advance for the words that matter and kept."""

    items: Items
    people: int
    known: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, kind: str, text: str) -> int:
        """1 for what nobody has in common: the table holds what occurs twice or more."""
        if (kind, text) not in self.known:
            self.learn([(kind, text)])
        return self.known[kind, text]

    def learn(self, terms: Iterable[tuple[str, str]]) -> None:
        """Read what is not known yet, all at once; a process that has learnt very much begins anew."""
        if len(self.known) > _MOST_KNOWN:
            self.known.clear()
        wanted = {term: term_key(term_number(*term)) for term in terms if term not in self.known}
        found = self.items.get_many(list(wanted.values()))
        for term, key in wanted.items():
            self.known[term] = int(found[key]["count"]) if key in found else 1


@dataclass
class HostedIndex:
    """`NamesIndex` on `Items`. Any number of readers and writers; a search sees every change made before it."""

    items: Items
    model: ScoringModel = field(default_factory=default_model)
    most_parts: int = MOST_PARTS

    @property
    def people(self) -> int:
        return people_in(self.items.get(ABOUT_ALL))

    @cached_property
    def scorer(self) -> Scorer:
        """Scores with the number of people and the counts as they were at the first use."""
        return Scorer(self.model, TableFrequencies(self.items, self.people))

    def search(self, query: Subject, *, top: int = 50) -> Answer:
        try:
            return self._search(query, top)
        except (TableUnavailable, IndexRefused) as error:
            raise IndexUnavailable from error

    def put(self, record: Subject) -> None:
        """As the port has it; raises `IndexRefused` for a record that no item can hold.

        Keys first, then the record, then the keys that no longer hold: a crash between leaves nobody unfound.
        """
        people_in(self.items.get(ABOUT_ALL))  # refuses a table of another format
        item = record_item(record)
        before = self._read(record.id)
        new = set(_keys_of(record))
        old = set(_keys_of(before)) if before else set()
        for key in sorted(new - old):
            self._enter(key, record.id)
        self._write_record(record.id, item, is_new=before is None)
        for key in sorted(old - new):
            self._strike(key, record.id)

    def remove(self, record_id: str) -> None:
        before = self._read(record_id)
        if before is None:
            return
        self.items.write(Write(record_key(record_id), None))
        self._count_people(-1)
        for key in _keys_of(before):
            self._strike(key, record_id)

    def load(self, records: Iterable[Subject]) -> int:
        """Fill an empty table, each item once; how many records it now holds. Millions are imported instead."""
        from chalicelib.records.names.hosted_load import items_of  # noqa: PLC0415 - no function of AWS loads a table

        with TemporaryDirectory() as work:
            for key, item in items_of(records, Path(work)):
                self.items.write(Write(key, item))
        self.__dict__.pop("scorer", None)
        return self.people

    def _search(self, query: Subject, top: int) -> Answer:
        costs = dict(query_keys(query).each())
        listed, complete = self._listed(costs)
        ids = _likeliest(listed, costs, self.scorer.frequencies.people)
        found = self.items.get_many([record_key(record_id) for record_id in ids])
        subjects = [record_in(item) for item in found.values()]
        frequencies = self.scorer.frequencies
        if isinstance(frequencies, TableFrequencies):
            frequencies.learn(term for subject in (query, *subjects) for term in terms_of(subject))
        why = "" if complete else TOO_MANY
        return ranked(self.scorer, query, subjects, top=top, why_incomplete=why)

    def _listed(self, costs: dict[int, Cost]) -> tuple[dict[int, list[str]], bool]:
        """Ids under each key, and whether all parts of all keys were read: those of the rarest keys come first."""
        heads = self.items.get_many([part_key(key, 0) for key in costs])
        listed = {key: ids_in(heads[part_key(key, 0)]) for key in costs if part_key(key, 0) in heads}
        parts = sorted((int(heads[part_key(key, 0)]["parts"]), key) for key in listed)
        further = [(key, part) for many, key in parts for part in range(1, many)]
        wanted = [part_key(key, part) for key, part in further[: self.most_parts]]
        found = self.items.get_many(wanted)
        for (key, _), place in zip(further, wanted, strict=False):
            listed[key] += ids_in(found.get(place, {}))
        return listed, len(further) <= self.most_parts

    def _read(self, record_id: str) -> Subject | None:
        found = self.items.get(record_key(record_id))
        return record_in(found) if found else None

    def _write_record(self, record_id: str, item: ItemMap, *, is_new: bool) -> None:
        self.items.write(Write(record_key(record_id), item))
        if is_new:
            self._count_people(1)

    def _count_people(self, change: int) -> None:
        for _ in range(_TRIES):
            found = self.items.get(ABOUT_ALL)
            people = people_in(found)
            condition = {"equals": {"people": people}} if found else {"absent": True}
            try:
                self.items.write(Write(ABOUT_ALL, about_item(people + change), **condition))
            except WriteRefused:
                continue
            return
        raise IndexUnavailable

    def _enter(self, key: int, record_id: str) -> None:
        """Add an id to the last part of a key, or to a new one when that is full."""
        for _ in range(_TRIES):
            head = self.items.get(part_key(key, 0))
            try:
                self._enter_once(key, record_id, head)
            except WriteRefused:
                continue
            return
        raise IndexUnavailable

    def _enter_once(self, key: int, record_id: str, head: dict[str, object] | None) -> None:
        if head is None:
            self.items.write(Write(part_key(key, 0), part_item([record_id], 1, 1), absent=True))
            return
        parts = int(str(head["parts"]))
        last = head if parts == 1 else self.items.get(part_key(key, parts - 1)) or {}
        ids = ids_in(last)
        if record_id in ids:
            return
        version = int(str(last["version"]))
        if len(ids) < hosted_items.MOST_IDS:
            there = {"version": version}
            grown = part_item([*ids, record_id], parts, version + 1)
            self.items.write(Write(part_key(key, parts - 1), grown, equals=there))
            return
        first = int(str(head["version"]))
        self.items.write(
            Write(part_key(key, parts), part_item([record_id], parts + 1, 1), absent=True),
            Write(part_key(key, 0), part_item(ids_in(head), parts + 1, first + 1), equals={"version": first}),
        )

    def _strike(self, key: int, record_id: str) -> None:
        """Take an id out of whichever parts of a key hold it."""
        head = self.items.get(part_key(key, 0))
        for part in range(int(head["parts"]) if head else 0):
            for _ in range(_TRIES):
                found = self.items.get(part_key(key, part))
                if not found or record_id not in ids_in(found):
                    break
                rest = [other for other in ids_in(found) if other != record_id]
                version = int(found["version"])
                smaller = part_item(rest, int(found["parts"]), version + 1)
                try:
                    self.items.write(Write(part_key(key, part), smaller, equals={"version": version}))
                except WriteRefused:
                    continue
                break


def _likeliest(listed: dict[int, list[str]], costs: dict[int, Cost], people: int) -> list[str]:
    """Ids of the records to compare: whoever is found under rare keys, and under many."""
    best: dict[str, float] = {}
    total: dict[str, float] = {}
    for key, ids in listed.items():
        worth = log2(max(people, 2)) - log2(max(len(ids), 1)) - costs[key]
        for record_id in ids:
            best[record_id] = max(worth, best.get(record_id, worth))
            total[record_id] = total.get(record_id, 0.0) + worth
    return heapq.nsmallest(
        MOST_COMPARED,
        best,
        key=lambda record_id: (-(best[record_id] + SUM_SHARE * total[record_id]), record_id),
    )


def _keys_of(record: Subject) -> Iterator[int]:
    return (key_of(left, right) for left, right in record_keys(record))
