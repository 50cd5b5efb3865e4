"""Stories of the record check: a country abroad that takes its time, and a name that many share."""

from chalicelib.applications.models import Address
from chalicelib.casework.models import CaseState, Flag
from chalicelib.documents.models import Role
from infra.local.simulators.records.known import CROWDED, NAMESAKES, NO_RECORD
from infra.local.visitor import Visitor
from tests.flow.steps import Applicant, Desk, act, answers_of, submit
from tests.stackrun import eventually


def send_from_france(desk: Desk) -> Applicant:
    """Somebody who lived in France until 2015, and whose application was sent."""
    applicant = desk.begin()
    born = f"{NO_RECORD.birth_date:%Y-%m}"
    homes = (
        Address(line1="14 Larch Road", town="Harrowgate", country="GB", since="2015-03"),
        Address(line1="3 Rue Haute", town="Nonville", country="FR", since=born, until="2015-03"),
    )
    answers = answers_of(NO_RECORD, applicant.email).model_copy(update={"addresses": homes})
    desk.rooms.applications.answer(applicant.id, "all", lambda _: answers)
    for role in Role:
        desk.accept(applicant, role)
    eventually(lambda: desk.rooms.applications.get(applicant.id).state.documents_accepted)
    submit(applicant.visitor)
    return applicant


def test_a_case_waits_for_the_country_where_the_applicant_lived(desk: Desk, olwen: Visitor):
    applicant = send_from_france(desk)
    waiting = eventually(lambda: (case := desk.case(applicant)) and case.check_id and case)
    assert (waiting.state, waiting.flags) == (CaseState.WAITING, {Flag.OVERSEAS_UNANSWERED})
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    assert "Waits for a country" in olwen.words()
    act(olwen, path, "claim")
    olwen.submit(
        f"{path}/overseas", finding="nothing_held", reason="The central authority's letter of today."
    )
    opened = desk.case_is(applicant, CaseState.OPEN)
    assert opened.flags == frozenset()
    olwen.open(path)
    act(olwen, path, "recommend", note="")
    assert desk.case(applicant).state is CaseState.RECOMMENDED


def test_all_namesakes_reach_the_officer_however_many_one_answer_holds(desk: Desk):
    applicant = desk.send(CROWDED)
    case = desk.case_is(applicant, CaseState.OPEN)
    assert Flag.ANSWER_TRUNCATED not in case.flags
    check = desk.rooms.records.check_of(applicant.id).state
    assert set(NAMESAKES) <= {candidate.nominal.record_id for candidate in check.candidates}
    assert any(answer.narrowed for answer in check.answered.answers)
    assert all(replay.agrees for replay in desk.rooms.records.replay(applicant.id))
