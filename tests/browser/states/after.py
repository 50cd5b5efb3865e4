"""What an applicant sees after the form: status, the way back by mail, withdrawing, the mailed certificate."""

from collections.abc import Iterator
from datetime import date

from playwright.sync_api import Page, expect

from infra.local.sample import download_link
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from tests.browser import applicant
from tests.browser.applicant import go_on
from tests.stackrun import eventually


def after_states(page: Page, stack: Stack) -> Iterator[str]:
    """What an applicant may see after sending: status, the way back, withdrawing, and what goes wrong."""
    page.goto(f"{stack.apply_origin}/application")
    yield "application status"
    page.goto(f"{stack.apply_origin}/apply/documents")
    yield "application documents"
    page.goto(f"{stack.apply_origin}/application/withdraw")
    yield "application withdraw"
    go_on(page, "Yes, withdraw it")
    yield "application withdrawn"
    page.goto(f"{stack.apply_origin}/nowhere")
    yield "apply not found"
    page.goto(f"{stack.apply_origin}/apply/resume/no-such-link")
    yield "apply link dead"
    page.goto(f"{stack.apply_origin}/application/link")
    yield "apply link empty"
    go_on(page, "Send me a link")
    yield "apply link error"
    page.get_by_label("Your reference").fill("PC-7R3M-9Q2V-4XWC")
    page.get_by_label("Email address in the application").fill("nobody@applicant.example")
    go_on(page, "Send me a link")
    yield "apply link sent"
    page.goto(f"{stack.apply_origin}/application/link")
    _forget_session(page)
    go_on(page, "Send me a link")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    yield "apply session ended"
    page.goto(f"{stack.apply_origin}/application")
    yield "apply signed out"


def _forget_session(page: Page) -> None:
    """Keep the cookies, but let them name a session that nobody knows (any more)."""
    for cookie in page.context.cookies():
        page.context.add_cookies([{**cookie, "value": cookie["value"][::-1]}])  # type: ignore[list-item]


def returning_states(page: Page, stack: Stack, email: str) -> Iterator[str]:
    """Leave by a mailed link and come back by it."""
    applicant.begin(page, stack)
    page.goto(f"{stack.apply_origin}/apply/birth-date")
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page)
    page.goto(f"{stack.apply_origin}/apply/email")
    page.get_by_label("Email address").fill(email)
    go_on(page)
    page.goto(f"{stack.apply_origin}/apply/save")
    go_on(page, "Mail me a link and sign me out")
    yield "apply saved"
    page.goto(eventually(lambda: _mailed_link(stack, email, "/apply/resume/")))
    yield "apply resume empty"
    go_on(page, "Continue")
    yield "apply resume error"
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application")
    page.goto(f"{stack.apply_origin}/application/withdraw")
    yield "apply delete"


def collecting_states(page: Page, stack: Stack, email: str) -> Iterator[str]:
    """The mailed link of a certificate: its question, answered with nothing and wrongly."""
    page.goto(stack.apply_origin + eventually(lambda: download_link(stack, email)))
    yield "download empty"
    go_on(page, "Download certificate")
    yield "download error"
    applicant.dates(page, date(1990, 5, 15))
    go_on(page, "Download certificate")
    yield "download date error"


def _mailed_link(stack: Stack, email: str, path: str) -> str | None:
    for message in reversed(stack.mail()):
        if email in message["to"] and path in message["body"]:
            return str(next(word for word in message["body"].split() if path in word))
    return None
