"""Everything that an index keeps of a lot of lines, worked out in whichever process has time."""

from typing import NamedTuple

import numpy as np

from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.arrays import U64, mixed
from chalicelib.records.names.embedded.parts import Parted, parted
from chalicelib.records.names.embedded.traits import TRAITS, traits_of
from chalicelib.records.names.errors import BadLine
from chalicelib.records.names.frequencies import terms_alone, terms_beside
from chalicelib.records.names.keys import key_of, key_parts, left_of
from chalicelib.records.names.subjects import Subject, read_line


class Refusal(NamedTuple):
    """A line that was left out: its number from 1, and why."""

    line: int
    reason: str


class Lot(NamedTuple):
    """Lines and the number of the first of them, from 0."""

    first: int
    lines: list[bytes]


class Read(NamedTuple):
    """What is kept of a lot; arrays as bytes, for they go from one process to another."""

    entries: Parted
    terms: Parted
    payload: bytes
    lengths: bytes
    ids: bytes
    traits: bytes
    refused: list[Refusal]


class _Numbers:
    """Left and right parts of keys, and of counted terms, of one record after another."""

    def __init__(self) -> None:
        self.lefts: list[int] = []
        self.rights: list[int] = []
        self.counts: list[int] = []
        self.terms: list[int] = []
        self.ones: list[int] = []
        self.others: list[int] = []

    def add(self, record: Subject) -> int:
        """Take in a record's; the key of its id."""
        lefts, rights = key_parts(record)
        self.lefts += lefts
        self.rights += rights
        self.counts.append(len(lefts))
        self.terms += [layout.term_number(kind, text) for kind, text in terms_alone(record)]
        pairs = terms_beside(record)
        self.ones += [left_of(layout.BESIDE_FAMILY, one) for one, _ in pairs]
        self.others += [left_of(layout.BESIDE_FAMILY, other) for _, other in pairs]
        return key_of(lefts[0], rights[0])

    def keys(self) -> U64:
        return mixed(_array(self.lefts), _array(self.rights))

    def every_term(self) -> U64:
        return np.concatenate([_array(self.terms), mixed(_array(self.ones), _array(self.others))])


def read_lot(lot: Lot) -> Read:
    """Read the lines; one that can't be read is left out, with the reason, and keeps its number."""
    numbers = _Numbers()
    payloads: list[bytes] = []
    ids: list[int] = []
    traits: list[tuple[int, int, int, int, int]] = []
    refused: list[Refusal] = []
    for number, line in enumerate(lot.lines, start=lot.first + 1):
        try:
            record = read_line(line)
        except BadLine as error:
            if line.strip():
                refused.append(Refusal(number, error.message))
            numbers.counts.append(0)
            payloads.append(b"")
            ids.append(0)
            traits.append((0, 0, 0, 0, 0))
            continue
        record.prepare()
        ids.append(numbers.add(record))
        payloads.append(layout.packed(record))
        traits.append(traits_of(record))
    owners = np.repeat(np.arange(lot.first, lot.first + len(lot.lines), dtype=np.uint64), numbers.counts)
    return Read(
        entries=parted(numbers.keys(), owners),
        terms=parted(numbers.every_term()),
        payload=b"".join(payloads),
        lengths=_array(list(map(len, payloads))).tobytes(),
        ids=_array(ids).tobytes(),
        traits=np.array(traits, dtype=TRAITS).tobytes(),
        refused=refused,
    )


def _array(numbers: list[int]) -> U64:
    return np.fromiter(numbers, np.uint64, len(numbers))
