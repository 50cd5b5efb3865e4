"""The driver number: 16 characters in Great Britain (`MORGA657054SM9IJ`), eight digits in Northern Ireland.

The layout is as drivers' guides describe it (ukdriving.org.uk/licencenumber.html); DVLA publishes no rule for its
check characters.
"""

import re
from dataclasses import dataclass
from datetime import date

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import Sex
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, Reading, tidy

_GREAT_BRITAIN = re.compile(
    r"^(?=[A-Z]+9*(?<=^.{5})[0-9])[A-Z9]{5}[0-9]{6}[A-Z][A-Z9][0-9][A-Z0-9]{2}([0-9]{2})?$"
)
"""Surname filled up with 9; decade, month, day and year of birth; initials; a digit; check characters; issue."""
_NORTHERN_IRELAND = re.compile(r"^[0-9]{8}$")
_WOMAN = 50
"""Added to the month of a woman's birth."""


@dataclass(frozen=True, order=True)
class DriverNumber:
    """A licence holder's number. `str` gives the canonical form, without the licence's issue number."""

    number: str

    @property
    def is_northern_irish(self) -> bool:
        """Eight digits that say nothing about their holder."""
        return self.number.isdigit()

    @property
    def sex(self) -> Sex:
        """As it is coded in the number; unknown for Northern Ireland."""
        if self.is_northern_irish:
            return Sex.UNKNOWN
        return Sex.FEMALE if int(self.number[6:8]) > _WOMAN else Sex.MALE

    def may_be_of(self, birth: PartialDate) -> bool:
        """Whether somebody born then may hold it; a number of Northern Ireland may be anybody's."""
        if self.is_northern_irish:
            return True
        year, month, day = _birth_of(self.number)
        return birth.year % 100 == year and (birth.month or month) == month and (birth.day or day) == day

    def __str__(self) -> str:
        return self.number


def read_driver_number(typed: str) -> Reading[DriverNumber]:
    """The driver number that somebody wrote; case, spaces and a licence's issue number at its end don't matter.

    Its two check letters are not published, so nothing is ever repaired. Raises `InvalidIdentifier`.
    """
    text = tidy(typed)
    if _NORTHERN_IRELAND.match(text):
        return Reading(typed, DriverNumber(text))
    if not _GREAT_BRITAIN.match(text):
        raise InvalidIdentifier(
            "This is not a driver number, which looks like MORGA657054SM9IJ, or 8 digits."
        )
    year, month, day = _birth_of(text)
    try:
        # A leap year for 29 February: two digits don't say which century's year it is.
        date(2000 if month == 2 and year % 4 == 0 else 2001, month, day)  # noqa: PLR2004
    except ValueError as error:
        raise InvalidIdentifier(
            "The birth date inside this driver number is no date. Check each digit."
        ) from error
    return Reading(typed, DriverNumber(text[:16]))


def _birth_of(number: str) -> tuple[int, int, int]:
    """Last two digits of the year, month and day."""
    return int(number[5] + number[10]), int(number[6:8]) % _WOMAN, int(number[8:10])
