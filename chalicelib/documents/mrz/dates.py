"""Six digits as a date: the century follows from what a birth or an expiry can be."""

from datetime import date

from chalicelib.documents.mrz.layouts import FILLER
from chalicelib.kernel.partial_dates import PartialDate

_YEARS_AHEAD = 50
"""An expiry lies at most so far ahead; documents of today are valid for ten years, some cards of the old for life."""


def birth_date(text: str, today: date) -> PartialDate | None:
    """A birth is not after today. Fillers stand for what is unknown (Doc 9303-3, 4.8); None when all of it is.

    Raises `ValueError` for what no calendar has.
    """
    year, month, day = (_number(text[at : at + 2]) for at in (0, 2, 4))
    if year is None:
        if month is None and day is None:
            return None
        raise ValueError("a birth date without its year")
    latest = today.year - (today.year - year) % 100
    dates = (PartialDate.of(full, month, day) for full in (latest, latest - 100) if _exists(full, month, day))
    found = next((one for one in dates if one <= today.isoformat()[: len(one)]), None)
    if found is None:
        raise ValueError("no calendar has this birth date")
    return found


def expiry_date(text: str, today: date) -> date | None:
    """The day until which the document is valid; None when it has no end. Raises `ValueError`."""
    if text == FILLER * 6:
        return None
    year, month, day = (int(text[at : at + 2]) for at in (0, 2, 4))
    first = today.year + _YEARS_AHEAD - 99
    return date(first + (year - first) % 100, month, day)


def _number(pair: str) -> int | None:
    return None if pair == FILLER * 2 else int(pair)


def _exists(year: int, month: int | None, day: int | None) -> bool:
    try:
        PartialDate.of(year, month, day)
    except ValueError:
        return False
    return True
