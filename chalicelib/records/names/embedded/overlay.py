"""What changed since the build, in memory: records that were put, numbers that no longer count."""

from dataclasses import dataclass, field

import numpy as np

from chalicelib.records.names.embedded.arrays import U32, U64, mixed
from chalicelib.records.names.embedded.traits import TRAITS, Traits, traits_of
from chalicelib.records.names.keys import record_keys
from chalicelib.records.names.subjects import Subject


@dataclass
class Overlay:
    """Records added under numbers from `first` on, and removed numbers of the build."""

    first: int
    removed: set[int] = field(default_factory=set)
    records: dict[int, Subject] = field(default_factory=dict)
    _by_id: dict[str, int] = field(default_factory=dict)
    _new: list[tuple[U64, int]] = field(default_factory=list)
    _keys: U64 = field(default_factory=lambda: np.empty(0, np.uint64))
    _numbers: U32 = field(default_factory=lambda: np.empty(0, np.uint32))
    _next: int = 0

    def put(self, record: Subject) -> None:
        """Add a record, in place of an earlier one with its id."""
        self.drop(record.id)
        number = self.first + self._next
        self._next += 1
        pairs = list(record_keys(record))
        lefts = np.array([left for left, _ in pairs], dtype=np.uint64)
        rights = np.array([right for _, right in pairs], dtype=np.uint64)
        self._new.append((mixed(lefts, rights), number))
        self._by_id[record.id] = number
        self.records[number] = record

    def drop(self, record_id: str) -> None:
        """Forget a record that was added here."""
        number = self._by_id.pop(record_id, None)
        if number is not None:
            del self.records[number]

    def look_up(self, keys: U64) -> tuple[U64, U32]:
        """Positions among `keys`, and numbers of the records that have them."""
        self._settle()
        starts = np.searchsorted(self._keys, keys, side="left")
        lengths = np.searchsorted(self._keys, keys, side="right") - starts
        at = np.repeat(np.arange(len(keys)), lengths)
        ends = np.cumsum(lengths)
        places = np.arange(int(lengths.sum())) + np.repeat(starts - (ends - lengths), lengths)
        numbers = self._numbers[places]
        there = np.array([int(n) in self.records for n in numbers], dtype=bool)
        return at[there].astype(np.uint64), numbers[there]

    def traits_of(self, numbers: U32) -> Traits:
        """Of records that were added here."""
        found = [traits_of(self.records[number]) for number in numbers.tolist()]
        return np.array(found, dtype=TRAITS)

    def _settle(self) -> None:
        if not self._new:
            return
        keys = np.concatenate([self._keys, *(keys for keys, _ in self._new)])
        numbers = [np.full(len(keys), number, np.uint32) for keys, number in self._new]
        owners = np.concatenate([self._numbers, *numbers])
        order = np.argsort(keys, kind="stable")
        self._keys, self._numbers = keys[order], owners[order]
        self._new.clear()
