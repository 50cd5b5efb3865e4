"""Blocking keys: the numbers under which a record is found, and those under which a query looks for it.

A key is a 64-bit number made of a left part (how a name sounds or is spelt, and the family of the key) and
a right part (a date, a month, a year). A record is stored under few keys; the query is what varies, because
a slip in a birth date is cheaper to try than to store. Every backend stores the same numbers.

date families   sound of a word, its first three or last three letters, or a pair of initials, with the whole date;
                also with the year alone, or with 0, for a record that knows no more
month           sound of a word, or its first three letters, with year and month
pair            sounds of a forename and a surname, in no order, with the year (0 for no date)
exact           identifiers, postcodes, the record's own id
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import product

from chalicelib.records.names.births import Birth, every_year, is_default, slips_of, uncertain, years_near
from chalicelib.records.names.spelling import codes
from chalicelib.records.names.subjects import Name, Subject

WORD = 0xFFFF_FFFF_FFFF_FFFF
_SPREAD = 0x9E37_79B9_7F4A_7C15
_MIX = 0xBF58_476D_1CE4_E5B9
SHIFT = 31
_MOST_PAIRED = 4
"""Words of each side of a name that are paired: who has more is found by the others."""
_MOST_CODES = 12
_ENDS = 3

_NO_BIRTH = Birth(0)

Cost = float
Right = tuple[int, Cost]


def key_of(left: int, right: int) -> int:
    """One key; `numpy` arithmetic on unsigned 64-bit arrays gives the same (see `embedded.search`)."""
    mixed = ((left ^ (right * _SPREAD & WORD)) * _MIX) & WORD
    return mixed ^ (mixed >> SHIFT)


SPREAD, MIX = _SPREAD, _MIX


@lru_cache(maxsize=524_288)
def left_of(family: str, text: str) -> int:
    """The left part of a key."""
    return int.from_bytes(blake2b(f"{family}:{text}".encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True)
class Block:
    """All combinations of these left and right parts are keys; the right ones carry what a slip costs, in bits."""

    lefts: tuple[int, ...]
    rights: tuple[Right, ...]


@dataclass
class Keys:
    """The keys of one subject, as blocks."""

    blocks: list[Block] = field(default_factory=list)

    def add(self, lefts: Iterable[int], rights: Iterable[Right]) -> None:
        """Add a block unless it is empty."""
        block = Block(tuple(dict.fromkeys(lefts)), tuple(rights))
        if block.lefts and block.rights:
            self.blocks.append(block)

    def each(self) -> Iterator[tuple[int, Cost]]:
        """Every key once with its least cost."""
        found: dict[int, Cost] = {}
        for block in self.blocks:
            for left, (right, cost) in product(block.lefts, block.rights):
                key = key_of(left, right)
                found[key] = min(cost, found.get(key, cost))
        return iter(found.items())


def id_key(record_id: str) -> int:
    """The key under which a record is found by its own id."""
    return key_of(left_of("R", record_id), 0)


def record_keys(record: Subject) -> Iterator[tuple[int, int]]:
    """Left and right parts of every key of a record, some of them more than once."""
    lefts, rights = key_parts(record)
    return zip(lefts, rights, strict=True)


def key_parts(record: Subject) -> tuple[list[int], list[int]]:
    """As `record_keys`, all left parts and all right ones."""
    dated, monthly, paired = _lefts_of(record.names)
    lefts: list[int] = []
    rights: list[int] = []

    def add(more: list[int], right: int) -> None:
        lefts.extend(more)
        rights.extend([right] * len(more))

    for birth in record.births or (_NO_BIRTH,):
        if birth.day:
            add(dated, birth.number)
        for number in uncertain(birth):
            add(dated, number)
        if birth.month:
            add(monthly, _month(birth))
        add(paired, birth.year)
    for left, (right, _) in _exact(record):
        add([left], right)
    add([left_of("R", record.id)], 0)
    return lefts, rights


def query_keys(query: Subject) -> Keys:
    """Everything under which the person asked for may be stored."""
    dated, monthly, paired = _lefts_of(query.names)
    keys = Keys()
    for birth in query.births:
        keys.add(dated, slips_of(birth))
        keys.add(monthly, _months_near(birth))
        keys.add(paired, years_near(birth.year))
    if not query.births:
        keys.add(paired, every_year())
    for left, right in _exact(query):
        keys.add((left,), (right,))
    return keys


def _lefts_of(names: Iterable[Name]) -> tuple[list[int], list[int], list[int]]:
    """Left parts for whole dates, for months and for years."""
    dated: list[int] = []
    monthly: list[int] = []
    paired: list[int] = []
    for name in names:
        for word in (*name.forenames, *name.surname):
            dated += _dated_lefts(word)
            monthly += _monthly_lefts(word)
        for first, second in _pairs(name):
            dated.append(_initials_of(first[:1], second[:1]))
            paired += _paired_lefts(first, second)
    return list(dict.fromkeys(dated)), list(dict.fromkeys(monthly)), list(dict.fromkeys(paired))


@lru_cache(maxsize=262_144)
def _dated_lefts(word: str) -> tuple[int, ...]:
    if len(word) == 1:
        return ()
    by_sound = [left_of("A", code) for code in codes(word)[:_MOST_CODES]]
    by_end = [left_of("S", word[-_ENDS:])] if len(word) > _ENDS else []
    return (*by_sound, left_of("P", word[:_ENDS]), *by_end)


@lru_cache(maxsize=262_144)
def _monthly_lefts(word: str) -> tuple[int, ...]:
    if len(word) == 1:
        return ()
    by_sound = [left_of("D", code) for code in codes(word)[:_MOST_CODES]]
    return (*by_sound, left_of("E", word[:_ENDS]))


def _pairs(name: Name) -> Iterator[tuple[str, str]]:
    """Each forename with each surname; a single name with nothing."""
    return product(name.forenames[:_MOST_PAIRED] or ("",), name.surname[:_MOST_PAIRED])


@lru_cache(maxsize=4096)
def _initials_of(first: str, second: str) -> int:
    return left_of("B", "".join(sorted((first, second))))


@lru_cache(maxsize=262_144)
def _paired_lefts(first: str, second: str) -> tuple[int, ...]:
    if len(first) == 1 or len(second) == 1:
        return ()
    many = product(codes(first)[:_MOST_CODES] if first else ("",), codes(second)[:_MOST_CODES])
    return tuple([left_of("C", "|".join(sorted(pair))) for pair in many])


def _exact(subject: Subject) -> Iterator[tuple[int, Right]]:
    """Left parts and right parts of keys that allow for no slip."""
    for family, text in (("N", subject.pncid), ("O", subject.cro)):
        if text:
            yield left_of(family, text), (0, 0.0)
    for postcode in subject.postcodes:
        yield from ((left_of("Z", postcode), (birth.number, 0.0)) for birth in subject.births)
        sounds = {codes(word)[0] for name in subject.names for word in (*name.forenames[:1], *name.surname)}
        yield from ((left_of("Z", f"{postcode}|{code}"), (0, 0.0)) for code in sorted(sounds))


def _month(birth: Birth) -> int:
    return birth.year * 100 + birth.month


def _months_near(birth: Birth) -> list[Right]:
    """The month and those around it, the day taken for it, and every month when the day may be a default."""
    if not birth.month:
        return []
    found = {_month(birth): 2.0}
    if 1 <= birth.day <= 12:  # noqa: PLR2004 - months of a year
        found.setdefault(birth.year * 100 + birth.day, 4.0)
    if is_default(birth):
        found |= {birth.year * 100 + month: 4.0 for month in range(2, 13)}
    for apart in (-2, -1, 1, 2):
        year, month = divmod(birth.year * 12 + birth.month - 1 + apart, 12)
        found.setdefault(year * 100 + month + 1, 5.0)
    return list(found.items())
