"""The reference of a case at a court, as PNC numbers it: `97/1626/8395Q`."""

import re
from dataclasses import dataclass
from datetime import date

from chalicelib.kernel.police_identifiers.core import (
    DIGIT,
    LETTER,
    InvalidIdentifier,
    Reading,
    check_letter,
    digits,
    full_year,
    letter,
    only,
    tidy,
)

_SLASHED = re.compile(rf"^({DIGIT}{{2}})/({DIGIT}{{4}})/({DIGIT}{{1,6}})({LETTER})$")
_COMPACT = re.compile(rf"^({DIGIT}{{2}})({DIGIT}{{4}})({DIGIT}{{1,6}})({LETTER})$")


@dataclass(frozen=True, order=True)
class CourtCase:
    """The `serial`-th case of a year at a court. `str` gives the canonical form."""

    year: int
    """Its last two digits."""
    court: str
    """The court's PNC code in four digits; a youth court's is the adult court's plus 4000, 9998 an uncoded court."""
    serial: int
    """To 999,999."""

    @property
    def letter(self) -> str:
        """Of year, court and the serial padded to six (derived from 71 of 72 published references, not published)."""
        return check_letter(int(f"{self.year:02d}{self.court}{self.serial:06d}"))

    @property
    def stands_for_none(self) -> bool:
        """Serial 0: what a system fills in when there is no case."""
        return self.serial == 0

    def full_year(self, *, today: date) -> int:
        """The year in four digits."""
        return full_year(self.year, today=today)

    def __str__(self) -> str:
        return f"{self.year:02d}/{self.court}/{self.serial}{self.letter}"


def read_court_case(typed: str) -> Reading[CourtCase]:
    """The court case reference that somebody wrote.

    Case, spaces, missing slashes and leading zeros of the serial don't matter. A slash elsewhere, and O, I, S, Z
    and 2 for 0, 1, 5, 2 and Z, are repaired when the check letter then fits. Raises `InvalidIdentifier`.
    """
    text = tidy(typed)
    found = _SLASHED.match(text)
    shape = found or _COMPACT.match(text.replace("/", ""))
    if not shape:
        raise InvalidIdentifier("This is not a court case reference, which looks like 97/1626/8395Q.")
    written = shape[1] + shape[2] + shape[3]
    number = digits(written)
    value = CourtCase(int(number[:2]), number[2:6], int(number[6:]))
    repaired = number != written or letter(shape[4]) != shape[4] or (not found and "/" in text)
    fits = value.letter == letter(shape[4])
    return only([Reading(typed, value, repaired)] if fits else [], name="court case reference")
