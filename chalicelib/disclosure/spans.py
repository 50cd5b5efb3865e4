"""Dates that are known in part, and periods counted from them: every boundary of the model stands here.

The rules of docs/disclosure.md: a period of years ends on the anniversary of the day on which it began, and what
it held back is over on that day itself. Begun on 29 February, it ends on 1 March of a year without that day. A
date of which only the month or year is known is every day that it may be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from chalicelib.disclosure.wording import day_in_words
from chalicelib.kernel.partial_dates import PartialDate


@dataclass(frozen=True)
class Span:
    """A day of which only the earliest and the latest that it may be are known."""

    earliest: date
    latest: date

    @classmethod
    def of(cls, partial: PartialDate) -> Self:
        """Every day that a date may be."""
        return cls(partial.earliest, partial.latest)

    @classmethod
    def over(cls, partials: Iterable[PartialDate]) -> Self | None:
        """Every day that one of several dates may be; None without any."""
        spans = [cls.of(partial) for partial in partials]
        if not spans:
            return None
        return cls(min(span.earliest for span in spans), max(span.latest for span in spans))

    def plus(self, years: int) -> "Span":
        """The anniversary that lies so many years later."""
        return Span(anniversary(self.earliest, years), anniversary(self.latest, years))

    def with_later(self, other: "Span") -> "Span":
        """The later of two days."""
        return Span(max(self.earliest, other.earliest), max(self.latest, other.latest))

    def has_come(self, on: date) -> bool | None:
        """Whether the day lies on or before `on`; None when it depends on what is not known."""
        if self.latest <= on:
            return True
        return None if self.earliest <= on else False

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return day_in_words(self.earliest)
        return f"a day from {day_in_words(self.earliest)} to {day_in_words(self.latest)}"


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 1 March where that year has no 29 February, and never past year 9999."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
