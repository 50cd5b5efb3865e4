"""The check of an applicant: every name, one answer, and never a clear result from silence."""

import json
from datetime import date, timedelta

import pytest

from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.applications import ApplicationWithdrawn
from chalicelib.kernel.events.records import RecordCheckRequested
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.kernel.transitions import WrongState
from chalicelib.records.checks import CheckState
from chalicelib.records.enquiries import date_variants, enquiries_for
from chalicelib.records.errors import (
    Fault,
    RecordSystemRefused,
    RecordSystemUnavailable,
)
from chalicelib.records.handlers import on_event
from chalicelib.records.store import WAITING
from tests.fakes.records import APPLICANT, BYRON, OFFICER, READY, Room, envelope


def test_every_name_is_asked_once_with_every_date() -> None:
    asked = [(enquiry.name.surname, enquiry.birth_date) for enquiry in enquiries_for(APPLICANT)]
    assert asked == [
        ("Lovelace", "1990-01-02"),
        ("Lovelace", "1990-02-01"),
        ("Byron", "1990-01-02"),
        ("Byron", "1990-02-01"),
    ]


@pytest.mark.parametrize(
    ("born", "dates"),
    [
        (date(1990, 5, 5), ["1990-05-05"]),
        (date(1990, 5, 13), ["1990-05-13"]),
        (date(1990, 2, 1), ["1990-02-01", "1990-01-02"]),
    ],
)
def test_day_and_month_are_exchanged_where_that_is_another_date(born: date, dates: list[str]) -> None:
    assert list(date_variants(born)) == dates


def test_the_answer_is_stored_with_what_was_asked() -> None:
    room = Room(BYRON)
    on_event(envelope(READY), room.service)
    check = room.service.check_of("A1").state
    assert check.state is CheckState.ANSWERED
    assert [e.name.surname for e in check.answered.asked] == ["Lovelace"] * 2 + ["Byron"] * 2
    assert [(c.nominal.record_id, c.found_by) for c in check.candidates] == [("R1", (2, 3))]
    assert not check.truncated
    assert room.events() == ["RecordCheckAnswered"]
    (event,) = room.audit("record_check#A1")
    assert event["data"]["reason_code"] == 8
    assert event["data"]["candidates"] == 1
    assert "Byron" not in json.dumps(event)


def test_one_purpose_stands_behind_all_the_enquiries_of_an_attempt() -> None:
    room = Room()
    room.service.check("A1")
    assert len({purpose.correlation_id for purpose in room.system.purposes}) == 1
    assert (
        room.service.check_of("A1").state.attempts[0].correlation_id == room.system.purposes[0].correlation_id
    )


def test_a_message_that_comes_twice_asks_once() -> None:
    room = Room()
    message = envelope(READY)
    on_event(message, room.service)
    on_event(message, room.service)
    on_event(envelope(READY), room.service)
    assert len(room.system.enquiries) == 4
    assert room.events() == ["RecordCheckAnswered"]


@pytest.mark.parametrize("fails_after", [0, 1])
@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.TIMED_OUT, Fault.UNREADABLE])
def test_an_unanswered_check_waits_and_says_nothing(fault: Fault, fails_after: int) -> None:
    room = Room(BYRON)
    room.system.fault, room.system.fails_after = fault, fails_after
    for _ in range(2):
        with pytest.raises(RecordSystemUnavailable):
            on_event(envelope(READY), room.service)
    check = room.service.check_of("A1").state
    assert check.state is CheckState.WAITING
    assert check.attempts[0].outcome == fault
    with pytest.raises(WrongState):
        _ = check.candidates
    with pytest.raises(WrongState):
        _ = check.truncated
    assert "RecordCheckAnswered" not in room.events()
    assert room.items.count(WAITING, index="gsi1") == 1


def test_each_failed_attempt_is_one_line_of_the_trail_and_the_answer_follows() -> None:
    room = Room(BYRON)
    message = envelope(READY)
    room.system.fault = Fault.TIMED_OUT
    for _ in range(2):
        with pytest.raises(RecordSystemUnavailable):
            on_event(message, room.service)
    room.system.fault = None
    on_event(message, room.service)
    actions = [event["action"] for event in room.audit("record_check#A1")]
    assert actions == ["record_check_unanswered", "record_check_unanswered", "record_check_answered"]
    assert room.events() == ["RecordCheckUnanswered", "RecordCheckUnanswered", "RecordCheckAnswered"]
    assert [a.outcome for a in room.service.check_of("A1").state.attempts] == [
        "timed_out",
        "timed_out",
        "answered",
    ]
    assert room.items.count(WAITING, index="gsi1") == 0


def test_a_refusal_is_recorded_and_never_clear() -> None:
    room = Room()
    room.system.fault = Fault.REFUSED
    with pytest.raises(RecordSystemRefused):
        room.service.check("A1")
    assert room.service.check_of("A1").state.attempts[0].outcome == "refused"


def test_asking_again_waits_for_the_new_answer_and_keeps_the_old() -> None:
    room = Room()
    room.service.check("A1")
    room.service.recheck("A1", by=OFFICER, reason="The applicant named another alias.")
    waiting = room.service.check_of("A1").state
    assert waiting.state is CheckState.WAITING
    with pytest.raises(WrongState):
        room.service.recheck("A1", by=OFFICER, reason="And again.")
    room.system.records = (BYRON,)
    on_event(envelope(RecordCheckRequested(check_id="A1", application_id="A1")), room.service)
    again = room.service.check_of("A1").state
    assert [c.nominal.record_id for c in again.candidates] == ["R1"]
    (before,) = room.service.rounds.of_check(room.service.check_of("A1"))
    assert before.answers[0].candidates == ()
    assert room.events() == ["RecordCheckAnswered", "RecordCheckRequested", "RecordCheckAnswered"]


def test_an_event_of_another_room_is_an_error() -> None:
    with pytest.raises(LookupError):
        on_event(envelope(ApplicationWithdrawn(application_id="A1")), Room().service)


def test_nothing_is_known_before_the_first_attempt() -> None:
    with pytest.raises(NotFound):
        Room().service.check_of("A1")


def test_what_becomes_known_later_is_asked_from_then_on() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    name = PersonName(forenames="Augusta", surname="King", kind=NameKind.ALIAS)
    room.service.recheck(
        "A1",
        by=OFFICER,
        reason="Another name is in her passport.",
        names=(name,),
        birth_dates=(PartialDate("1990"),),
    )
    room.service.check("A1")
    asked = room.service.check_of("A1").state.answered.asked
    assert [e.name.surname for e in asked[-3:]] == ["King"] * 3
    assert {e.birth_date for e in asked} == {"1990-01-02", "1990-02-01", "1990"}
    assert "King" not in json.dumps(room.audit("record_check#A1"))


def test_an_answer_is_fresh_for_a_day() -> None:
    room = Room()
    room.service.check("A1")
    check = room.service.check_of("A1").state
    at = check.answered.answered_at
    assert check.is_fresh(at + timedelta(hours=24))
    assert not check.is_fresh(at + timedelta(hours=24, seconds=1))
