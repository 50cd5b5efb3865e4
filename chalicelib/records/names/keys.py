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


def number_of(family: str, text: str) -> int:
    """The left part of a key, of a text that hardly comes again."""
    return int.from_bytes(blake2b(f"{family}:{text}".encode(), digest_size=8).digest(), "little")


left_of = lru_cache(maxsize=524_288)(number_of)
"""The same, kept: of words and sounds."""


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
    return key_of(number_of("R", record_id), 0)


def record_keys(record: Subject) -> Iterator[tuple[int, int]]:
    """Left and right parts of every key of a record, some of them more than once."""
    lefts, rights = key_parts(record)
    return zip(lefts, rights, strict=True)


def key_parts(record: Subject) -> tuple[list[int], list[int]]:
    """As `record_keys`, all left parts and all right ones; the first are those of the record's id."""
    dated, monthly, paired = _lefts_of(record.names)
    exact = [(number_of("R", record.id), 0), *_exact(record)]
    lefts = [left for left, _ in exact]
    rights = [right for _, right in exact]
    for birth in record.births or (_NO_BIRTH,):
        dates = (*((birth.number,) if birth.day else ()), *uncertain(birth))
        for number in dates:
            lefts += dated
            rights += [number] * len(dated)
        if birth.month:
            lefts += monthly
            rights += [_month(birth)] * len(monthly)
        lefts += paired
        rights += [birth.year] * len(paired)
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
        keys.add((left,), ((right, 0.0),))
    return keys


def _lefts_of(names: Iterable[Name]) -> tuple[list[int], list[int], list[int]]:
    """Left parts for whole dates, for months and for years."""
    dated: list[int] = []
    monthly: list[int] = []
    paired: list[int] = []
    for name in names:
        for word in (*name.forenames, *name.surname):
            by_date, by_month = _lefts_of_word(word)
            dated += by_date
            monthly += by_month
        for first, second in _pairs(name):
            dated.append(_initials_of(first[:1], second[:1]))
            if len(first) != 1 and len(second) != 1:
                paired += [_paired(*pair) for pair in product(_sounds_of(first), _sounds_of(second))]
    return list(dict.fromkeys(dated)), list(dict.fromkeys(monthly)), list(dict.fromkeys(paired))


@lru_cache(maxsize=262_144)
def _lefts_of_word(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """With whole dates, and with months."""
    if len(word) == 1:
        return (), ()
    sounds = _sounds_of(word)
    by_end = [left_of("S", word[-_ENDS:])] if len(word) > _ENDS else []
    return (
        (*[left_of("A", code) for code in sounds], left_of("P", word[:_ENDS]), *by_end),
        (*[left_of("D", code) for code in sounds], left_of("E", word[:_ENDS])),
    )


@lru_cache(maxsize=262_144)
def _sounds_of(word: str) -> tuple[str, ...]:
    """One empty sound when there is no word."""
    return codes(word)[:_MOST_CODES] if word else ("",)


def _pairs(name: Name) -> Iterator[tuple[str, str]]:
    """Each forename with each surname; a single name with nothing."""
    return product(name.forenames[:_MOST_PAIRED] or ("",), name.surname[:_MOST_PAIRED])


@lru_cache(maxsize=4096)
def _initials_of(first: str, second: str) -> int:
    return left_of("B", "".join(sorted((first, second))))


@lru_cache(maxsize=524_288)
def _paired(one: str, other: str) -> int:
    return number_of("C", f"{one}|{other}" if one <= other else f"{other}|{one}")


def _exact(subject: Subject) -> list[tuple[int, int]]:
    """Left parts and right parts of keys that allow for no slip."""
    found = [
        (number_of(family, text), 0) for family, text in (("N", subject.pncid), ("O", subject.cro)) if text
    ]
    if not subject.postcodes:
        return found
    words = [word for name in subject.names for word in (*name.forenames[:1], *name.surname)]
    sounds = sorted({codes(word)[0] for word in words})
    for postcode in subject.postcodes:
        left = number_of("Z", postcode)
        found += [(left, birth.number) for birth in subject.births]
        found += [(number_of("Z", f"{postcode}|{code}"), 0) for code in sounds]
    return found


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
