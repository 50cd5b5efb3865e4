"""Accepted papers are held against the form again once it is sent: answers may change after a paper was read."""

from datetime import date

import pytest

from chalicelib.applications.models import Answers, Passport
from chalicelib.documents.agreeing import disagreements, hold_against_form
from chalicelib.documents.claims import Claims, claims_of
from chalicelib.documents.judging import Checked
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.mrz.layouts import TD3
from chalicelib.documents.mrz.zones import read_zone
from chalicelib.documents.passports import SeenZone, judge_passport
from chalicelib.documents.reasons import Reason
from chalicelib.kernel.changes import Actor
from chalicelib.kernel.people import PersonName
from infra.local.travel.zones import Written
from tests.fakes.documents import Room

TODAY = date(2026, 11, 24)
OFFICER = Actor("officer", "olwen")


def _read(*_: object) -> Checked:
    zone = read_zone(Written(TD3).rows, TODAY)
    seen = SeenZone(zone, (), {field.name: 1.0 for field in zone.layout.fields}, ())
    return Checked(judge_passport((seen,), Claims(), TODAY))


@pytest.fixture
def accepted() -> tuple[Room, Document]:
    """A passport that was read before anything was typed."""
    room = Room(check=_read)
    document = room.accepted()
    assert document.state is State.ACCEPTED
    return room, document


def _type(room: Room, surname: str, number: str = "900000123") -> None:
    answers = Answers(
        names=(PersonName(forenames="Eleanor Ruth", surname=surname),),
        passport=Passport(number=number, country="GB", expires=date(2031, 5, 19)),
    )
    room.applications.answer(room.application_id, "all", lambda _: answers)


def test_papers_that_agree_stay_accepted(accepted: tuple[Room, Document]) -> None:
    room, document = accepted
    _type(room, "Fairweather")
    hold_against_form(room.documents, room.application_id)
    assert room.now(document) == document


def test_a_passport_that_says_something_else_by_now_goes_to_a_person_once(
    accepted: tuple[Room, Document],
) -> None:
    room, document = accepted
    _type(room, "Okafor", "900000124")
    for _ in range(2):
        hold_against_form(room.documents, room.application_id)
    now = room.now(document)
    assert (now.state, now.reason) == (State.NEEDS_PERSON, Reason.OTHER_NAME.value)
    assert now.judged
    assert now.judged.reasons == (Reason.OTHER_NAME, Reason.OTHER_NUMBER)
    assert room.events() == ["DocumentAccepted", "DocumentNeedsPerson"]


def test_what_an_officer_accepted_stays(accepted: tuple[Room, Document]) -> None:
    room, document = accepted
    _type(room, "Okafor")
    hold_against_form(room.documents, room.application_id)
    room.documents.accept_by_person(document.id, OFFICER, "It is her name before she married.")
    hold_against_form(room.documents, room.application_id)
    assert room.now(document).state is State.ACCEPTED


def test_a_paper_that_was_not_read_agrees() -> None:
    room = Room()
    claims = claims_of(room.applications.get(room.application_id).state.answers)
    for role in (Role.PHOTO, Role.PASSPORT):
        assert disagreements(room.accepted(role), claims, TODAY) == ()
