"""What the sweep does besides mending: it counts the cases for the tabs of the staff's queue."""

import re

from chalicelib.casework.models import CaseState
from infra.local.visitor import Visitor
from tests.flow.steps import Desk


def test_the_tabs_say_how_many_cases_there_are(desk: Desk, olwen: Visitor):
    applicant = desk.send()
    desk.case_is(applicant, CaseState.OPEN)
    desk.stack.invoke("OnSweep")
    olwen.open("/staff/queue")
    counts = re.findall(r'state=(\w+)"[^>]*>[^<]*<span class="tabs__count">([\d,]+)</span>', olwen.page.text)
    shown = {state: int(count.replace(",", "")) for state, count in counts}
    assert shown["open"] >= 1
    assert set(shown) == {"waiting", "open", "recommended", "ordered"}
