"""The check of an applicant: every name, one answer, and never a clear result from silence."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.applications import ApplicationReady, ApplicationWithdrawn
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.kernel.events.records import RecordCheckRequested
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Applicant, CheckState
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable, UnknownRecord
from chalicelib.records.handlers import on_event
from chalicelib.records.models import Nominal, Record
from chalicelib.records.services import RecordsService, enquiries_for
from chalicelib.records.store import WAITING, RecordCheckStore, RecordReadStore
from tests.fakes.items import MemoryItems
from tests.fakes.record_system import FakeRecordSystem

OFFICER = Actor("officer", "officer-1")
APPLICANT = Applicant(
    names=(
        PersonName(forenames="Ada Mary", surname="Lovelace"),
        PersonName(forenames="Ada Mary", surname="Byron", kind=NameKind.FORMER),
        PersonName(forenames="ADA MARY", surname="BYRON", kind=NameKind.ALIAS),
    ),
    birth_date=date(1990, 1, 2),
    sex=Sex.FEMALE,
    birth_place="Hull",
)
BYRON = Record(
    nominal=Nominal(
        record_id="R1",
        names=(PersonName(forenames="Ada", surname="Byron"),),
        birth_dates=("1990-01-02",),
        version=1,
    )
)
WHY = {"reason_code": 8, "justification": "Case 7: is this the applicant?", "on_behalf_of": "PC-1"}


class Room:
    def __init__(self, *records: Record) -> None:
        self.items = MemoryItems()
        self.system = FakeRecordSystem(records)
        uow = UnitOfWork(self.items)
        self.service = RecordsService(
            RecordCheckStore(uow), RecordReadStore(uow), self.system, lambda _: APPLICANT
        )

    def audit(self, pk: str) -> list[dict[str, Any]]:
        return [json.loads(item["body"]) for item in self.items.query(pk, prefix="audit#").items]

    def events(self) -> list[str]:
        shards = (self.items.query(f"outbox#{n}").items for n in range(8))
        found = [json.loads(item["body"]) for items in shards for item in items]
        return [event["type"] for event in sorted(found, key=lambda event: event["id"])]


def envelope(event: Event) -> Envelope:
    return Envelope(
        id=new_id(),
        type=event.type,
        version=1,
        aggregate="application#A1",
        sequence=1,
        occurred_at=datetime.now(UTC),
        data=event.model_dump(mode="json"),
    )


READY = ApplicationReady(application_id="A1")


def test_every_name_is_asked_once() -> None:
    surnames = [enquiry.name.surname for enquiry in enquiries_for(APPLICANT)]
    assert surnames == ["Lovelace", "Byron"]


def test_the_answer_is_stored_with_what_was_asked() -> None:
    room = Room(BYRON)
    on_event(envelope(READY), room.service)
    check = room.service.check_of("A1").state
    assert check.state is CheckState.ANSWERED
    assert [e.name.surname for e in check.answered.asked] == ["Lovelace", "Byron"]
    assert [(c.nominal.record_id, c.found_by) for c in check.candidates] == [("R1", (1,))]
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
    assert len(room.system.enquiries) == 2
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


def test_more_candidates_than_a_check_can_keep_are_said_to_be_missing() -> None:
    crowd = tuple(
        BYRON.model_copy(update={"nominal": BYRON.nominal.model_copy(update={"record_id": f"R{n}"})})
        for n in range(20)
    )
    room = Room(*crowd)
    names = tuple(PersonName(forenames=f"Ada {'Mary ' * n}", surname="Byron") for n in range(16))
    service = replace(room.service, applicant_of=lambda _: APPLICANT.model_copy(update={"names": names}))
    service.check("A1")
    check = service.check_of("A1").state
    assert sum(len(answer.candidates) for answer in check.answered.answers) == 300
    assert [answer.truncated for answer in check.answered.answers] == [False] * 15 + [True]
    assert check.truncated


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
    assert again.earlier[0].answers[0].candidates == ()
    assert room.events() == ["RecordCheckAnswered", "RecordCheckRequested", "RecordCheckAnswered"]


def test_an_event_of_another_room_is_an_error() -> None:
    with pytest.raises(LookupError):
        on_event(envelope(ApplicationWithdrawn(application_id="A1")), Room().service)


def test_nothing_is_known_before_the_first_attempt() -> None:
    with pytest.raises(NotFound):
        Room().service.check_of("A1")


def test_a_read_is_written_before_the_record_is_shown() -> None:
    room = Room(BYRON)
    room.system.fault = Fault.FAILED
    with pytest.raises(RecordSystemUnavailable):
        room.service.read_record("R1", reader=OFFICER, **WHY)
    ((read,), _) = room.service.reads.listing("record_reads#R1")
    (event,) = room.audit(f"record_read#{read.id}")
    assert event["action"] == "record_read"
    assert event["actor"] == {"kind": "officer", "id": "officer-1"}
    assert event["data"]["reason_code"] == 8
    assert "applicant" not in json.dumps(event)
    detail = room.items.query(f"record_read#{read.id}", prefix="detail#").items[0]
    assert json.loads(detail["body"]) == {"justification": WHY["justification"], "on_behalf_of": "PC-1"}


def test_each_read_leaves_its_own_trace() -> None:
    room = Room(BYRON)
    assert room.service.read_record("R1", reader=OFFICER, **WHY) == BYRON
    room.service.read_record("R1", reader=Actor("officer", "officer-2"), **WHY)
    with pytest.raises(UnknownRecord):
        room.service.read_record("R9", reader=OFFICER, **WHY)
    assert room.items.count("record_reads#R1", index="gsi1") == 2
    assert room.items.count("record_reads#R9", index="gsi1") == 1


def test_no_reason_no_record() -> None:
    room = Room(BYRON)
    with pytest.raises(ValueError, match="justification"):
        room.service.read_record("R1", reader=OFFICER, **WHY | {"justification": " "})
    assert room.system.purposes == []


def test_showing_candidates_is_a_read_too_and_leaves_the_check_as_it_was() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    before = room.service.check_of("A1").version
    shown = room.service.read_check("A1", reader=OFFICER, **WHY)
    assert shown.version == before == room.service.check_of("A1").version
    assert room.items.count("record_reads#A1", index="gsi1") == 1
