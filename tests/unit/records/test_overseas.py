"""Countries abroad that are asked about an applicant, and what becomes of their answers."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.records.checks import CheckState, OverseasFinding
from chalicelib.records.errors import (
    NotAsked,
)
from chalicelib.records.models import Record
from chalicelib.records.overseas import countries_to_ask
from tests.fakes.records import APPLICANT, OFFICER, Room


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
