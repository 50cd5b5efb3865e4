"""Dates as papers print them, and how old a paper may be."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.address.ages import earliest_day, months_back
from chalicelib.documents.address.dates import dates_in, month_of

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2 November 2026", "02/11/2026", "2/11/26", "02.11.2026", "2-11-2026", "2026-11-02", "2nd November 2026",
        "2 Nov 26", "02NOV2026", "2-Nov-2026", "Monday 2 November 2026", "November 2, 2026", "2 Tachwedd 2026",
        "2 o Dachwedd 2026", "2il Tachwedd 2026", "Bill date:2 November 2026.", "2 Novernber 2026",
        "2 NOVEMBER, 2026",
        "2 / 11 / 2026", "the 2nd of November 2026",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert [found.day for found in dates_in(text)] == [date(2026, 11, 2)]


@pytest.mark.parametrize(
    "text",
    ["31 February 2026", "00-00-00", "12345678", "£12.50", "020 7946 0000", "12/2026", "5 apples 2026", "1.2.3.4",
     "10:15", "ZZ99 3WZ", "0300 000 0000", "2 November"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert dates_in(text) == ()


def test_october_is_often_read_with_a_nought() -> None:
    assert [found.day for found in dates_in("14 0ct 2026")] == [date(2026, 10, 14)]


def test_both_ends_of_a_span_are_found_in_their_order() -> None:
    found = dates_in("1 Oct 2026 to 31/10/2026")
    assert [one.day for one in found] == [date(2026, 10, 1), date(2026, 10, 31)]


def test_day_comes_first_and_the_other_way_is_marked() -> None:
    (plain,) = dates_in("03/04/2026")
    (american,) = dates_in("11/24/2026")
    assert (plain.day, plain.is_month_first) == (date(2026, 4, 3), False)
    assert (american.day, american.is_month_first) == (date(2026, 11, 24), True)


@given(
    DAYS,
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%-d %b %Y", "%Y-%m-%d", "%d%b%Y", "%B %-d, %Y"]),
)
def test_every_day_is_read_as_it_was_written(day: date, form: str) -> None:
    assert [found.day for found in dates_in(f"Date: {day.strftime(form)} Page 1")] == [day]


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in dates_in(text))


@given(st.text(max_size=12))
def test_a_word_is_a_month_or_none(word: str) -> None:
    assert month_of(word) in {None, *range(1, 13)}


@pytest.mark.parametrize(
    ("today", "earliest"),
    [
        (date(2026, 11, 24), date(2026, 8, 24)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2026, 1, 15), date(2025, 10, 15)),
        (date(2026, 12, 31), date(2026, 9, 30)),
    ],
)
def test_three_months_by_the_calendar(today: date, earliest: date) -> None:
    assert earliest_day(today) == earliest


@given(DAYS.filter(lambda day: day.year > 2001), st.integers(1, 24))
def test_months_back_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    back = months_back(day, months)
    assert (day.year * 12 + day.month) - (back.year * 12 + back.month) == months
    assert back.day == day.day or back.day == calendar.monthrange(back.year, back.month)[1] < day.day


@given(DAYS.filter(lambda day: day.year > 2001))
def test_a_day_later_nothing_older_may_be_added(day: date) -> None:
    assert earliest_day(day) <= earliest_day(day + timedelta(days=1)) <= earliest_day(day) + timedelta(days=4)
