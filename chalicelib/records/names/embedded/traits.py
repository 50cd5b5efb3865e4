"""Sixteen bytes of each record by which candidates are put in order before any of them is read.

They are a rough likeness, never a score: the birth date, sex, birthplace, and which letters the surname, the first
forename and the second are made of.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from chalicelib.records.names.births import Birth, is_default
from chalicelib.records.names.keys import left_of
from chalicelib.records.names.subjects import Name, Subject

TRAITS = np.dtype(
    [("born", "<u4"), ("surname", "<u4"), ("forename", "<u4"), ("second", "<u2"), ("place_and_sex", "<u2")]
)
Traits = npt.NDArray[Any]
F32 = npt.NDArray[np.float32]
_SEXES = {"": 0, "M": 1, "F": 2}
_SAME_SEX, _SAME_PLACE, _SAME_SECOND = 1.5, 6.0, 5.0
_BY_LETTERS = np.array([7.0, 5.0, 4.0, 1.0, 0.0, -2.0, -3.0] + [-4.0] * 26, dtype=np.float32)
"""Bits by how many letters are in one of two words alone."""
_EXCHANGED = 3.0
_SAME_DATE, _EXCHANGED_DATE, _ONE_DIGIT, _TWO_PARTS, _SAME_YEAR, _NEAR_YEAR, _OTHER = (
    12.0, 10.0, 6.0, 3.0, 0.0, -4.0, -8.0,
)  # fmt: skip
_UNCERTAIN = 4.0
_NEAR_YEARS = 5


def traits_of(subject: Subject) -> tuple[int, int, int, int, int]:
    """One record's; zeros for what is not known."""
    name = subject.names[0] if subject.names else None
    return (
        subject.births[0].number if subject.births else 0,
        letters_of("".join(name.surname)) if name else 0,
        letters_of(name.forenames[0]) if name and name.forenames else 0,
        _second(name),
        _place_and_sex(subject.place, subject.sex),
    )


@lru_cache(maxsize=262_144)
def letters_of(word: str) -> int:
    """A bit for each letter that is in the word."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 65 if "A" <= letter <= "Z" else 26 + ord(letter) % 6)
    return bits


def _second(name: Name | None) -> int:
    return left_of("M", name.forenames[1]) % 0xFFFF + 1 if name and len(name.forenames) > 1 else 0


def _place_and_sex(place: str, sex: str) -> int:
    found = left_of("T", place) % 0x3FFF + 1 if place else 0
    return found << 2 | _SEXES[sex]


def likeness(asked: Subject, held: Traits) -> F32:
    """Bits, about, for what each of the records has in common with the query besides its keys."""
    place, sex = divmod(_place_and_sex(asked.place, asked.sex), 4)
    theirs = held["place_and_sex"]
    bits = np.where((theirs >> 2 == place) & (place > 0), np.float32(_SAME_PLACE), np.float32(0))
    bits += np.where((theirs & 3 == sex) & (sex > 0), np.float32(_SAME_SEX), np.float32(0))
    if asked.births:
        bits += np.maximum.reduce([_dates(birth, held["born"]) for birth in asked.births[:3]])
    if asked.names:
        bits += np.maximum.reduce([_names(name, held) for name in asked.names[:3]])
    return bits


def _names(asked: Name, held: Traits) -> F32:
    surname = letters_of("".join(asked.surname))
    forename = letters_of(asked.forenames[0]) if asked.forenames else 0
    straight = _letters(surname, held["surname"]) + _letters(forename, held["forename"])
    turned = (
        _letters(forename, held["surname"]) + _letters(surname, held["forename"]) - np.float32(_EXCHANGED)
    )
    bits: F32 = np.maximum(straight, turned)
    second = _second(asked)
    if second:
        bits += np.where(held["second"] == second, np.float32(_SAME_SECOND), np.float32(0))
    return bits


def _letters(asked: int, held: npt.NDArray[np.uint32]) -> F32:
    found: F32 = _BY_LETTERS[np.bitwise_count(held ^ np.uint32(asked))]
    return found


def _dates(asked: Birth, born: npt.NDArray[np.uint32]) -> F32:
    numbers = born.astype(np.int32)
    year, rest = np.divmod(numbers, 10_000)
    month, day = np.divmod(rest, 100)
    same_year, same_month, same_day = year == asked.year, month == asked.month, day == asked.day
    apart = np.abs(year - asked.year)
    bits = np.where(apart <= _NEAR_YEARS, np.float32(_NEAR_YEAR), np.float32(_OTHER))
    bits[same_year] = _UNCERTAIN if is_default(asked) else _SAME_YEAR
    bits[(same_year.view(np.int8) + same_month + same_day) == 2] = _TWO_PARTS  # noqa: PLR2004 - two of three
    bits[_one_digit(asked, numbers)] = _ONE_DIGIT
    bits[same_year & (month == asked.day) & (day == asked.month)] = _EXCHANGED_DATE
    bits[numbers == asked.number] = _SAME_DATE
    bits[(day <= 1) & (month <= 1)] = np.maximum(bits[(day <= 1) & (month <= 1)], _UNCERTAIN)
    return bits


def _one_digit(asked: Birth, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Whether the difference is that of one digit: 1 to 9 times a power of ten, without a carry."""
    differ = np.zeros(len(numbers), dtype=np.int8)
    for power in (1, 10, 100, 1000, 10_000, 100_000):
        differ += numbers // power % 10 != asked.number // power % 10
    found: npt.NDArray[np.bool_] = differ == 1
    return found
