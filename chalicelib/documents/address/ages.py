"""How old a paper may be."""

import calendar
from datetime import date

from chalicelib.documents.address.kinds import months_on


def earliest_day(today: date, *, is_second: bool = False) -> date:
    """The oldest day that a paper may bear on the day of its upload: so many months back by the calendar."""
    return months_back(today, months_on(today, is_second=is_second))


def months_back(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
