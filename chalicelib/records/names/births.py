"""Birth dates that may lack month or day: how two compare, and which slips turn one into another."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1850, 2099
"""Outside these a year is a slip of the pen, and the date counts as not known."""
NEVER_KNOWN = frozenset({1900, 1970})
"""Years whose first of January is a computer's idea of no date."""
_SHAPE = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_NEIGHBOUR_YEARS = 5
_DAYS_NEAR = 31


class Birth(NamedTuple):
    """A birth date; month and day are 0 where they are not known."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def number(self) -> int:
        """YYYYMMDD with zeros for what is not known."""
        return self.year * 10_000 + self.month * 100 + self.day

    def text(self) -> str:
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part))
        return "-".join(parts)


@lru_cache(maxsize=131_072)
def read_birth(text: str) -> Birth | None:
    """The date, as much of it as exists in the calendar; None when not even the year makes sense."""
    found = _SHAPE.match(text.strip())
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        return Birth(year)
    return Birth(year, month, day) if 1 <= day <= monthrange(year, month)[1] else Birth(year, month)


def _is_date(year: int, month: int, day: int) -> bool:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004 - months of a year
        return False
    return 1 <= day <= 28 or 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004 - days of every month


def is_default(birth: Birth) -> bool:
    """Whether the date is one that clerks enter when they know no better: 1 January of any year."""
    return birth.month == 1 and birth.day == 1


@lru_cache(maxsize=262_144)
def compare_births(asked: Birth, held: Birth) -> str:
    """The name of the level on which two dates agree; see `model/model.json` for what each is worth."""
    if not (asked.day and held.day):
        return _compare_partial(asked, held)
    if asked == held:
        return "exact"
    if (asked.month, asked.day) == (held.day, held.month) and asked.year == held.year:
        return "swapped"
    if _is_one_slip(f"{asked.number:08d}", f"{held.number:08d}"):
        return "one_slip"
    return _compare_apart(asked, held)


def _compare_partial(asked: Birth, held: Birth) -> str:
    if asked.month and held.month:
        return "month" if asked[:2] == held[:2] else _compare_years(asked.year, held.year, "partial_else")
    return "year" if asked.year == held.year else _compare_years(asked.year, held.year, "partial_else")


def _compare_apart(  # noqa: PLR0911 - a ladder of levels, best first
    asked: Birth, held: Birth
) -> str:
    apart = abs(_day_number(asked) - _day_number(held))
    same_year = asked.year == held.year
    if apart == 1:
        return "one_slip"
    if same_year and (is_default(asked) or is_default(held)):
        return "default"
    if same_year and (asked.month == held.month or asked.day == held.day):
        return "two_parts"
    if asked[1:] == held[1:]:
        return "day_month"
    if apart <= _DAYS_NEAR:
        return "near"
    if same_year or (asked.year, asked.month, asked.day) == (held.year, held.day, held.month):
        return "year"
    if _swapped_near(asked, held):
        return "swapped_near"
    if is_default(held) and held.year in NEVER_KNOWN:
        return "unknown"
    return _compare_years(asked.year, held.year, "else")


def _swapped_near(asked: Birth, held: Birth) -> bool:
    """Day and month exchanged and a slip in the year."""
    return (asked.month, asked.day) == (held.day, held.month) and _is_one_slip(
        str(asked.year), str(held.year)
    )


def _compare_years(asked: int, held: int, otherwise: str) -> str:
    return "five_years" if abs(asked - held) <= _NEIGHBOUR_YEARS else otherwise


def _is_one_slip(a: str, b: str) -> bool:
    """Whether one digit differs, or two neighbours are exchanged."""
    at = [i for i in range(len(a)) if a[i] != b[i]]
    if len(at) == 1:
        return True
    return len(at) == 2 and at[1] == at[0] + 1 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]]  # noqa: PLR2004 - a pair


@lru_cache(maxsize=131_072)
def _day_number(birth: Birth) -> int:
    return date(*birth).toordinal()


def uncertain(birth: Birth) -> tuple[int, ...]:
    """Numbers under which a record is kept besides, when its date may stand for a year, or for none (0)."""
    if birth.day and not is_default(birth):
        return ()
    return (birth.year * 10_000, 0) if birth.year in NEVER_KNOWN else (birth.year * 10_000,)


@lru_cache(maxsize=4096)
def slips_of(birth: Birth) -> tuple[tuple[int, float], ...]:
    """Whole dates that one likely slip makes of this one, as numbers, each with the bits that the slip costs.

    The year alone and no date at all are among them: some records have no more.
    """
    if not birth.day:
        return ((birth.year * 10_000, 2.0), (0, 5.0))
    found: dict[int, float] = {birth.number: 0.0, birth.year * 10_000: 4.0, 0: 5.0}
    for number, cost in _slips(birth):
        if number not in found and _is_date(number // 10_000, number // 100 % 100, number % 100):
            found[number] = cost
    return tuple(found.items())


def _slips(birth: Birth) -> Iterator[tuple[int, float]]:
    year, month, day = birth
    yield Birth(year, day, month).number, 2.0
    for apart in (-1, 1):
        near = date(year, month, day) + timedelta(days=apart)
        yield near.year * 10_000 + near.month * 100 + near.day, 3.0
        yield Birth(year + apart, month, day).number, 3.0
    yield Birth(year, 1, 1).number, 4.0
    yield Birth(year, month, 1).number, 4.0
    digits = f"{birth.number:08d}"
    for place in range(2, 8):
        if place < 7:  # noqa: PLR2004 - the last digit has no neighbour
            yield int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]), 4.0
        for digit in "0123456789":
            yield int(digits[:place] + digit + digits[place + 1 :]), 4.0
    for apart in (2, 3, 4, 5, 10):
        yield Birth(year - apart, month, day).number, 5.0
        yield Birth(year + apart, month, day).number, 5.0
    for other in range(1, 13):
        yield Birth(year, other, day).number, 5.0


@lru_cache(maxsize=1024)
def years_near(year: int) -> tuple[tuple[int, float], ...]:
    """Years that a slip makes of this one, each with the bits that it costs; 0 stands for no date at all."""
    found = {year: 0.0, 0: 2.0}
    for apart, cost in ((1, 2.0), (2, 3.0), (10, 3.0), (3, 4.0), (4, 4.0), (5, 4.0)):
        found.setdefault(year - apart, cost)
        found.setdefault(year + apart, cost)
    for digit in range(10):
        found.setdefault(year // 10 * 10 + digit, 4.0)
        found.setdefault(year // 100 * 100 + digit * 10 + year % 10, 4.0)
    found.setdefault(year // 100 * 100 + year % 10 * 10 + year // 10 % 10, 4.0)
    return tuple(found.items())


@lru_cache(maxsize=1)
def every_year() -> tuple[tuple[int, float], ...]:
    """For someone whose birth date is not known."""
    return tuple((year, 0.0) for year in (0, *range(1900, 2031)))
