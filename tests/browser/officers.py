"""Officers in a browser: sign in, find a case, decide."""

from playwright.sync_api import Page, expect

from infra.local.stack import Stack
from infra.local.staff import StaffMember
from tests.stackrun import eventually


def sign_in(page: Page, stack: Stack, member: StaffMember) -> None:
    """Sign in; the queue shows."""
    page.goto(stack.staff_origin)
    page.get_by_label("Email address").fill(member.email)
    page.get_by_label("Password").fill(member.password)
    act(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")


def find(page: Page, reference: str) -> None:
    """Type a reference into the field at the top."""
    page.locator("#find").fill(reference)
    act(page, "Find")


def open_case(page: Page, stack: Stack, reference: str) -> None:
    """Open the case of an application, once the police have answered."""

    def opened() -> bool:
        page.goto(f"{stack.staff_origin}/staff/cases?reference={reference}")
        return page.get_by_role("button", name="Claim").count() > 0

    eventually(opened, every=0.2)


def act(page: Page, button: str) -> None:
    """Press a button of the case; its page comes again."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def say_why(page: Page, words: str = "Application for a police certificate") -> None:
    """Give the reason for looking at police records."""
    page.get_by_label("Justification").fill(words)
    act(page, "Show the records")
