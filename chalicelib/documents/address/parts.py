"""Takes an address apart: what tells a flat from the next, the house's number, and the words of street and house."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

_SHORT = {
    "rd": "road", "st": "street", "str": "street", "saint": "street", "ave": "avenue", "av": "avenue", "cl": "close",
    "ct": "court", "crt": "court", "dr": "drive", "ln": "lane", "la": "lane", "gdns": "gardens", "gdn": "garden",
    "sq": "square", "pl": "place", "cres": "crescent", "cr": "crescent", "ter": "terrace", "terr": "terrace",
    "pk": "park", "gr": "grove", "gro": "grove", "grn": "green", "hse": "house", "bldgs": "buildings", "wy": "way",
    "apt": "flat", "apartment": "flat", "fflat": "flat", "nth": "north", "sth": "south", "mt": "mount",
}  # fmt: skip
"""Short forms in streets; `Saint` and `Street` share one."""
_UNITS = frozenset({"flat", "unit", "room", "studio", "suite", "maisonette", "basement"})
_NOISE = frozenset({"no", "number"})
_ALIKE = 88


@dataclass(frozen=True)
class Address:
    """An address as its parts are compared."""

    units: tuple[str, ...]
    numbers: tuple[str, ...]
    words: tuple[str, ...]


def taken_apart(words: Sequence[str]) -> Address:
    """The parts of an address's tokens: `Flat 3B, 14 Larch Rd`, `3/14`, `12 A`, `Basement flat`."""
    units, numbers, names = list[str](), list[str](), list[str]()
    joined = [whole(word) for word in _with_letters(words)]
    for at, word in enumerate(joined):
        follows_unit = at > 0 and is_unit(joined[at - 1])
        if is_id(word) or (len(word) == 1 and follows_unit):
            (units if follows_unit else numbers).append(word)
        elif is_unit(word):
            onward = joined[at + 1] if at + 1 < len(joined) else ""
            if not (is_id(onward) or len(onward) == 1):
                units.append(word)
        elif word not in _NOISE:
            names.append(word)
    return Address(tuple(units), tuple(numbers), tuple(names))


def whole(word: str) -> str:
    """A word of an address in full, if it is one that is cut short."""
    return _SHORT.get(word, word)


def is_id(word: str) -> bool:
    """Whether a word holds a number."""
    return any(letter.isdigit() for letter in word)


def is_unit(word: str) -> bool:
    """Whether a word, in full, says that a part of a house follows."""
    return word in _UNITS


def alike(one: str, other: str) -> bool:
    """Whether two words without numbers are spelt nearly the same; those with numbers must be the same."""
    return one == other or (not is_id(one + other) and fuzz.ratio(one, other) >= _ALIKE)


def _with_letters(words: Sequence[str]) -> list[str]:
    """`12 a` is `12a`."""
    found: list[str] = []
    for word in words:
        if len(word) == 1 and word in "abcdefgh" and found and found[-1].isdigit():
            found[-1] += word
        else:
            found.append(word)
    return found
