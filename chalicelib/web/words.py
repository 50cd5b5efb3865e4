"""Dates, months and countries as a reader in the United Kingdom expects them."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from chalicelib.reference import countries as reference

_UK = ZoneInfo("Europe/London")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date | datetime) -> str:
    """`2 March 2026`; an instant is shown as its date in the United Kingdom."""
    if isinstance(value, datetime):
        value = value.astimezone(_UK).date()
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: str) -> str:
    """`2019-06` as `June 2019`."""
    year, number = value.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def country(code: str) -> str:
    """The everyday name of an ISO 3166 alpha-2 country; raises `KeyError` for an unknown code."""
    return countries()[code]


@cache
def countries() -> dict[str, str]:
    """Every ISO 3166 country by its alpha-2 code, in the order of the names."""
    names = {c.alpha2: c.plain for c in reference.countries()}
    return dict(sorted(names.items(), key=lambda pair: _without_accents(pair[1])))


def _without_accents(name: str) -> str:
    import unicodedata  # noqa: PLC0415 - cold starts

    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isascii())


def month_number(typed: str) -> int | None:
    """1 to 12 for a number, a month's name or its first three letters; None for anything else."""
    text = typed.strip().casefold().rstrip(".")
    if text.isascii() and text.isdigit():
        return int(text) if 1 <= int(text) <= len(_MONTHS) else None
    names = [name.casefold() for name in _MONTHS]
    fits = [i for i, name in enumerate(names, start=1) if text in {name, name[:3], name[:4]}]
    return fits[0] if fits else None
