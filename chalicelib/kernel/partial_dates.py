"""Dates of which the day, or day and month, may be unknown: how they are written, compared and varied."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

DEFAULT_BIRTH_DATES = frozenset({"1900-01-01", "1970-01-01"})
"""What systems fill in when nobody knows (HMPPS treats both as unknown)."""

_ISO = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_PNC = re.compile(r"^([0-9]{2}|--)([0-9]{2}|--)([0-9]{4})\Z")
_UNKNOWN = "--"


class PartialDate(str):
    """`YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known.

    It is that text, so it is stored, sent and sorted as such. Raises `ValueError` for a text of another form and for
    a day that no calendar has.
    """

    __slots__ = ()

    def __new__(cls, text: str | date) -> Self:
        written = text.isoformat()[:10] if isinstance(text, date) else text
        found = _ISO.match(written)
        if not found:
            raise ValueError("a date is written YYYY-MM-DD, YYYY-MM or YYYY")
        date(*(int(part or 1) for part in found.groups()))
        return super().__new__(cls, written)

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """From numbers; a day without its month is refused with `ValueError`."""
        if day and not month:
            raise ValueError("a day needs its month")
        return cls(f"{year:04d}" + "".join(f"-{part:02d}" for part in (month, day) if part is not None))

    @classmethod
    def from_pnc(cls, text: str) -> Self:
        """From `DDMMYYYY`, `--MMYYYY` or `----YYYY`, as PNC writes a date of birth; raises `ValueError`."""
        found = _PNC.match(text)
        if not found or (found[1] != _UNKNOWN and found[2] == _UNKNOWN):
            raise ValueError("PNC writes a date DDMMYYYY, --MMYYYY or ----YYYY")
        day, month = (None if part == _UNKNOWN else int(part) for part in found.groups()[:2])
        return cls.of(int(found[3]), month, day)

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def month(self) -> int | None:
        return int(self[5:7]) if len(self) > 4 else None  # noqa: PLR2004 - YYYY

    @property
    def day(self) -> int | None:
        return int(self[8:10]) if self.is_whole else None

    @property
    def is_whole(self) -> bool:
        """Whether the day is known."""
        return len(self) > len("YYYY-MM")

    @property
    def whole(self) -> date | None:
        """The date itself, when the day is known."""
        return date.fromisoformat(self) if self.is_whole else None

    @property
    def earliest(self) -> date:
        """The first day that it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def is_default(self) -> bool:
        """Whether systems fill it in for an unknown birth date."""
        return self in DEFAULT_BIRTH_DATES

    @property
    def is_first_of_january(self) -> bool:
        """Whether it is a 1 January, which many officials write when only the year is known."""
        return self.is_whole and self[4:] == "-01-01"

    def to_pnc(self) -> str:
        """`DDMMYYYY` with dashes for what is unknown."""
        day, month = (f"{part:02d}" if part else _UNKNOWN for part in (self.day, self.month))
        return f"{day}{month}{self[:4]}"

    def could_be(self, other: "PartialDate") -> bool:
        """Whether both may be the same day."""
        return self.startswith(other) or other.startswith(self)

    def is_one_slip_from(self, other: "PartialDate") -> bool:
        """Whether, both days being known, one digit differs or two neighbouring digits changed places."""
        if not (self.is_whole and other.is_whole):
            return False
        mine, theirs = self.replace("-", ""), other.replace("-", "")
        at = [place for place, digit in enumerate(mine) if digit != theirs[place]]
        if len(at) == 2:  # noqa: PLR2004 - neighbours
            return at[1] == at[0] + 1 and mine[at[0]] + mine[at[1]] == theirs[at[1]] + theirs[at[0]]
        return len(at) == 1

    def is_before(self, other: "PartialDate | date") -> bool:
        """Whether it lies before `other` whatever the unknown parts are."""
        return self.latest < (other.earliest if isinstance(other, PartialDate) else other)

    def may_lie_within(self, first: date, last: date) -> bool:
        """Whether it may be one of the days from `first` to `last`."""
        return self.earliest <= last and first <= self.latest

    def coarsened(self) -> Iterator["PartialDate"]:
        """What is left when the day, then the month, is forgotten."""
        if self.is_whole:
            yield PartialDate(self[:7])
        if self.month:
            yield PartialDate(self[:4])

    def swapped(self) -> "PartialDate | None":
        """The date with day and month exchanged, where that is another date."""
        if not self.day or self.day > 12 or self.day == self.month:  # noqa: PLR2004 - months
            return None
        return PartialDate.of(self.year, self.day, self.month)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """For pydantic: a string in, checked, a string out."""
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
