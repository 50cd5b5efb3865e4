"""Rules that need no service: states, addresses without gaps, service levels, what is still missing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.applications import service_levels
from chalicelib.applications.addresses import covers, in_order, needed_since
from chalicelib.applications.models import TRANSITIONS, Address, Answers, Application, State
from chalicelib.applications.sections import SECTIONS, missing_sections
from chalicelib.applications.stages import stages
from chalicelib.applications.summary import GROUPS, TITLES
from chalicelib.kernel.transitions import WrongState

TODAY = date(2026, 11, 23)


def _address(since: str) -> Address:
    return Address(line1="1 High Street", town="York", country="GB", since=since)


def _application(state: State = State.DRAFT) -> Application:
    return Application(reference="PC-1", state=state, started_at=datetime(2026, 1, 1, tzinfo=UTC))


def test_every_state_is_in_the_table():
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_what_the_table_allows(before, after):
    if after in TRANSITIONS[before]:
        assert _application(before).moved(after).state is after
    else:
        with pytest.raises(WrongState):
            _application(before).moved(after)


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError):
        Answers(surname="x")


def test_a_country_is_one_of_iso():
    with pytest.raises(ValidationError):
        Answers(destination="XX")


months = st.builds(lambda y, m: f"{y}-{m:02d}", st.integers(1990, 2026), st.integers(1, 12))


@given(st.lists(months, min_size=1, max_size=12, unique=True))
def test_addresses_never_have_gaps(since):
    ordered = in_order([_address(month) for month in since])
    assert ordered[0].until is None
    assert [a.since for a in ordered] == sorted(since, reverse=True)
    assert [older.until for older in ordered[1:]] == [newer.since for newer in ordered[:-1]]
    assert in_order(ordered) == ordered


@pytest.mark.parametrize(
    ("since", "birth", "enough"),
    [
        ("2016-11", None, True),
        ("2016-12", None, False),
        ("2020-05", date(2020, 5, 31), True),
        ("2020-06", date(2020, 5, 31), False),
    ],
)
def test_ten_years_or_since_birth(since, birth, enough):
    assert covers([_address("2021-01"), _address(since)], TODAY, birth) is enough


def test_no_address_covers_nothing():
    assert not covers([], TODAY, None)
    assert needed_since(TODAY, None) == "2016-11"


def test_everything_is_missing_at_first():
    assert missing_sections(Answers(), TODAY) == SECTIONS


def test_every_section_has_a_title_and_a_group():
    assert set(TITLES) == set(SECTIONS)
    assert [section for group in GROUPS.values() for section in group] == list(SECTIONS)


def test_saying_that_there_are_other_names_is_not_telling_them():
    assert "former-names" in missing_sections(Answers(has_former_names=True), TODAY)
    assert "former-names" not in missing_sections(Answers(has_former_names=False), TODAY)


@pytest.mark.parametrize(
    ("day", "days", "fee"),
    [(date(2010, 1, 4), 10, 3500), (date(2026, 3, 2), 10, 6800), (date(2026, 11, 23), 20, 6800)],
)
def test_service_levels_follow_the_day(day, days, fee):
    level = service_levels.level_on(day)
    assert (level.working_days, level.fee_pence) == (days, fee)


def test_due_dates_skip_weekends_and_holidays():
    assert service_levels.due_date(date(2026, 12, 24), "premium") == date(2026, 12, 30)


def test_before_the_first_row_there_is_no_level():
    with pytest.raises(LookupError):
        service_levels.level_on(date(2000, 1, 1))


def test_every_row_names_its_source():
    assert all(row.source for row in service_levels._rows())


def test_stages_show_progress():
    assert [s.progress for s in stages(_application(State.SUBMITTED))] == ["done", "now", "later", "later"]
    assert [s.progress for s in stages(_application(State.ISSUED))] == ["done"] * 4
    assert stages(_application(State.WITHDRAWN)) == []
