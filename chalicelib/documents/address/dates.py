"""Finds every date in a line of text: day first, in English or Welsh, in words or in numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from chalicelib.documents.address.folding import fold

_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
_WELSH = (
    ("ionawr",), ("chwefror",), ("mawrth", "fawrth"), ("ebrill",), ("mai", "fai"), ("mehefin", "fehefin"),
    ("gorffennaf", "orffennaf"), ("awst",), ("medi", "fedi"), ("hydref",), ("tachwedd", "dachwedd"),
    ("rhagfyr", "ragfyr"),
)  # fmt: skip
"""With the soft mutation that follows `o`."""
_WELSH_SHORT = {
    "ion": 1, "chwe": 2, "chw": 2, "maw": 3, "ebr": 4, "meh": 6, "gor": 7, "gorff": 7,
    "hyd": 10, "tach": 11, "rhag": 12,
}  # fmt: skip
_MONTHS = (
    {name: month for month, name in enumerate(_ENGLISH, 1)}
    | {name[:3]: month for month, name in enumerate(_ENGLISH, 1)}
    | {name: month for month, names in enumerate(_WELSH, 1) for name in names}
    | _WELSH_SHORT
    | {"sept": 9}
)
_LONG_ENOUGH = 6
"""A month's name of so many letters is still known with one of them misread."""

_DAY = r"(?P<day>[0-3]?\d)\s?(?:st|nd|rd|th|af|il|ydd|ed|fed|eg|ain)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]?\d\d)(?![\d/.-]*\d)"  # noqa: RUF001 - so papers print it
_MONTH = r"(?P<month>[^\W\d_]{3,10})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d/.,-]){_DAY}[\s.,/-]{{0,2}}(?:o[f]?\s)?{_MONTH}\.?[\s,./-]{{0,2}}{_YEAR}",
        rf"(?<![\d/.,-])(?P<day>[0-3]?\d){_MONTH}(?P<year>(?:19|20)\d\d|\d\d)(?!\d)",
        rf"\b{_MONTH}\.?\s{{0,2}}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s{{1,2}}(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d/.,£-])(?P<year>(?:19|20)\d\d)(?P<sign>[-/.])(?P<number>[01]?\d)(?P=sign)(?P<day>[0-3]?\d)(?![\d/.-]*\d)",
        r"(?<![\d/.,£-])(?P<day>[0-3]?\d)\s?(?P<sign>[-/.])\s?(?P<number>[0-3]?\d)\s?(?P=sign)\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d/.-]*\d)",
    )
)


@dataclass(frozen=True)
class Found:
    """A date in a text, and the characters that say it."""

    day: date
    start: int
    end: int
    is_month_first: bool = False
    """Such as 11/24/2026, which can only be read the American way."""


def dates_in(text: str) -> tuple[Found, ...]:
    """The dates of a line, from left to right, none inside another."""
    found: list[Found] = []
    for one in sorted(_all(text.replace("0ct", "Oct")), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def _all(text: str) -> Iterator[Found]:
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = int(parts["number"]) if "number" in parts else month_of(parts["month"]) or 0
            day, year = int(parts["day"]), _year(parts["year"])
            found = _date(year, month, day)
            if found:
                yield Found(found, match.start(), match.end())
            elif "number" in parts and (found := _date(year, day, month)):
                yield Found(found, match.start(), match.end(), is_month_first=True)


def month_of(word: str) -> int | None:
    """The number of a month by its English or Welsh name, whole or cut short; None for another word."""
    name = fold(word).replace("rn", "m")  # print that is read so; no month has both
    if name in _MONTHS:
        return _MONTHS[name]
    if len(name) < _LONG_ENOUGH - 1:
        return None
    near = {
        month
        for known, month in _MONTHS.items()
        if len(known) >= _LONG_ENOUGH and OSA.distance(name, known, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


def _year(written: str) -> int:
    digits = int(written.lstrip("'’"))  # noqa: RUF001 - as above
    return digits if digits > 99 else 2000 + digits  # noqa: PLR2004 - two digits


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
