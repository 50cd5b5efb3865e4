"""Birth dates: partial, wrong, exchanged, and those that stand for none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.records.names.births import Birth, compare_births, read_birth, slips_of, years_near


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1985-04-06", Birth(1985, 4, 6)),
        ("1985-4-6", Birth(1985, 4, 6)),
        ("1985-04", Birth(1985, 4)),
        ("1985", Birth(1985)),
        ("1985-02-30", Birth(1985, 2)),
        ("1985-13-01", Birth(1985)),
        ("0185-01-01", None),
        ("9999-01-01", None),
        ("06/04/1985", None),
        ("", None),
    ],
)
def test_as_much_is_kept_as_exists(text, expected):
    assert read_birth(text) == expected


@pytest.mark.parametrize(
    ("asked", "held", "level"),
    [
        ("1985-04-06", "1985-04-06", "exact"),
        ("1985-04-06", "1985-06-04", "swapped"),
        ("1985-04-06", "1985-04-16", "one_slip"),
        ("1985-04-06", "1958-04-06", "one_slip"),
        ("1985-04-30", "1985-05-01", "one_slip"),
        ("1985-04-06", "1985-01-01", "default"),
        ("1985-04-06", "1985-04", "month"),
        ("1985-04-06", "1985", "year"),
        ("1985-04-06", "1985-04-28", "two_parts"),
        ("1985-04-06", "1946-04-06", "day_month"),
        ("1985-04-28", "1985-05-09", "near"),
        ("1985-04-06", "1985-12-28", "year"),
        ("1985-04-06", "1983-12-28", "five_years"),
        ("1985-04-06", "1970-01-01", "unknown"),
        ("1985-04-06", "1966-12-28", "else"),
        ("1985", "1966", "partial_else"),
    ],
)
def test_two_dates_agree_on_a_level(asked, held, level):
    assert compare_births(read_birth(asked), read_birth(held)) == level


_DAYS = st.dates(date(1900, 1, 1), date(2020, 12, 31))


@given(_DAYS)
def test_every_slip_is_a_date_and_the_date_itself_costs_nothing(day):
    slips = dict(slips_of(Birth(day.year, day.month, day.day)))
    assert slips[day.year * 10_000 + day.month * 100 + day.day] == 0
    assert {day.year * 10_000, 0} <= set(slips)
    for number in set(slips) - {day.year * 10_000, 0}:
        date(number // 10_000, number // 100 % 100, number % 100)


@given(_DAYS, st.integers(0, 5), st.sampled_from("0123456789"))
def test_whatever_one_digit_makes_of_a_date_is_looked_for(day, place, digit):
    digits = day.strftime("%Y%m%d")
    other = digits[: place + 2] + digit + digits[place + 3 :]
    found = read_birth(f"{other[:4]}-{other[4:6]}-{other[6:]}")
    if found and found.day:
        assert int(other) in dict(slips_of(Birth(day.year, day.month, day.day)))


@given(_DAYS)
def test_the_day_before_and_after_are_looked_for(day):
    slips = dict(slips_of(Birth(day.year, day.month, day.day)))
    for near in (day - timedelta(days=1), day + timedelta(days=1)):
        assert near.year * 10_000 + near.month * 100 + near.day in slips


def test_a_year_is_looked_for_with_its_slips_and_without_a_date():
    assert {1985, 1958, 1975, 1981, 1990, 0} <= dict(years_near(1985)).keys()
