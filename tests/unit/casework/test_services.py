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
    PurposeNeeded,
    RecordsUnanswered,
    SamePerson,
    UnknownSubject,
)
from chalicelib.casework.models import CaseState, Flag, IdentityFinding, Inclusion
from chalicelib.casework.writing import CaseWriter
from chalicelib.kernel.changes import AlreadyDone, ConcurrentChange, Once
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.platform.routing import ROUTES
from chalicelib.records.errors import Fault
from chalicelib.records.models import MatterKind
from tests.fakes.casework import DEV, OLIVE, RUTH, WHY, Station, matter, record


def _found_same(station: Station, officer=OLIVE, record_id="SYN-1") -> None:
    station.casework.decide_candidate(
        station.case_id, officer, record_id=record_id, finding=IdentityFinding.SAME_PERSON, reason=WHY
    )


def _found_other(station: Station, officer=OLIVE, record_id="SYN-1") -> None:
    station.casework.decide_candidate(
        station.case_id, officer, record_id=record_id, finding=IdentityFinding.DIFFERENT_PERSON, reason=WHY
    )


def _decide(station: Station, inclusion: Inclusion, matter_id="m1", officer=OLIVE) -> None:
    station.casework.decide_matter(
        station.case_id,
        officer,
        record_id="SYN-1",
        matter_id=matter_id,
        inclusion=inclusion,
        reason=WHY,
    )


@pytest.fixture
def clear() -> Station:
    """Nobody was found."""
    return Station().ready()


@pytest.fixture
def found() -> Station:
    """One candidate with a conviction, claimed by Olive, who said why she looks."""
    station = Station(record(matter())).ready()
    station.claim()
    station.say_why()
    return station


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
    _found_other(found)
    found.casework.release(found.case_id, OLIVE)
    found.claim(DEV)
    found.say_why(DEV)
    found.recommend(DEV)

    with pytest.raises(SamePerson, match="You decided on part"):
        found.approve(OLIVE)
    found.say_why(RUTH)
    assert found.approve(RUTH)


def test_nothing_is_recommended_while_a_candidate_is_undecided(found):
    with pytest.raises(NotDecided, match="1 candidate still needs a decision"):
        found.casework.recommend(found.case_id, OLIVE, "")


def test_nothing_is_recommended_while_a_matter_is_undecided(found):
    _found_same(found)

    with pytest.raises(NotDecided, match="1 matter still needs a decision"):
        found.casework.recommend(found.case_id, OLIVE, "")


@pytest.mark.parametrize(
    ("inclusion", "outcome", "lines"),
    [(Inclusion.INCLUDE, Outcome.TRACE, 1), (Inclusion.LEAVE_OUT, Outcome.NO_LIVE_TRACE, 0)],
)
def test_the_decision_on_a_matter_makes_the_outcome(found, inclusion, outcome, lines):
    _found_same(found)
    _decide(found, inclusion)
    found.recommend()
    found.say_why(DEV)

    content = found.casework.orders.order(found.approve()).content

    assert content.outcome is outcome
    assert len(content.lines) == lines


def test_lines_are_numbered_so_that_nothing_shows_what_was_left_out():
    station = Station(record(matter("m1"), matter("m2"))).ready()
    station.claim()
    station.say_why()
    _found_same(station)
    _decide(station, Inclusion.LEAVE_OUT, "m1")
    _decide(station, Inclusion.INCLUDE, "m2")

    view = station.casework.review.read(station.cases.get(station.case_id), OLIVE)

    assert view.proposal.content.outcome is Outcome.FURTHER_INFORMATION_STEPPED_DOWN
    assert [line.id for line in view.proposal.content.lines] == ["1"]


def test_two_records_of_one_person_may_count_their_matters_alike():
    station = Station(record(matter("m1")), record(matter("m1"), record_id="SYN-2")).ready()
    station.claim()
    station.say_why()
    _found_same(station)
    _found_same(station, record_id="SYN-2")
    for record_id in ("SYN-1", "SYN-2"):
        station.casework.decide_matter(
            station.case_id,
            OLIVE,
            record_id=record_id,
            matter_id="m1",
            inclusion=Inclusion.INCLUDE,
            reason=WHY,
        )

    view = station.casework.review.read(station.cases.get(station.case_id), OLIVE)

    assert len(view.proposal.content.lines) == 2


def test_what_the_approver_did_not_see_is_not_approved(clear):
    clear.claim()
    clear.recommend()

    with pytest.raises(ChangedSince):
        clear.casework.approve(clear.case_id, DEV, "0" * 64)
    assert clear.case.state is CaseState.RECOMMENDED


def test_a_record_that_changed_after_the_recommendation_stops_the_approval(found):
    _found_same(found)
    _decide(found, Inclusion.INCLUDE)
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


def test_police_data_is_shown_only_for_a_stated_purpose_and_every_look_is_written(found):
    _found_same(found)
    looks = len(found.system.purposes)
    with pytest.raises(PurposeNeeded):
        found.casework.review.read(found.cases.get(found.case_id), DEV)
    assert len(found.system.purposes) == looks

    found.say_why(DEV)
    found.casework.review.read(found.cases.get(found.case_id), DEV)

    reads = [row for key, row in found.items.rows.items() if key.pk.startswith("record_read#")]
    assert any('"id":"dev"' in row["body"] for row in reads)
    assert found.system.purposes[-1].justification == "Police certificate"


def test_a_stated_purpose_runs_out(found):
    with freeze_time(clock.now() + timedelta(minutes=31)), pytest.raises(PurposeNeeded):
        found.casework.review.read(found.cases.get(found.case_id), OLIVE)


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
        _found_same(found)


def test_decisions_are_for_what_is_in_the_case(found):
    with pytest.raises(UnknownSubject):
        _found_same(found, record_id="SYN-9")
    _found_same(found)
    with pytest.raises(UnknownSubject):
        _decide(found, Inclusion.INCLUDE, "m9")


def test_a_finding_on_an_older_version_of_a_record_does_not_count(found):
    _found_same(found)
    found.system.records = (record(matter(), version=2),)
    found.casework.ask_again(found.case_id, OLIVE, "The record changed")
    assert found.case.state is CaseState.WAITING
    found.records.check(found.case_id)
    found.hear("RecordCheckAnswered")

    with pytest.raises(NotDecided, match="1 candidate still needs"):
        found.casework.recommend(found.case_id, OLIVE, "")


def test_an_incomplete_answer_never_becomes_no_trace():
    many = [record(record_id=f"SYN-{n}") for n in range(25)]
    station = Station(*many).ready()
    station.claim()
    station.say_why()
    assert Flag.ANSWER_TRUNCATED in station.case.flags
    for number in range(20):
        _found_other(station, record_id=f"SYN-{number}")

    with pytest.raises(NotDecided, match="only part of its list"):
        station.casework.recommend(station.case_id, OLIVE, "")


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
    _found_same(station)
    _decide(station, Inclusion.INCLUDE)
    station.recommend()

    assert station.case.service_level == "standard"
    assert station.case.due > soon


def test_a_document_that_is_not_accepted_stops_the_recommendation(clear):
    from chalicelib.documents.changes import commit_move  # noqa: PLC0415
    from chalicelib.documents.models import Role, State  # noqa: PLC0415

    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    clear.claim()
    assert Flag.DOCUMENTS_NEED_PERSON in clear.case.flags
    with pytest.raises(NotDecided, match="document is not accepted"):
        clear.casework.recommend(clear.case_id, OLIVE, "")

    paper = store.latest(clear.case_id, Role.PASSPORT)
    clear.casework.settle_document(
        clear.case_id, OLIVE, document_id=paper.id, accept=True, reason="I saw the passport itself."
    )

    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    clear.recommend()


@pytest.mark.parametrize(
    ("accept", "told"), [(True, "DocumentAccepted"), (False, "DocumentRefused")], ids=["accepted", "refused"]
)
def test_a_case_follows_its_document_although_the_settling_broke_off_before_the_note(
    clear, monkeypatch, accept, told
):
    from chalicelib.documents.changes import commit_move  # noqa: PLC0415
    from chalicelib.documents.models import Role, State  # noqa: PLC0415

    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    paper = store.latest(clear.case_id, Role.PASSPORT)

    def killed(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(CaseWriter, "save", killed)
        with pytest.raises(SystemExit):
            clear.casework.settle_document(
                clear.case_id, OLIVE, document_id=paper.id, accept=accept, reason="I saw the passport itself."
            )
    assert "casework" in ROUTES[told]
    clear.hear(told)
    clear.hear(told)

    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    assert clear.case.documents["passport"] == ("accepted" if accept else "refused")
    actions = [line.action for line in clear.cases.trail(clear.case_id)]
    assert actions.count("documents_looked_at") == 2, "once for the need, once for its end"


def test_a_settled_document_is_noted_although_the_case_changed_at_that_moment(clear, monkeypatch):
    from chalicelib.documents.changes import commit_move  # noqa: PLC0415
    from chalicelib.documents.models import Role, State  # noqa: PLC0415

    store = clear.papers.store
    commit_move(store, store.latest(clear.case_id, Role.PASSPORT), State.NEEDS_PERSON)
    clear.hear("DocumentNeedsPerson")
    save, meanwhile = CaseWriter.save, iter([OLIVE])

    def save_late(self, before, officer, action, *args, **more):
        if action == "document_settled":
            for other in meanwhile:
                clear.claim(other)
        return save(self, before, officer, action, *args, **more)

    monkeypatch.setattr(CaseWriter, "save", save_late)
    paper = store.latest(clear.case_id, Role.PASSPORT)
    clear.casework.settle_document(
        clear.case_id, OLIVE, document_id=paper.id, accept=True, reason="I saw the passport itself."
    )
    assert Flag.DOCUMENTS_NEED_PERSON not in clear.case.flags
    assert [line.action for line in clear.cases.trail(clear.case_id)].count("document_settled") == 1


def test_the_trail_names_who_did_what_without_a_name(found):
    _found_other(found)
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
