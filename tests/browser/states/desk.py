"""The staff's pages in their states: sign-in, queue, failures, register and keys."""

import json
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SUPERVISOR
from tests.browser import officers
from tests.browser.applicant import follow


def desk_states(page: Page, stack: Stack) -> Iterator[str]:
    """Sign-in, the queue and its tabs, finding, certificates under way, and failed messages."""
    page.goto(stack.staff_origin)
    yield "staff sign in"
    officers.act(page, "Sign in")
    yield "staff sign in error"
    officers.sign_in(page, stack, FIRST_OFFICER)
    yield "staff queue"
    follow(page, "Later due →")
    yield "staff queue second page"
    page.goto(f"{stack.staff_origin}/staff/queue?state=refused")
    yield "staff queue refused"
    officers.find(page, "PC-0000")
    yield "staff find error"
    page.goto(f"{stack.staff_origin}/staff/queue?state=mine")
    yield "staff queue mine"
    page.goto(f"{stack.staff_origin}/staff/nowhere")
    yield "staff not found"
    page.goto(f"{stack.staff_origin}/staff/system")
    yield "staff system"
    yield from _failures(page, stack)


def _failures(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.staff_origin}/staff/failures")
    yield "staff failures"
    letter = {
        "id": "01K0000000000000000000TEST",
        "type": "RecordCheckAnswered",
        "aggregate": "record_check#01K0000000000000000000TEST",
        "data": {"application_id": "01K0000000000000000000TEST", "check_id": "01K0000000000000000000TEST"},
    }
    stack.place.client("sqs").send_message(
        QueueUrl=stack.environment["CASEWORK_DLQ_URL"], MessageBody=json.dumps(letter)
    )
    page.reload()
    expect(page.get_by_text("01K0000000000000000000TEST").first).to_be_visible()
    yield "staff failures filled"


def supervisor_states(page: Page, stack: Stack) -> Iterator[str]:
    """What only a supervisor may do."""
    officers.sign_in(page, stack, SUPERVISOR)
    page.goto(f"{stack.staff_origin}/staff/failures")
    yield "supervisor failures"


def register_states(page: Page, stack: Stack, number: str) -> Iterator[str]:
    """A certificate found by its printed number, a withdrawal asked for and taken back, and the keys."""
    officers.sign_in(page, stack, FIRST_OFFICER)
    page.goto(f"{stack.staff_origin}/staff/register")
    yield "staff register"
    _find(page)
    yield "staff register error"
    page.get_by_label("Certificate number").fill("Eleanor Ruth Fairweather")
    _find(page)
    yield "staff register found"
    page.goto(f"{stack.staff_origin}/staff/register")
    page.get_by_label("Certificate number").fill(number)
    _find(page)
    yield "certificate"
    page.get_by_text("Issue it again").click()
    yield "certificate again"
    page.get_by_text("Withdraw it").click()
    officers.act(page, "Ask for withdrawal")
    yield "certificate ask error"
    page.get_by_label("What happened").fill("The photograph is somebody else's.")
    officers.act(page, "Ask for withdrawal")
    yield "certificate asked"
    page.get_by_label("Why it should stand").fill("It is her photograph after all.")
    officers.act(page, "Take it back")
    yield "certificate history"


def _find(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Find", exact=True).click()


def keys_states(page: Page, stack: Stack) -> Iterator[str]:
    """What a supervisor can do about signing keys."""
    officers.sign_in(page, stack, SUPERVISOR)
    page.goto(f"{stack.staff_origin}/staff/keys")
    yield "staff keys"
    officers.act(page, "Report the key")
    yield "staff keys error"
