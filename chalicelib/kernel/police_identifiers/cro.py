"""The Criminal Records Office number of a person's fingerprints: `065656/91H`, or `SF05/482703J` of a small file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.kernel.police_identifiers.core import (
    DIGIT,
    LETTER,
    InvalidIdentifier,
    Reading,
    as_written_first,
    check_letter,
    digits,
    letter,
    only,
    tidy,
)

_STANDARD = re.compile(rf"^({DIGIT}{{1,6}})/?({DIGIT}{{2}})({LETTER})$")
_SMALL_FILE = re.compile(rf"^([S5]F)({DIGIT}{{2}})/?({DIGIT}{{1,6}})({LETTER})$")
_SHAPES = "This is not a CRO number, which looks like 065656/91H or SF05/482703J."


@dataclass(frozen=True, order=True)
class CRO:
    """A serial number given out in a year. `str` gives the canonical form."""

    year: int
    """Its last two digits: a CRO number never says more."""
    serial: str
    """Six digits, or of a small file as written: there the check letter depends on leading zeros."""
    small_file: bool = False

    @property
    def letter(self) -> str:
        return check_letter(int(f"{self.year:02d}{self.serial}"))

    @property
    def stands_for_none(self) -> bool:
        """Serial 0, as in `000000/00Z`: what a system fills in when there is no CRO number."""
        return int(self.serial) == 0

    def __str__(self) -> str:
        if self.small_file:
            return f"SF{self.year:02d}/{self.serial}{self.letter}"
        return f"{self.serial}/{self.year:02d}{self.letter}"


def standard_cro(serial: int, year: int) -> CRO:
    """The standard number of a serial (to 999,999) in a year, of which the last two digits count."""
    return CRO(year % 100, f"{serial:06d}")


def read_cro(typed: str) -> Reading[CRO]:
    """The CRO number that somebody wrote.

    Case, spaces, leading zeros of a standard serial and a missing slash don't matter. A slash elsewhere, zeros before
    a small file's serial, and O, I, S, Z and 2 for 0, 1, 5, 2 and Z (5F for SF), are repaired when the check letter
    then fits. Raises `InvalidIdentifier` for anything else.
    """
    text = tidy(typed)
    compact = text.replace("/", "")
    for pattern, meanings in ((_SMALL_FILE, _small_file), (_STANDARD, _standard)):
        found = pattern.match(text)
        shape = found or pattern.match(compact)
        if shape:
            moved = not found and "/" in text
            fitting = (Reading(typed, v, r or moved) for v, fits, r in meanings(shape) if fits)
            return only(as_written_first(fitting), name="CRO number")
    raise InvalidIdentifier(_SHAPES)


def _standard(shape: re.Match[str]) -> Iterator[tuple[CRO, bool, bool]]:
    """A meaning, whether the letter fits it, and whether a character was replaced."""
    value = CRO(int(digits(shape[2])), f"{int(digits(shape[1])):06d}")
    yield value, value.letter == letter(shape[3]), _replaced(shape[1] + shape[2], shape[3])


def _small_file(shape: re.Match[str]) -> Iterator[tuple[CRO, bool, bool]]:
    year, serial = int(digits(shape[2])), digits(shape[3])
    replaced = shape[1] != "SF" or _replaced(shape[2] + shape[3], shape[4])
    for shown in dict.fromkeys((serial, serial.lstrip("0") or "0")):
        value = CRO(year, shown, small_file=True)
        yield value, value.letter == letter(shape[4]), replaced or shown != serial


def _replaced(number: str, check: str) -> bool:
    return digits(number) != number or letter(check) != check
