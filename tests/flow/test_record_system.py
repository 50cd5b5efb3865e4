"""While the police records do not answer, a case waits where staff see it; it is never taken for clear."""

from collections.abc import Callable

import pytest

from chalicelib.bootstrap import Services
from chalicelib.casework.models import CaseState, Flag
from chalicelib.records.checks import CheckState
from infra.local.visitor import Visitor
from tests.flow.queues import Queues
from tests.flow.steps import Applicant, Desk, act, send_raw
from tests.stackrun import eventually

FAULTS = ("error", "drop", "wrong-content", "truncated", "empty")


def require_waiting(desk: Desk, applicant: Applicant, officer: Visitor) -> None:
    """The case waits, is flagged, says nothing of the records, and nothing can be recommended or approved."""
    case = desk.case_is(applicant, CaseState.WAITING)
    assert Flag.RECORDS_UNANSWERED in case.flags
    assert case.candidates is None
    officer.open(f"/staff/cases/{applicant.id}")
    words = officer.words()
    assert "Waiting" in words
    assert "named nobody" not in words
    assert "No trace" not in words
    for way in ("recommend", "approve"):
        answer = send_raw(officer, f"/staff/cases/{applicant.id}/{way}", seen="0" * 64)
        assert answer.status_code in {403, 409, 422}
    assert desk.case(applicant).state is CaseState.WAITING


def attempts(rooms: Services, applicant: Applicant) -> int:
    """How often the record system was asked about somebody."""
    check = rooms.records.checks.find(applicant.id)
    return len(check.state.attempts) if check else 0


@pytest.mark.usefixtures("tireless")
def test_whatever_goes_wrong_the_case_waits_until_it_is_right(
    desk: Desk, olwen: Visitor, faults: Callable[..., None]
):
    stack, rooms = desk.stack, desk.rooms
    faults("records", FAULTS[0])
    applicant = desk.send()
    for fault in FAULTS:
        faults("records", fault)
        asked = attempts(rooms, applicant)
        eventually(lambda asked=asked: attempts(rooms, applicant) > asked + 1)  # one may have begun before
        assert rooms.records.check_of(applicant.id).state.state is CheckState.WAITING, fault
    require_waiting(desk, applicant, olwen)
    stack.processes.stop("records")
    asked = attempts(rooms, applicant)
    eventually(lambda: attempts(rooms, applicant) > asked + 1)
    require_waiting(desk, applicant, olwen)
    stack.start_simulator("records")
    case = desk.case_is(applicant, CaseState.OPEN)
    assert (case.candidates, case.flags) == (0, frozenset())


@pytest.fixture
def given_up(desk: Desk, queues: Queues, faults, impatient) -> Applicant:
    """Somebody whose check failed so often that the queue gave it up."""
    queues.bury()
    faults("records", "error")
    applicant = desk.send()
    eventually(lambda: queues.dead() == {"checks": 1})
    return applicant


def test_what_was_given_up_waits_for_a_supervisor_to_send_it_again(
    given_up: Applicant, desk: Desk, queues: Queues, ruth: Visitor, faults: Callable[..., None]
):
    require_waiting(desk, given_up, ruth)
    faults("records", "off")
    ruth.open("/staff/failures")
    assert given_up.id in ruth.page.text
    assert "Fairweather" not in ruth.page.text
    ruth.submit("/staff/failures/checks/replay")
    desk.case_is(given_up, CaseState.OPEN)
    assert queues.dead() == {}


@pytest.mark.usefixtures("tireless")
def test_asking_again_while_it_is_down_takes_the_old_answer_away(
    desk: Desk, olwen: Visitor, faults: Callable[..., None]
):
    applicant = desk.send()
    desk.case_is(applicant, CaseState.OPEN)
    faults("records", "error")
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    act(olwen, path, "claim")
    recommend = olwen.form(f"{path}/recommend").filled({})
    act(olwen, path, "ask-again", reason="The applicant told us of another name.")
    eventually(lambda: Flag.RECORDS_UNANSWERED in desk.case(applicant).flags)
    require_waiting(desk, applicant, olwen)
    late = olwen.client.post(f"{path}/recommend", data=recommend, headers={"Origin": olwen.origin})
    assert late.status_code == 409
    assert desk.case(applicant).recommendation is None
    faults("records", "off")
    desk.case_is(applicant, CaseState.OPEN)
