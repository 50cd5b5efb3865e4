"""A case that waited overnight: the records are asked again, and decisions stay where the answer says the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.casework.errors import AskedAgain
from chalicelib.casework.models import CaseState, Flag, IdentityFinding
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.records.checks import CheckState
from chalicelib.records.models import Record
from tests.fakes.casework import DEV, OLIVE, WHY, Station, record

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = timedelta(hours=25)


def found_different(station: Station, *record_ids: str) -> None:
    """Olive finds these candidates to be somebody else."""
    station.claim()
    station.say_why()
    for record_id in record_ids:
        station.casework.decide_candidate(
            station.case_id,
            OLIVE,
            record_id=record_id,
            finding=IdentityFinding.DIFFERENT_PERSON,
            reason=WHY,
        )


def answer(station: Station, *records: Record) -> None:
    """The record system answers the waiting check, now with these records."""
    station.system.records = records
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")


def waits(station: Station) -> bool:
    return station.records.check_of(station.case_id).state.state is CheckState.WAITING


def test_a_recommendation_stays_when_the_answer_is_the_same_in_the_morning():
    with freeze_time(NOON) as clock:
        station = Station(record()).ready()
        found_different(station, "SYN-1")
        station.recommend()
        clock.tick(NIGHT)
        station.say_why(DEV)
        seen = station.seen_by(DEV)
        with pytest.raises(AskedAgain, match="more than a day ago"):
            station.approve(DEV)
        assert waits(station)
        assert station.case.state is CaseState.RECOMMENDED
        assert Flag.RECORDS_ASKED in station.case.flags

        answer(station, record())

        assert (station.case.state, station.case.flags) == (CaseState.RECOMMENDED, frozenset())
        assert station.case.recommendation.by == OLIVE.id
        assert station.seen_by(DEV) == seen
        station.approve(DEV)
        assert station.case.state is CaseState.ORDERED


def test_a_recommendation_returns_with_what_changed_when_the_answer_differs():
    with freeze_time(NOON) as clock:
        station = Station(record()).ready()
        found_different(station, "SYN-1")
        station.recommend()
        clock.tick(NIGHT)
        station.say_why(DEV)
        with pytest.raises(AskedAgain):
            station.approve(DEV)

        answer(station, record(), record(record_id="SYN-2"))

        assert station.case.state is CaseState.OPEN
        assert station.case.recommendation is None
        assert station.case.returned.reason.endswith("1 candidate is new.")
        assert Flag.ANSWER_CHANGED in station.case.flags
        assert station.case.finding_on("SYN-1", 1).by == OLIVE.id


def test_a_finding_on_a_record_that_changed_has_to_be_made_again():
    with freeze_time(NOON) as clock:
        station = Station(record(), record(record_id="SYN-2")).ready()
        found_different(station, "SYN-1", "SYN-2")
        clock.tick(NIGHT)
        station.claim()
        station.say_why()
        with pytest.raises(AskedAgain):
            station.recommend_blindly()
        answer(station, record(version=2), record(record_id="SYN-2"))

        assert station.case.finding_on("SYN-1", 2) is None
        assert station.case.finding_on("SYN-2", 1)
        assert Flag.ANSWER_CHANGED in station.case.flags
        found_different(station, "SYN-1")
        station.recommend()
        assert Flag.ANSWER_CHANGED not in station.case.flags


def test_silence_in_the_morning_leaves_the_recommendation_waiting_with_a_mark():
    with freeze_time(NOON) as clock:
        station = Station().ready()
        station.claim()
        station.recommend()
        clock.tick(NIGHT)
        with pytest.raises(AskedAgain):
            station.approve(DEV)
        station.hear("RecordCheckUnanswered")
        assert station.case.state is CaseState.RECOMMENDED
        assert Flag.RECORDS_UNANSWERED in station.case.flags
        answer(station)
        assert (station.case.state, station.case.flags) == (CaseState.RECOMMENDED, frozenset())


@pytest.fixture
def held() -> Station:
    """An order that the issuer held, because its answer had grown old."""
    with freeze_time(NOON) as clock:
        station = Station(record()).ready()
        found_different(station, "SYN-1")
        station.recommend()
        station.say_why(DEV)
        station.approve(DEV)
        clock.tick(NIGHT)
        station.hear("IssuanceHeld", reason="order-differs", certificate_id="c1")
    return station


def test_an_order_held_for_its_age_needs_an_approval_again_and_nothing_else(held):
    with freeze_time(NOON + NIGHT):
        assert held.case.state is CaseState.RECOMMENDED
        assert held.case.flags == {Flag.ISSUER_HELD, Flag.RECORDS_ASKED}
        assert "older than a day" in held.case.returned.reason
        assert waits(held)
        answer(held, record())
        held.say_why(DEV)
        held.approve(DEV)
        assert held.case.state is CaseState.ORDERED
        assert held.case.returned is None


def test_an_order_held_for_its_age_is_open_when_the_answer_differs(held):
    with freeze_time(NOON + NIGHT):
        answer(held, record(version=2))
        assert held.case.state is CaseState.OPEN
        assert "1 candidate's record changed." in held.case.returned.reason


def test_an_order_held_for_another_reason_is_open_again():
    station = Station().ready()
    station.claim()
    station.recommend()
    station.approve(DEV)
    station.hear("IssuanceHeld", reason="glyph-missing", certificate_id="c1")
    assert station.case.state is CaseState.OPEN
    assert station.case.returned.reason == (
        "The issuer stopped before sealing: a letter of the content can't be printed."
    )


def test_a_name_that_the_application_gained_is_asked_before_anything_is_decided():
    station = Station().ready()
    station.claim()
    stored = station.applications.get(station.case_id)
    later = PersonName(forenames="Thomas", surname="Ashcombe", kind=NameKind.ALIAS)
    answers = stored.state.answers.model_copy(update={"names": (*stored.state.answers.names, later)})
    grown = stored.state.model_copy(update={"answers": answers})
    station.applications.store.save(stored, grown, audit=AuditEntry("grown", SYSTEM))
    with pytest.raises(AskedAgain, match="not asked about"):
        station.recommend_blindly()
    answer(station, record(surname="Ashcombe"))
    assert station.case.candidates == 1


def test_a_change_of_a_record_that_we_keep_brings_the_recommendation_back():
    station = Station(record()).ready()
    station.records = replace(station.records, watches=True)
    station.records.checks.watch(station.case_id, ["SYN-1"])
    found_different(station, "SYN-1")
    station.recommend()
    station.records.follow_record("SYN-1", 2)
    assert waits(station)
    assert station.case.state is CaseState.RECOMMENDED
    answer(station, record(version=2))
    assert station.case.state is CaseState.OPEN
    assert "1 candidate's record changed." in station.case.returned.reason
