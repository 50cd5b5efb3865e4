"""The one source of the current time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_UK = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on a calendar in the United Kingdom, on which certificates are dated and deadlines fall."""
    return date_in_uk(now())


def date_in_uk(instant: datetime) -> date:
    """The date of an instant on a calendar in the United Kingdom."""
    return instant.astimezone(_UK).date()
