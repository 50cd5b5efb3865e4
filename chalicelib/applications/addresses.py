"""Ten years of addresses without a gap: each ends in the month in which the next newer one begins."""

from collections.abc import Sequence
from datetime import date

from chalicelib.applications.models import YEARS_OF_ADDRESSES, Address, Month


def month_of(day: date) -> Month:
    """The month a day lies in, such as `2019-06`."""
    return f"{day:%Y-%m}"


def needed_since(today: date, birth: date | None) -> Month:
    """The month that the earliest address has to reach: ten years back, or birth if that is later."""
    earliest = f"{today.year - YEARS_OF_ADDRESSES}-{today.month:02d}"
    return max(earliest, month_of(birth)) if birth else earliest


def covers(addresses: Sequence[Address], today: date, birth: date | None) -> bool:
    """Whether the addresses reach back far enough."""
    return bool(addresses) and min(a.since for a in addresses) <= needed_since(today, birth)


def in_order(addresses: Sequence[Address]) -> tuple[Address, ...]:
    """Newest first, each ending where the next newer one begins; nobody's own word on ends is needed."""
    newest_first = sorted(addresses, key=lambda a: a.since, reverse=True)
    ends = [None, *(a.since for a in newest_first)]
    return tuple(a.model_copy(update={"until": end}) for a, end in zip(newest_first, ends, strict=False))
