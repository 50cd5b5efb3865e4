"""Two officers decide, and the second one approves exactly what stands there."""

from chalicelib.casework.models import CaseState
from infra.local.simulators.records.known import CONVICTED
from infra.local.visitor import Visitor
from tests.flow.steps import PURPOSE, Desk, act, recommend, send_raw, words_of


def test_nobody_approves_what_they_recommended(desk: Desk, olwen: Visitor):
    applicant = desk.send()
    desk.case_is(applicant, CaseState.OPEN)
    recommend(olwen, applicant.id)
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    assert not any(form.action == f"{path}/approve" for form in olwen.forms())
    seen = desk.case(applicant).recommendation.digest
    answer = send_raw(olwen, f"{path}/approve", seen=seen)
    assert answer.status_code == 403
    assert "You recommended this case, so another officer has to approve it." in words_of(answer)
    case = desk.case(applicant)
    assert (case.state, case.approved_by, case.order_id) == (CaseState.RECOMMENDED, None, None)


def test_what_changed_after_the_page_was_shown_is_not_approved(
    desk: Desk, olwen: Visitor, dev: Visitor, ruth: Visitor
):
    applicant = desk.send(CONVICTED)
    desk.case_is(applicant, CaseState.OPEN)
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    assert "Ashdown" not in olwen.page.text.partition('id="rest"')[2], "no record before a purpose is stated"
    act(olwen, path, "claim")
    act(olwen, path, "purpose", **PURPOSE)
    act(olwen, path, "candidate", finding="same_person", reason="Name, birth date and town agree.")
    act(olwen, path, "matter", inclusion="include", reason="A conviction that is not filtered.")
    act(olwen, path, "recommend")

    dev.open(path)
    act(dev, path, "purpose", **PURPOSE)
    shown = dev.form(f"{path}/approve").filled({})

    ruth.open(path)
    act(ruth, path, "return", reason="Was the fine's date looked at?")
    olwen.open(path)
    act(olwen, path, "claim")
    act(olwen, path, "matter", inclusion="leave_out", reason="It belongs to somebody else.")
    act(olwen, path, "recommend")

    answer = dev.client.post(f"{path}/approve", data=shown, headers={"Origin": dev.origin})
    assert answer.status_code == 409
    assert "changed after your page was shown, so nothing was approved" in words_of(answer)
    case = desk.case(applicant)
    assert (case.state, case.approved_by, case.order_id) == (CaseState.RECOMMENDED, None, None)
