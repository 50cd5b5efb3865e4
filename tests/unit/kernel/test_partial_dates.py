"""Dates of which parts are unknown: read, written, compared and varied without inventing what nobody knows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.kernel.canonical import canonical_json
from chalicelib.kernel.models import Model
from chalicelib.kernel.partial_dates import PartialDate

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
PARTIALS = st.builds(lambda d, n: PartialDate(d.isoformat()[:n]), DAYS, st.sampled_from([4, 7, 10]))


class Person(Model):
    born: PartialDate


@pytest.mark.parametrize("text", ["1990", "1990-02", "2000-02-29"])
def test_whatever_is_known_is_kept_as_it_was_written(text: str) -> None:
    person = Person.model_validate_json(f'{{"born": " {text} "}}')
    assert isinstance(person.born, PartialDate)
    assert person.model_dump(mode="json") == {"born": text} == person.model_dump()
    assert canonical_json(person.model_dump()).decode() == f'{{"born":"{text}"}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "90",
        "1990-2",
        "1990-13",
        "1990-00",
        "1999-02-29",
        "1990-01-02T00:00",
        "0000",
        "01/02/1990",
        "١٩٩٠",
        "1990\n",
    ],
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate(text)
    if text != "1990\n":
        with pytest.raises(ValidationError):
            Person(born=text)


def test_from_dates_and_numbers() -> None:
    assert PartialDate(date(1990, 1, 2)) == "1990-01-02"
    assert PartialDate(datetime(1990, 1, 2, 3, tzinfo=UTC)) == "1990-01-02"
    assert [PartialDate.of(1990), PartialDate.of(1990, 2), PartialDate.of(1990, 2, 3)] == [
        "1990",
        "1990-02",
        "1990-02-03",
    ]
    with pytest.raises(ValueError):
        PartialDate.of(1990, None, 3)


@pytest.mark.parametrize(
    ("pnc", "iso"),
    [("03021990", "1990-02-03"), ("--021990", "1990-02"), ("----1990", "1990"), ("29022000", "2000-02-29")],
)
def test_as_pnc_writes_them(pnc: str, iso: str) -> None:
    assert PartialDate.from_pnc(pnc) == iso
    assert PartialDate(iso).to_pnc() == pnc


@pytest.mark.parametrize("pnc", ["", "03--1990", "3021990", "31021990", "--131990", "----19-0", "1990-02-03"])
def test_what_pnc_would_not_write_is_refused(pnc: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.from_pnc(pnc)


@given(PARTIALS)
def test_pnc_form_reads_back(partial: PartialDate) -> None:
    assert PartialDate.from_pnc(partial.to_pnc()) == partial


def test_the_days_that_it_may_be() -> None:
    assert (PartialDate("2000").earliest, PartialDate("2000").latest) == (
        date(2000, 1, 1),
        date(2000, 12, 31),
    )
    assert (PartialDate("2000-02").earliest, PartialDate("2000-02").latest) == (
        date(2000, 2, 1),
        date(2000, 2, 29),
    )
    assert PartialDate("2000-02-03").whole == PartialDate("2000-02-03").earliest == date(2000, 2, 3)
    assert PartialDate("2000-02").whole is None


@given(PARTIALS, DAYS)
def test_it_may_be_a_day_just_when_the_day_lies_in_its_range(partial: PartialDate, day: date) -> None:
    inside = partial.earliest <= day <= partial.latest
    assert partial.could_be(PartialDate(day)) == inside
    assert partial.may_lie_within(day, day) == inside


@given(PARTIALS, PARTIALS)
def test_two_may_be_the_same_when_their_ranges_meet(one: PartialDate, other: PartialDate) -> None:
    assert one.could_be(other) == one.may_lie_within(other.earliest, other.latest) == other.could_be(one)
    assert one.is_before(other) == (one.latest < other.earliest)
    assert one.is_before(one.latest + timedelta(1)) != one.is_before(one.latest)


def test_what_is_doubtful_about_a_birth_date() -> None:
    assert PartialDate("1970-01-01").is_default
    assert PartialDate("1985-01-01").is_first_of_january
    assert not PartialDate("1985-01-01").is_default
    assert not PartialDate("1985-01").is_first_of_january


def test_variants_for_a_search() -> None:
    assert list(PartialDate("1990-11-10").coarsened()) == ["1990-11", "1990"]
    assert PartialDate("1980-10-11").swapped() == "1980-11-10"
    assert PartialDate("1980-10-13").swapped() is None
    assert PartialDate("1980-10-10").swapped() is None
    assert PartialDate("1980-10").swapped() is None
