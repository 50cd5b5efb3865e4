"""Deadlines in UK working days, from the calendar that GOV.UK publishes."""

from datetime import date, timedelta
from functools import cache

_NATION = "england-and-wales"


@cache
def _calendar() -> object:
    from govuk_bank_holidays.bank_holidays import BankHolidays  # noqa: PLC0415 - needed by few functions

    return BankHolidays(use_cached_holidays=True)


def is_working_day(day: date, nation: str = _NATION) -> bool:
    """Whether `day` is neither a weekend nor a bank holiday of the nation."""
    return bool(_calendar().is_work_day(day, division=nation))  # type: ignore[attr-defined]


def add_working_days(start: date, days: int, nation: str = _NATION) -> date:
    """The `days`-th working day after `start`, which itself does not count.

    ACRO's clock excludes the day of receipt, weekends and bank holidays (guidance notes, November 2009).
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, nation):
            days -= 1
    return day
