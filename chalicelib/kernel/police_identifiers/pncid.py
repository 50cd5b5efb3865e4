"""The PNCID, by which the Police National Computer knows a person: `1979/0163001B`."""

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

SYNTHETIC_SERIALS_FROM = 9_000_000
"""Every made-up PNCID lies here, where no police force gives out serials."""

_FIRST_YEAR = 1900
"""Two digits of a year mean 1900 or later, so four digits do too: a slip in the century does not go through."""
_NAME = "PNCID"
_SLASHED = re.compile(rf"^({DIGIT}{{4}}|{DIGIT}{{2}})/({DIGIT}{{1,7}})({LETTER})$")
_LONG = re.compile(rf"^({DIGIT}{{4}})({DIGIT}{{7}})({LETTER})$")
_SHORT = re.compile(rf"^({DIGIT}{{2}})({DIGIT}{{1,7}})({LETTER})$")


@dataclass(frozen=True, order=True)
class PNCID:
    """A serial number given out in a year. `str` gives the canonical form."""

    year: int
    """In four digits."""
    serial: int
    """0 to 9,999,999."""

    @property
    def letter(self) -> str:
        """The check letter: of the year's last two digits and the serial padded to seven. No century."""
        return check_letter(self.year % 100 * 10_000_000 + self.serial)

    @property
    def short(self) -> str:
        """As PNC shows it, such as `79/163001B`."""
        return f"{self.year % 100:02d}/{self.serial}{self.letter}"

    @property
    def stands_for_none(self) -> bool:
        """Serial 0: what a system fills in when there is no PNCID."""
        return self.serial == 0

    @property
    def is_synthetic(self) -> bool:
        """Whether its serial is one of those that made-up people have."""
        return self.serial >= SYNTHETIC_SERIALS_FROM

    def __str__(self) -> str:
        return f"{self.year:04d}/{self.serial:07d}{self.letter}"


def read_pncid(typed: str, *, today: date) -> Reading[PNCID]:
    """The PNCID that somebody wrote in long or short form.

    Case, spaces and a missing slash don't matter. A slash elsewhere, and O, I, S, Z and 2 for 0, 1, 5, 2 and Z, are
    repaired when the check letter then fits. Raises `InvalidIdentifier` for anything else.
    """
    text = tidy(typed)
    found = _SLASHED.match(text)
    compact = text.replace("/", "")
    shape = found or _LONG.match(compact) or _SHORT.match(compact)
    if not shape:
        raise InvalidIdentifier("This is not a PNCID, which looks like 1979/0163001B.")
    year, serial = digits(shape[1]), digits(shape[2])
    value = PNCID(int(year) if len(year) > 2 else full_year(int(year), today=today), int(serial))  # noqa: PLR2004
    if not _FIRST_YEAR <= value.year <= today.year:
        raise InvalidIdentifier(
            f"This PNCID is of the year {value.year}, which can't be. Check its first digits."
        )
    repaired = (year + serial, letter(shape[3])) != (shape[1] + shape[2], shape[3])
    moved = not found and "/" in text
    fits = value.letter == letter(shape[3])
    return only([Reading(typed, value, repaired or moved)] if fits else [], name=_NAME)
