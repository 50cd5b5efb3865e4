"""What the pages say: rows of the queue, facts side by side, failed messages, sign-in throttled."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.casework.comparison import Mark, compare
from chalicelib.casework.errors import UnknownLetter
from chalicelib.casework.failures import Failures
from chalicelib.casework.listing import lateness, read_place, span
from chalicelib.casework.models import Case, CaseState
from chalicelib.casework.sign_in import NoRole, SignIn, enrolment_qr
from chalicelib.casework.store import PAGE, CaseStore, numbers
from chalicelib.casework.subjects import subject_of
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.platform.identity import Person, SignInRefused
from chalicelib.platform.queues import DeadLetter
from chalicelib.platform.throttle import Throttle, TooManyAttempts
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Candidate
from tests.fakes.casework import OLIVE, RUTH, MemoryQueues, Station, record
from tests.fakes.identity import FakeIdentity
from tests.fakes.items import MemoryItems


def _store(count: int) -> CaseStore:
    store = CaseStore(UnitOfWork(MemoryItems()))
    for number in range(count):
        case = Case(
            application_id=f"A{number:04d}",
            reference=f"PC-{number:04d}",
            applicant="Somebody",
            destination="NO",
            service_level="standard",
            state=CaseState.OPEN,
            opened_at=datetime(2026, 5, 1, tzinfo=UTC),
            received_on=date(2026, 5, 1),
            due=date(2026, 6, 1) + timedelta(days=number % 7),
        )
        store.save(None, case, aggregate_id=case.application_id, audit=AuditEntry("opened", SYSTEM))
    return store


def test_pages_of_the_queue_go_forth_and_back_without_gap_or_overlap():
    store = _store(PAGE * 2 + 20)
    first = store.page(CaseState.OPEN)
    second = store.page(CaseState.OPEN, after=first.older)
    third = store.page(CaseState.OPEN, after=second.older)

    ids = [case.application_id for page in (first, second, third) for case in page.cases]
    assert len(set(ids)) == PAGE * 2 + 20
    assert [case.due for case in first.cases] == sorted(case.due for case in first.cases)
    assert first.newer is None
    assert third.older is None
    back = store.page(CaseState.OPEN, before=third.newer)
    assert [case.application_id for case in back.cases] == [case.application_id for case in second.cases]
    front = store.page(CaseState.OPEN, before=back.newer)
    assert [case.application_id for case in front.cases] == [case.application_id for case in first.cases]
    assert front.newer is None


def test_counts_are_kept_for_the_page_and_made_elsewhere():
    store = _store(3)
    assert store.counts() is None

    for _ in range(2):
        store.count()

        assert store.counts().by_state == {"waiting": 0, "open": 3, "recommended": 0, "ordered": 0}
        assert store.page(CaseState.OPEN).counts == store.counts()


def test_a_number_does_not_contradict_the_rows_beside_it():
    store = _store(0)
    none = store.count()
    page = _store(3).page(CaseState.OPEN)
    assert numbers(none, CaseState.OPEN, page) == {**none.by_state, "open": 3}
    assert numbers(None, CaseState.OPEN, page) == {"open": 3}
    assert numbers(none, CaseState.ISSUED, page) == none.by_state

    full = _store(PAGE + 1)
    counted = full.count()
    first = full.page(CaseState.OPEN)
    second = full.page(CaseState.OPEN, after=first.older)
    last = second.cases[-1]
    past_the_end = full.page(CaseState.OPEN, after=f"{last.due}#{last.application_id}")
    assert past_the_end.cases == []
    for part in (first, second, past_the_end):
        assert numbers(counted, CaseState.OPEN, part) == counted.by_state
    assert numbers(none, CaseState.OPEN, first)["open"] == PAGE + 1


def test_the_numbers_come_with_the_first_page_and_disturb_none():
    store = _store(PAGE * 2)
    bare = store.page(CaseState.OPEN)
    store.count()
    first = store.page(CaseState.OPEN)
    second = store.page(CaseState.OPEN, after=first.older)

    assert (first.cases, first.older, first.newer) == (bare.cases, bare.older, None)
    assert (len(second.cases), second.older, second.counts) == (PAGE, None, None)
    front = store.page(CaseState.OPEN, before=second.newer)
    assert (front.cases, front.newer) == (first.cases, None)


def test_the_schedule_counts_again_after_five_minutes():
    station = Station().ready()
    station.casework.recount()
    station.casework.refuse(station.case_id, OLIVE, "Somebody else's passport.")
    station.casework.recount()
    assert station.cases.counts().by_state["open"] == 1

    with freeze_time(datetime.now(UTC) + timedelta(minutes=6)):
        station.casework.recount()
    assert station.cases.counts().by_state["open"] == 0


def test_the_desk_shows_only_claims_that_hold():
    station = Station().ready()
    station.claim()
    assert [case.application_id for case in station.cases.desk("olive")] == [station.case_id]

    with freeze_time(datetime.now(UTC) + timedelta(hours=2)):
        assert station.cases.desk("olive") == []


@pytest.mark.parametrize("text", [None, "", "x", "2026-01-01#a b", "2026-01-01#" + "a" * 90, "../etc"])
def test_a_place_that_is_not_ours_is_ignored(text):
    assert read_place(text) is None


@pytest.mark.parametrize(
    ("today", "words"),
    [(date(2026, 6, 1), ""), (date(2026, 6, 2), "due today"), (date(2026, 6, 4), "2 days late")],
)
def test_lateness_in_words(today, words):
    case = _store(2).get("A0001").state

    assert lateness(case, today) == words
    assert lateness(case.model_copy(update={"state": CaseState.ISSUED}), today) == ""


def test_spans_in_words():
    assert [span(timedelta(seconds=s)) for s in (5, 60, 7200, 90_000)] == [
        "under a minute",
        "1 minute",
        "2 hours",
        "1 day",
    ]


def _rows(**changed):
    station = Station().ready()
    holder = subject_of(station.applications.get(station.case_id)).holder
    rows = compare(holder, [Candidate(nominal=record(**changed).nominal, found_by=(0,))])
    return {row.label: row.cells[0] for row in rows}


def test_what_is_equal_is_the_same_and_nothing_is_marked():
    cells = _rows()

    assert {cell.mark for cell in cells.values()} == {Mark.SAME}
    assert not any(piece.differs for cell in cells.values() for value in cell.values for piece in value)


def test_differing_characters_are_marked_where_they_stand():
    cells = _rows(surname="Ashdowne", born="1985-11-24")

    assert cells["Names"].mark is Mark.CLOSE
    assert [piece.text for piece in cells["Names"].values[0] if piece.differs] == ["e"]
    assert cells["Date of birth"].mark is Mark.CLOSE
    assert "".join(piece.text for piece in cells["Date of birth"].values[0]) == "24 November 1985"
    assert [piece.text for piece in cells["Date of birth"].values[0] if piece.differs] == ["24"]


@pytest.mark.parametrize(
    ("born", "mark"),
    [
        ("1985", Mark.CLOSE),
        ("1985-11", Mark.CLOSE),
        ("1985-12-23", Mark.CLOSE),
        ("1958-11-23", Mark.CLOSE),
        ("1986-01-02", Mark.DIFFERENT),
        ("1985-10", Mark.DIFFERENT),
        ("1900-01-01", Mark.UNKNOWN),
    ],
)
def test_partial_and_other_birth_dates(born, mark):
    assert _rows(born=born)["Date of birth"].mark is mark


def _letter(body: str, message_id="m1") -> DeadLetter:
    sent = int((datetime.now(UTC) - timedelta(hours=2)).timestamp() * 1000)
    return DeadLetter(message_id, body, sent, 4, "receipt")


def test_failed_messages_show_type_and_ids_and_nothing_else():
    data = {"serial": "S", "case_id": "C1", "name_id": "Thomas A"}
    personal = json.dumps({"type": "CertificateIssued", "id": "E1", "data": data})
    failures = Failures(
        MemoryQueues(
            {"mail": [_letter(personal)], "intake": [_letter("{poison"), _letter('{"Records": [1]}')]}
        )
    )

    shown = failures.listing()

    assert {f.kind for f in shown} == {"CertificateIssued", "Not readable", "File arrived"}
    assert next(f.about for f in shown if f.queue == "mail") == "id E1, case_id C1"
    assert all(f.age >= timedelta(hours=2) for f in shown)


def test_a_replay_sends_the_letter_to_its_own_queue_once():
    queues = MemoryQueues({"mail": [_letter("{}")]})
    failures = Failures(queues)
    failures.replay("mail", "m1", RUTH)

    assert queues.sent == [("mail", "{}")]


@pytest.mark.parametrize("queue", ["nowhere", "mail_dlq"])
def test_a_replay_from_no_queue_of_ours_is_refused(queue):
    with pytest.raises(UnknownLetter):
        Failures(MemoryQueues()).replay(queue, "m1", RUTH)


@pytest.fixture
def sign_in() -> SignIn:
    identity, items = FakeIdentity(), MemoryItems()
    identity.add("olive@x.example", "right", Person(OLIVE.id, OLIVE.name, frozenset({"officer"})))
    identity.add("ruth@x.example", "right", Person(RUTH.id, RUTH.name, frozenset({"supervisor"})))
    identity.add("nobody@x.example", "right", Person("n", "No Body", frozenset()))
    window = timedelta(minutes=15)
    return SignIn(identity, Throttle(items, "n", 5, window), Throttle(items, "s", 12, window))


def test_a_supervisor_may_do_what_an_officer_may(sign_in):
    assert sign_in.begin("ruth@x.example", "right", "::1").roles == {"officer", "supervisor"}
    assert sign_in.begin("olive@x.example", "right", "::1").roles == {"officer"}


def test_somebody_in_no_group_stays_outside(sign_in):
    with pytest.raises(NoRole):
        sign_in.begin("nobody@x.example", "right", "::1")


def test_guessing_one_name_is_stopped_and_the_right_password_does_not_help(sign_in):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in.begin("olive@x.example", "wrong", "::1")

    with pytest.raises(TooManyAttempts):
        sign_in.begin("olive@x.example", "right", "::1")
    assert sign_in.begin("ruth@x.example", "right", "::1")


def test_trying_many_names_from_one_place_is_stopped(sign_in):
    for number in range(12):
        with pytest.raises(SignInRefused):
            sign_in.begin(f"guess{number}@x.example", "wrong", "::1")

    with pytest.raises(TooManyAttempts):
        sign_in.begin("olive@x.example", "right", "::1")
    assert sign_in.begin("olive@x.example", "right", "::2")


def test_the_enrolment_code_fits_the_content_security_policy():
    svg = enrolment_qr("JBSWY3DPEHPK3PXP", "olive@x.example")

    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg
