"""The check of an applicant: every name, one answer, and never a clear result from silence."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.applications import ApplicationReady, ApplicationWithdrawn
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.kernel.events.records import RecordCheckRequested
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Applicant, Band, CheckState, OverseasFinding
from chalicelib.records.enquiries import MOST_ENQUIRIES, date_variants, enquiries_for
from chalicelib.records.errors import (
    Fault,
    NotAsked,
    RecordSystemRefused,
    RecordSystemUnavailable,
    UnknownRecord,
)
from chalicelib.records.handlers import on_event
from chalicelib.records.models import Nominal, Record
from chalicelib.records.overseas import countries_to_ask
from chalicelib.records.services import RecordsService
from chalicelib.records.store import WAITING, RecordCheckStore, RecordReadStore, RecordRoundStore
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
            RecordCheckStore(uow),
            RecordReadStore(uow),
            self.system,
            lambda _: APPLICANT,
            RecordRoundStore(uow),
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
    assert [answer.truncated for answer in check.answered.answers] == [False] * 15 + [True] * 17
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
    (before,) = room.service.rounds.of_check(room.service.check_of("A1"))
    assert before.answers[0].candidates == ()
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


def test_each_candidate_is_scored_with_reasons_that_add_up() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    check = room.service.check_of("A1").state
    (candidate,) = check.candidates
    assert candidate.finding
    assert candidate.finding.enquiry == 2
    assert candidate.finding.sixty_fourths == sum(r.sixty_fourths for r in candidate.finding.reasons)
    assert candidate.finding.reasons[0].field == "prior"
    assert check.band is not Band.NONE
    assert check.answered.basis
    assert check.answered.basis.thresholds["possible"] < check.answered.basis.thresholds["strong"]


def test_nobody_named_is_no_band_and_somebody_missing_is_possible() -> None:
    room = Room()
    room.service.check("A1")
    check = room.service.check_of("A1").state
    assert check.band is Band.NONE
    cut = check.answered.model_copy(update={"left_out": 1})
    assert check.model_copy(update={"answer": cut}).band is Band.POSSIBLE
    assert check.model_copy(update={"answer": cut}).truncated


def test_an_old_answer_is_worked_out_again_from_what_was_stored() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    room.service.recheck("A1", by=OFFICER, reason="A month has passed.")
    room.service.check("A1")
    replays = room.service.replay("A1")
    assert [replay.agrees for replay in replays] == [True, True]
    assert [len(replay.findings) for replay in replays] == [1, 1]


def test_a_tampered_answer_does_not_agree_and_an_unknown_model_is_said() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    answer = room.service.check_of("A1").state.answered
    forged = answer.findings[0].model_copy(update={"sixty_fourths": -64, "band": Band.NONE})
    assert not room.service.scoring.replay(answer.model_copy(update={"findings": (forged,)})).agrees
    assert answer.basis
    older = answer.basis.model_copy(update={"model_id": "names-0"})
    with pytest.raises(NotFound, match="names-0"):
        room.service.scoring.replay(answer.model_copy(update={"basis": older}))
    with pytest.raises(NotFound):
        room.service.scoring.replay(answer.model_copy(update={"basis": None}))


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


def test_ten_thousand_aliases_end_in_a_truncated_answer() -> None:
    room = Room()
    names = tuple(PersonName(forenames=f"Ada {n}", surname="Byron") for n in range(10_000))
    service = replace(room.service, applicant_of=lambda _: APPLICANT.model_copy(update={"names": names}))
    service.check("A1")
    check = service.check_of("A1").state
    assert len(check.answered.asked) == MOST_ENQUIRIES
    assert check.truncated
    assert check.band is Band.POSSIBLE


def test_an_answer_is_fresh_for_a_day() -> None:
    room = Room()
    room.service.check("A1")
    check = room.service.check_of("A1").state
    at = check.answered.answered_at
    assert check.is_fresh(at + timedelta(hours=24))
    assert not check.is_fresh(at + timedelta(hours=24, seconds=1))


class Abroad(Room):
    """An applicant who lived in France, Peru and Poland."""

    def __init__(self, *records: Record) -> None:
        super().__init__(*records)
        lived = APPLICANT.model_copy(update={"lived_in": ("GB", "FR", "PE", "PL", "FR")})
        self.service = replace(self.service, applicant_of=lambda _: lived)
        self.service.check("A1")

    def answer(self, country: str, finding: OverseasFinding = OverseasFinding.NOTHING_HELD) -> None:
        self.service.answer_overseas("A1", country=country, finding=finding, by=OFFICER, reason="By letter")


def test_countries_of_the_schedule_are_asked_once_each() -> None:
    room = Abroad()
    assert room.service.check_of("A1").state.unanswered_overseas == ("FR", "PL")
    assert room.events() == ["RecordCheckAnswered", "OverseasCheckRequested", "OverseasCheckRequested"]
    room.service.recheck("A1", by=OFFICER, reason="A month has passed.")
    room.service.check("A1")
    assert len(room.service.overseas_of("A1")) == 2
    assert room.events().count("OverseasCheckRequested") == 2


def test_an_answer_from_abroad_is_noted_once_with_who_noted_it() -> None:
    room = Abroad()
    room.answer("FR")
    assert room.service.check_of("A1").state.unanswered_overseas == ("PL",)
    assert room.events()[-1] == "OverseasCheckAnswered"
    last = room.audit("record_check#A1")[-1]
    assert (last["action"], last["data"]["country"]) == ("overseas_check_answered", "FR")
    for country in ("FR", "PE"):
        with pytest.raises(NotAsked):
            room.answer(country)


def test_what_was_entered_from_abroad_makes_the_records_be_asked_again() -> None:
    room = Abroad()
    room.answer("FR", OverseasFinding.RECORD_ENTERED)
    check = room.service.check_of("A1").state
    assert check.state is CheckState.WAITING
    assert room.events()[-2:] == ["OverseasCheckAnswered", "RecordCheckRequested"]
    room.answer("PL", OverseasFinding.RECORD_ENTERED)
    room.service.check("A1")
    assert room.service.check_of("A1").state.unanswered_overseas == ()


def test_nobody_was_asked_abroad_before_the_schedule_began() -> None:
    assert countries_to_ask(("FR",), date(2020, 12, 31)) == ()
    assert countries_to_ask(("FR", "GB", "US", "FR"), date(2021, 1, 1)) == ("FR",)


def test_somebody_with_a_thousand_names_does_not_burst_the_check() -> None:
    names = tuple(PersonName(forenames="Ada", surname=f"Byron{'x' * 280}{n}") for n in range(1000))
    vast = BYRON.nominal.model_copy(update={"names": (*BYRON.nominal.names, *names)})
    room = Room(BYRON.model_copy(update={"nominal": vast}))
    room.service.check("A1")
    check = room.service.check_of("A1").state
    assert check.candidates == ()
    assert check.truncated
    assert check.band is Band.POSSIBLE


def slow(room: Room, seconds: float) -> RecordsService:
    """The service, whose every look at its watch finds that much more time gone."""
    looks = count()
    return replace(room.service, watch=lambda: next(looks) * seconds)


def test_a_system_too_slow_for_the_function_has_not_answered() -> None:
    room = Room(BYRON)
    with pytest.raises(RecordSystemUnavailable):
        slow(room, 15).check("A1")
    check = room.service.check_of("A1").state
    assert (check.state, check.attempts[0].outcome) == (CheckState.WAITING, "timed_out")


def test_without_time_for_narrower_questions_the_list_stays_truncated() -> None:
    crowd = tuple(
        BYRON.model_copy(update={"nominal": BYRON.nominal.model_copy(update={"record_id": f"R{n}"})})
        for n in range(25)
    )
    room = Room(*crowd)
    slow(room, 4).check("A1")
    check = room.service.check_of("A1").state
    assert check.truncated
    assert sum(len(answer.narrowed) for answer in check.answered.answers) <= 5
