"""What other rooms' news does to a case: twice, late and out of order."""

from datetime import date

import pytest
from freezegun import freeze_time

from chalicelib.casework.models import CaseState, Flag
from chalicelib.documents.changes import commit_move
from chalicelib.documents.models import Role, State
from chalicelib.kernel.changes import AlreadyDone
from chalicelib.records.errors import Fault, RecordSystemUnavailable
from tests.fakes.casework import DEV, Station, record


@pytest.fixture
def station() -> Station:
    station = Station()
    station.send_form()
    return station


def _unanswered(station: Station) -> None:
    station.system.fault = Fault.TIMED_OUT
    with pytest.raises(RecordSystemUnavailable):
        station.records.check(station.case_id)
    station.system.fault = None


def test_an_answer_opens_the_case_once(station):
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered", "e1")
    with pytest.raises(AlreadyDone):
        station.hear("RecordCheckAnswered", "e1")

    assert station.case.state is CaseState.OPEN
    assert station.case.candidates == 0
    assert station.cases.find_reference(station.case.reference) == station.case_id


@freeze_time("2026-12-23 15:00")
def test_the_due_date_counts_working_days_only():
    station = Station()
    station.send_form(service="premium")
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")

    # Received on Wednesday 23 December: Thursday is the first day, Christmas and Boxing Day are holidays.
    assert station.case.due == date(2026, 12, 29)


def test_an_unanswered_check_waits_with_a_mark_until_the_answer_comes(station):
    _unanswered(station)
    station.hear("RecordCheckUnanswered")
    assert station.case.state is CaseState.WAITING
    assert station.case.flags == {Flag.RECORDS_UNANSWERED}

    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    assert station.case.state is CaseState.OPEN
    assert station.case.flags == set()


def test_old_news_of_a_failed_attempt_changes_nothing(station):
    _unanswered(station)
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    station.hear("RecordCheckUnanswered")

    assert station.case.state is CaseState.OPEN
    assert station.case.candidates == 0


def test_a_new_answer_voids_the_recommendation(station):
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    station.claim()
    station.recommend()
    station.system.records = (record(),)
    from chalicelib.kernel.changes import SYSTEM  # noqa: PLC0415

    station.records.recheck(station.case_id, by=SYSTEM, reason="new information")
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")

    assert station.case.state is CaseState.OPEN
    assert station.case.recommendation is None
    assert "no longer stands" in station.case.returned.reason


def test_a_document_that_needs_a_person_brings_a_sent_application_before_staff(station):
    store = station.papers.store
    commit_move(store, store.latest(station.case_id, Role.ADDRESS), State.NEEDS_PERSON)
    station.hear("DocumentNeedsPerson")

    assert station.case.state is CaseState.WAITING
    assert station.case.flags == {Flag.DOCUMENTS_NEED_PERSON}


def test_a_document_of_a_draft_opens_nothing_until_the_form_is_sent():
    station = Station()
    station.papers.accepted(Role.PASSPORT)
    store = station.papers.store
    commit_move(store, store.latest(station.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    station.hear("DocumentNeedsPerson")
    assert station.cases.find(station.case_id) is None

    station.send_form(papers=False)
    station.hear("ApplicationSubmitted")
    assert station.case.flags == {Flag.DOCUMENTS_NEED_PERSON}


def test_a_form_whose_documents_are_fine_opens_nothing_before_the_answer(station):
    station.hear("ApplicationSubmitted")

    assert station.cases.find(station.case_id) is None


@pytest.fixture
def ordered(station) -> Station:
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    station.claim()
    station.recommend()
    station.approve()
    return station


def test_the_certificate_ends_the_case_once(ordered):
    ordered.hear("CertificateIssued", serial="AB12", certificate_id="c1")
    ordered.hear("CertificateIssued", serial="AB12", certificate_id="c1")

    assert ordered.case.state is CaseState.ISSUED
    assert ordered.case.serial == "AB12"


def test_a_held_order_comes_back_to_be_decided_again(ordered):
    ordered.hear("IssuanceHeld", reason="order-differs", certificate_id="c1")

    assert ordered.case.state is CaseState.OPEN
    assert Flag.ISSUER_HELD in ordered.case.flags
    ordered.claim(DEV)
    ordered.recommend(DEV)
    assert ordered.case.state is CaseState.RECOMMENDED


def test_a_held_reissue_leaves_the_finished_case_alone(ordered):
    ordered.hear("CertificateIssued", serial="S1", certificate_id="c1")
    ordered.hear("IssuanceHeld", reason="order-differs", certificate_id="c2")
    assert ordered.case.state is CaseState.ISSUED


def test_a_withdrawal_closes_an_open_case_and_leaves_an_order_alone(station, ordered):
    ordered.hear("ApplicationWithdrawn")
    assert ordered.case.state is CaseState.ORDERED

    other = Station().ready()
    other.hear("ApplicationWithdrawn")
    assert other.case.state is CaseState.WITHDRAWN


def test_an_event_of_another_room_is_refused(station):
    with pytest.raises(LookupError):
        station.hear("LinkRequested")
