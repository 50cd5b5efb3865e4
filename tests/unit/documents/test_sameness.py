"""One paper shows one thing, and two proofs of address are two papers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.documents.address.checking import check_paper
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Checked, Decision, Field, Judged
from chalicelib.documents.models import Kind, Role, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import rewrite
from infra.local.samples import ELEANOR, council_tax_bill, proof_of_address
from tests.fakes.documents import JPEG, Room

TODAY = date(2026, 11, 24)
TYPED = Claims(
    forenames=ELEANOR.forenames,
    surname=ELEANOR.surname,
    address=ELEANOR.address[:2],
    postcode=ELEANOR.address[2],
)


def reading(kind: str, day: str) -> Room:
    """A room whose reader finds this kind and this day on whatever comes."""
    fields = {"kind": Field(value=kind, confidence=1), "date": Field(value=day, confidence=1)}
    return Room(check=lambda *_: Checked(Judged(decision=Decision.ACCEPTED, fields=fields)))


def test_one_file_proves_one_thing() -> None:
    room = Room()
    first = room.accepted(Role.PASSPORT)
    document, version = room.scanning(Role.ADDRESS, JPEG)
    room.intake.verdict(room.clean_verdict(document, version))
    again = room.now(document)
    assert (first.state, again.state, again.reason) == (
        State.ACCEPTED,
        State.REFUSED,
        Reason.USED_TWICE.value,
    )


def test_a_photo_may_come_from_the_passport_page() -> None:
    room = Room()
    room.accepted(Role.PASSPORT)
    document, version = room.scanning(Role.PHOTO, JPEG)
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.ACCEPTED


def test_of_two_that_came_at_once_one_is_accepted() -> None:
    room = Room()
    both = [room.scanning(role, JPEG) for role in (Role.ADDRESS, Role.SECOND_ADDRESS)]
    for document, version in reversed(both):
        room.intake.verdict(room.clean_verdict(document, version))
    assert [room.now(document).state for document, _ in both] == [State.ACCEPTED, State.REFUSED]


def test_a_file_that_was_set_aside_may_be_used_elsewhere() -> None:
    room = Room()
    room.accepted(Role.PASSPORT)
    room.documents.replace(room.application_id, Role.PASSPORT)
    room.scanning(Role.PASSPORT, JPEG + b" another")
    document, version = room.scanning(Role.ADDRESS, JPEG)
    room.intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "day", "state"),
    [
        ("council_tax", "2026-10-01", State.REFUSED),
        ("council_tax", "2026-10-02", State.ACCEPTED),
        ("bank_statement", "2026-10-01", State.ACCEPTED),
    ],
)
def test_a_second_proof_of_one_kind_and_day_is_the_same_paper(kind: str, day: str, state: State) -> None:
    room = reading("council_tax", "2026-10-01")
    room.accepted(Role.ADDRESS)
    document, version = room.scanning(Role.SECOND_ADDRESS, JPEG + b" photographed again")
    intake = replace(room.intake, check=reading(kind, day).check)
    intake.verdict(room.clean_verdict(document, version))
    assert room.now(document).state is state
    assert room.now(document).may_be_used_anyway is (state is State.REFUSED)


@pytest.mark.parametrize(
    ("days", "first", "second"),
    [
        (30, Decision.ACCEPTED, Decision.ACCEPTED),
        (180, Decision.RETAKE, Decision.ACCEPTED),
        (400, *[Decision.RETAKE] * 2),
    ],
)
def test_the_second_proof_may_be_of_the_year(days: int, first: Decision, second: Decision) -> None:
    for paper in (proof_of_address, council_tax_bill):
        copy = rewrite(Kind.PDF, paper(ELEANOR, TODAY - timedelta(days=days)), Role.ADDRESS)
        found = [check_paper(copy, TYPED, TODAY, is_second=is_second).decision for is_second in (False, True)]
        assert found == [first, second], paper
