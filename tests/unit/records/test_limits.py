"""A check that would grow too large or take too long says that somebody may be missing."""

from dataclasses import replace
from itertools import count

import pytest

from chalicelib.kernel.people import PersonName
from chalicelib.records.checks import Band, CheckState
from chalicelib.records.enquiries import MOST_ENQUIRIES
from chalicelib.records.errors import (
    RecordSystemUnavailable,
)
from chalicelib.records.services import RecordsService
from tests.fakes.records import APPLICANT, BYRON, Room


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


def test_ten_thousand_aliases_end_in_a_truncated_answer() -> None:
    room = Room()
    names = tuple(PersonName(forenames=f"Ada {n}", surname="Byron") for n in range(10_000))
    service = replace(room.service, applicant_of=lambda _: APPLICANT.model_copy(update={"names": names}))
    service.check("A1")
    check = service.check_of("A1").state
    assert len(check.answered.asked) == MOST_ENQUIRIES
    assert check.truncated
    assert check.band is Band.POSSIBLE


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
