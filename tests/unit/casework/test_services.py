"""What staff do with a case: four eyes, nothing issued from silence, and approval of exactly what was seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.casework.errors import (
    ChangedSince,
    ClaimedByAnother,
    NotClaimed,
    NotDecided,
    RecordsUnanswered,
    SamePerson,
)
from chalicelib.casework.models import CaseState, Flag, Inclusion
from chalicelib.kernel.changes import AlreadyDone, ConcurrentChange, Once
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.records.errors import Fault
from chalicelib.records.models import MatterKind
from tests.fakes.casework import DEV, OLIVE, RUTH, WHY, Station, matter, record
from tests.unit.casework.deciding import another_person, decide, same_person


def test_a_case_without_candidates_is_recommended_by_one_and_ordered_by_another(clear):
    clear.claim()
    clear.recommend()
    assert clear.case.state is CaseState.RECOMMENDED
    assert clear.case.claim is None

    order_id = clear.approve()

    order = clear.casework.orders.order(order_id)
    assert clear.case.state is CaseState.ORDERED
    assert order.content.outcome is Outcome.NO_TRACE
    assert order.content_hash == order.content.digest
    assert order.application_version == clear.applications.get(clear.case_id).version
    assert order.check_version == clear.records.check_of(clear.case_id).version
    assert order.content.holder.name.full == "Thomas William Ashdown"
    assert clear.told().count("IssueOrdered") == 1


def test_the_same_person_twice_is_refused(clear):
    clear.claim()
    clear.recommend()

    with pytest.raises(SamePerson, match="You recommended this case"):
        clear.approve(OLIVE)
    assert clear.case.state is CaseState.RECOMMENDED


def test_who_decided_on_a_part_cannot_approve_the_whole(found):
    another_person(found)
    found.casework.release(found.case_id, OLIVE)
    found.claim(DEV)
    found.say_why(DEV)
    found.recommend(DEV)

    with pytest.raises(SamePerson, match="You decided on part"):
        found.approve(OLIVE)
    found.say_why(RUTH)
    assert found.approve(RUTH)


def test_what_the_approver_did_not_see_is_not_approved(clear):
    clear.claim()
    clear.recommend()

    with pytest.raises(ChangedSince):
        clear.casework.approve(clear.case_id, DEV, "0" * 64)
    assert clear.case.state is CaseState.RECOMMENDED


def test_a_record_that_changed_after_the_recommendation_stops_the_approval(found):
    same_person(found)
    decide(found, Inclusion.INCLUDE)
    found.recommend()
    found.say_why(DEV)
    found.system.records = (record(matter(), matter("m2"), version=2),)

    with pytest.raises(NotDecided, match="record changed after the check"):
        found.casework.approve(found.case_id, DEV, found.case.recommendation.digest)


def test_a_change_of_the_application_stops_the_approval(clear):
    clear.claim()
    clear.recommend()
    digest = clear.case.recommendation.digest
    stored = clear.applications.get(clear.case_id)
    moved = stored.state.model_copy(
        update={"answers": stored.state.answers.model_copy(update={"destination": "DE"})}
    )
    from chalicelib.kernel.changes import SYSTEM, AuditEntry  # noqa: PLC0415

    clear.applications.store.save(stored, moved, audit=AuditEntry("changed", SYSTEM))

    with pytest.raises(ChangedSince):
        clear.casework.approve(clear.case_id, DEV, digest)


def test_approving_twice_with_one_key_orders_once(clear):
    clear.claim()
    clear.recommend()
    seen, once = clear.seen_by(DEV), Once("approve", "k", "f")
    clear.casework.approve(clear.case_id, DEV, seen, once=once)

    with pytest.raises(AlreadyDone):
        clear.casework.approve(clear.case_id, DEV, seen, once=once)
    assert clear.told().count("IssueOrdered") == 1


def test_a_claim_keeps_colleagues_out_until_it_runs_out(clear):
    clear.claim()

    with pytest.raises(ClaimedByAnother, match="Olive Marsh"):
        clear.claim(DEV)
    with freeze_time(clock.now() + timedelta(minutes=61)):
        clear.claim(DEV)
        assert clear.case.held_by(clock.now()) == "dev"
        with pytest.raises(ClaimedByAnother):
            clear.casework.recommend(clear.case_id, OLIVE, "")


def test_who_does_not_hold_the_case_decides_nothing(found):
    found.casework.release(found.case_id, OLIVE)

    with pytest.raises(NotClaimed):
        same_person(found)


def test_an_unanswered_check_waits_and_is_never_issued():
    station = Station()
    station.send_form()
    station.system.fault = Fault.TIMED_OUT
    with pytest.raises(Exception, match="did not answer"):
        station.records.check(station.case_id)
    station.hear("RecordCheckUnanswered")
    station.claim()

    assert station.case.state is CaseState.WAITING
    assert Flag.RECORDS_UNANSWERED in station.case.flags
    with pytest.raises((RecordsUnanswered, WrongState)):
        station.casework.recommend(station.case_id, OLIVE, "")
    with pytest.raises(WrongState):
        station.casework.approve(station.case_id, DEV, "")


def test_a_returned_case_is_open_again_with_its_reason(clear):
    clear.claim()
    clear.recommend()
    clear.casework.return_to_officer(clear.case_id, DEV, "Look at the passport again.")

    assert clear.case.state is CaseState.OPEN
    assert clear.case.returned.reason == "Look at the passport again."
    assert Flag.RETURNED in clear.case.flags
    clear.claim()
    clear.recommend()
    assert Flag.RETURNED not in clear.case.flags


def test_a_refusal_closes_the_case_and_is_told(clear):
    clear.casework.refuse(clear.case_id, OLIVE, "The passport is somebody else's.")

    assert clear.case.state is CaseState.REFUSED
    assert "ApplicationRefused" in clear.told()
    with pytest.raises(WrongState):
        clear.claim()


def test_premium_is_not_for_people_with_open_proceedings():
    station = Station(record(matter(kind=MatterKind.PENDING_PROSECUTION))).ready(service="premium")
    soon = station.case.due
    station.claim()
    station.say_why()
    same_person(station)
    decide(station, Inclusion.INCLUDE)
    station.recommend()

    assert station.case.service_level == "standard"
    assert station.case.due > soon


def test_the_trail_names_who_did_what_without_a_name(found):
    another_person(found)
    trail = found.cases.trail(found.case_id)

    assert [line.action for line in trail] == [
        "case_opened",
        "case_claimed",
        "records_opened",
        "candidate_decided",
    ]
    assert trail[-1].words == {"reason": WHY}
    locked = [row["body"] for key, row in found.items.rows.items() if key.sk.startswith("audit#")]
    assert not any("Ashdown" in body or "Olive" in body for body in locked)


def test_eight_threads_with_one_key_order_once(clear):
    clear.claim()
    clear.recommend()
    seen, once = clear.seen_by(DEV), Once("approve", "k", "f")

    def approve(_: int) -> str:
        try:
            return clear.casework.approve(clear.case_id, DEV, seen, once=once)
        except (AlreadyDone, ConcurrentChange, WrongState):
            return ""

    with ThreadPoolExecutor(8) as pool:
        ordered = [order_id for order_id in pool.map(approve, range(8)) if order_id]

    assert len(ordered) == 1
    assert clear.told().count("IssueOrdered") == 1
