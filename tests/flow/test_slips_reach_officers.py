"""Whoever is recorded reaches an officer with their record, whatever slip their application holds."""

import random  # noqa: TID251 - seeded
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from chalicelib.casework.models import CaseState
from infra.local.population.faults import HARD, SINGLE, Application, spoiled
from infra.local.population.people import Person, application_of, people, record_of
from infra.local.population.store import FIRST, SEED
from infra.local.simulators.records.known import Known
from infra.local.visitor import Visitor
from tests.flow.steps import PURPOSE, Applicant, Desk, act, submit
from tests.stackrun import PEOPLE

SLIPS = SINGLE | HARD
RECORDED = PEOPLE - 40
"""The population begins with the people whom other tests know."""


@dataclass(frozen=True)
class Sent:
    """An application with a slip, and the record that must be found."""

    applicant: Applicant
    record_id: str


def drawn(slip: str) -> tuple[Person, Application]:
    """Somebody recorded under a whole date, and their application with this slip."""
    rng = random.Random(f"flow/{slip}")  # noqa: S311 - made-up people are no secret
    first = FIRST + rng.randrange(RECORDED - 500)
    for person in people(500, SEED, first):
        made = spoiled(rng, application_of(person), person, *SLIPS[slip])
        if made and record_of(person, SEED)["birth_dates"][0] == person.born.isoformat():
            return person, made
    raise LookupError(slip)


def as_known(application: Application) -> Known:
    name = application["names"][0]
    return Known(
        forenames=name["forenames"],
        surname=name["surname"],
        birth_date=date.fromisoformat(application["birth_dates"][0]),
        sex=application["sex"],
        birth_town=application["birth_place"] or "Elsewhere",
    )


@pytest.fixture(scope="module")
def sent(stack, rooms) -> Iterator[dict[str, Sent]]:
    """All of them at once, as on a busy morning."""
    desk = Desk(stack, rooms)
    found = {}
    for slip in SLIPS:
        person, application = drawn(slip)
        found[slip] = Sent(desk.hand_in(as_known(application)), f"SYN-{person.number:08d}")
    for each in found.values():
        desk.papers_are_accepted(each.applicant)
        submit(each.applicant.visitor)
    yield found
    desk.close()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_record_reaches_the_candidate_list(sent: dict[str, Sent], desk: Desk, slip: str):
    applicant, record_id = sent[slip].applicant, sent[slip].record_id
    case = desk.case_is(applicant, CaseState.OPEN)
    check = desk.rooms.records.check_of(applicant.id).state
    candidates = [candidate.nominal.record_id for candidate in check.candidates]
    assert record_id in candidates
    assert case.candidates == len(candidates)


@pytest.mark.parametrize("slip", ["surname_typo", "day_month", "nickname + surname_typo"])
def test_the_officer_sees_the_candidate_with_the_record(
    sent: dict[str, Sent], desk: Desk, olwen: Visitor, slip: str
):
    applicant, record_id = sent[slip].applicant, sent[slip].record_id
    desk.case_is(applicant, CaseState.OPEN)
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    act(olwen, path, "claim")
    act(olwen, path, "purpose", **PURPOSE)
    nominal = next(
        candidate.nominal
        for candidate in desk.rooms.records.check_of(applicant.id).state.candidates
        if candidate.nominal.record_id == record_id
    )
    shown = re.sub(r"<[^>]+>", "", olwen.page.text)  # differences are marked letter by letter
    assert nominal.names[0].surname in shown
    assert str(nominal.pncid) in shown
    assert not any(form.action == f"{path}/recommend" for form in olwen.forms()), "before it is decided on"
