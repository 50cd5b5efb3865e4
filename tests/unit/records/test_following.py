"""What makes an answered check be asked again by itself, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.events.documents import DocumentAccepted
from chalicelib.kernel.events.records import RecordChanged
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.answers import Changes
from chalicelib.records.checks import CheckState, Purpose
from chalicelib.records.handlers import on_event
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Record
from chalicelib.records.names.hosted import HostedIndex
from tests.fakes.records import APPLICANT, BYRON, OFFICER, Room, envelope

WHY = Purpose(reason_code=9, justification="A correction", on_behalf_of="Bureau", correlation_id="c-1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def state_of(room: Room) -> CheckState:
    return room.service.check_of("A1").state.state


@pytest.mark.parametrize(("hours", "waits"), [(23, False), (25, True)])
def test_an_answer_is_refreshed_when_it_is_older_than_a_day(hours: int, waits: bool) -> None:
    with freeze_time(NOON) as clock:
        room = Room()
        room.service.check("A1")
        clock.tick(timedelta(hours=hours))
        assert room.service.refresh("A1", by=OFFICER, reason="It is to be approved.") is waits
        assert (state_of(room) is CheckState.WAITING) is waits
        assert room.service.refresh("A1", by=OFFICER, reason="Again.") is waits


def test_a_document_that_brings_nothing_new_asks_nothing() -> None:
    room = Room(BYRON)
    accepted = DocumentAccepted(application_id="A1", document_id="D1", role="passport")
    on_event(envelope(accepted), room.service)
    room.service.check("A1")
    on_event(envelope(accepted), room.service)
    assert room.events() == ["RecordCheckAnswered"]


def test_a_name_that_came_with_a_document_is_asked_by_itself() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    later = PersonName(forenames="Augusta Ada", surname="King", kind=NameKind.ALIAS)
    grown = APPLICANT.model_copy(update={"names": (*APPLICANT.names, later)})
    service = replace(room.service, applicant_of=lambda _: grown)
    assert not service.asked_everything("A1")
    on_event(envelope(DocumentAccepted(application_id="A1", document_id="D1", role="passport")), service)
    assert room.events() == ["RecordCheckAnswered", "RecordCheckRequested"]
    service.check("A1")
    assert service.asked_everything("A1")
    assert "King" in {e.name.surname for e in service.check_of("A1").state.answered.asked}


class Kept(Room):
    """Records that we keep ourselves, of which one is named."""

    def __init__(self) -> None:
        super().__init__()
        uow = UnitOfWork(self.items)
        self.keeper = HostedRecordSystem(
            HostedRecordStore(uow), HostedVersionStore(uow), HostedIndex(self.items)
        )
        self.byron = self.keeper.create(BYRON, purpose=WHY)
        self.service = replace(self.service, system=self.keeper, watches=True)
        self.service.check("A1")

    def change(self, **changes: object) -> Record:
        """A correction of the record, and the news of it."""
        nominal = self.byron.nominal.model_copy(update=changes)
        self.byron = self.keeper.update(self.byron.model_copy(update={"nominal": nominal}), purpose=WHY)
        self.tell()
        return self.byron

    def tell(self) -> None:
        nominal = self.byron.nominal
        news = RecordChanged(record_id=nominal.record_id, record_version=nominal.version)
        on_event(envelope(news), self.service)


def test_a_change_of_a_named_record_asks_again_once() -> None:
    room = Kept()
    assert [c.nominal.version for c in room.service.check_of("A1").state.candidates] == [1]
    room.change(birth_place="Hucknall")
    assert state_of(room) is CheckState.WAITING
    room.tell()
    room.service.check("A1")
    room.tell()
    assert state_of(room) is CheckState.ANSWERED
    assert room.service.what_changed("A1") == Changes(changed=1)
    assert room.events().count("RecordCheckRequested") == 1
    assert room.events().count("RecordChanged") == 1


def test_a_change_of_somebody_else_or_for_a_closed_application_asks_nothing() -> None:
    room = Kept()
    stranger = BYRON.nominal.model_copy(
        update={
            "names": (PersonName(forenames="Zeno", surname="Quill"),),
            "birth_dates": (PartialDate("1931"),),
        }
    )
    other = room.keeper.create(BYRON.model_copy(update={"nominal": stranger}), purpose=WHY)
    room.keeper.update(other, purpose=WHY)
    on_event(envelope(RecordChanged(record_id=other.nominal.record_id, record_version=2)), room.service)
    room.service = replace(room.service, is_open=lambda _: False)
    room.change(birth_place="Hucknall")
    assert state_of(room) is CheckState.ANSWERED


def test_a_merge_of_a_named_record_asks_again() -> None:
    room = Kept()
    stranger = BYRON.nominal.model_copy(
        update={
            "names": (PersonName(forenames="Zeno", surname="Quill"),),
            "birth_dates": (PartialDate("1931"),),
        }
    )
    other = room.keeper.create(BYRON.model_copy(update={"nominal": stranger}), purpose=WHY)
    merged = room.keeper.merge(other, room.byron, by=Actor("officer", "o"), purpose=WHY)
    gone = RecordChanged(record_id=room.byron.nominal.record_id, record_version=2)
    on_event(envelope(gone), room.service)
    assert state_of(room) is CheckState.WAITING
    room.service.check("A1")
    (candidate,) = room.service.check_of("A1").state.candidates
    assert candidate.nominal.record_id == merged.nominal.record_id
    assert (
        room.service.what_changed("A1").sentence == "1 candidate is new, 1 candidate is not named any more."
    )


def test_the_same_answer_has_the_same_substance_whoever_asked_and_when() -> None:
    room = Room(BYRON)
    room.service.check("A1")
    first = room.service.check_of("A1")
    room.service.recheck("A1", by=OFFICER, reason="A day has passed.")
    room.service.check("A1")
    second = room.service.check_of("A1")
    assert second.version > first.version
    assert second.state.substance == first.state.substance
    assert not room.service.what_changed("A1")
    newer = BYRON.model_copy(update={"nominal": BYRON.nominal.model_copy(update={"version": 2})})
    room.system.records = (newer,)
    room.service.recheck("A1", by=OFFICER, reason="Another day has passed.")
    room.service.check("A1")
    assert room.service.check_of("A1").state.substance != first.state.substance
    assert room.service.what_changed("A1").sentence == "1 candidate's record changed."


def test_changes_in_words() -> None:
    assert Changes().sentence == "Nothing changed."
    assert Changes(new=2, changed=2, gone=2, cut=True).sentence == (
        "2 candidates are new, 2 candidates' records changed, 2 candidates are not named any more, "
        "the list is not whole now."
    )
