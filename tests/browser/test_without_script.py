"""The pages in a browser that runs no scripts: everything that can work works, and what can't says so."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.simulators.records.known import CONVICTED
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER
from tests.browser import applicant, officers
from tests.browser.applicant import go_on
from tests.browser.tabs import DESK, tab

pytestmark = pytest.mark.browser


def test_the_form_works_without_script(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, java_script_enabled=False) as phone:
        page = phone.page
        applicant.begin(page, stack)
        page.goto(f"{stack.apply_origin}/apply/birth-date")
        go_on(page)
        assert page.title().startswith("Error:")
        page.get_by_role("link", name="Enter your date of birth").click()
        expect(page.get_by_label("Day")).to_be_focused()
        applicant.dates(page, CONVICTED.birth_date)
        go_on(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Where were you born?")
        page.goto(f"{stack.apply_origin}/apply")
        expect(page.get_by_text("1 of 10 questions answered")).to_be_visible()


@pytest.mark.usefixtures("full_queue")
def test_the_staff_s_pages_work_without_script(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, DESK, java_script_enabled=False) as desk:
        page = desk.page
        officers.sign_in(page, stack, FIRST_OFFICER)
        page.locator("[data-row]").nth(5).click()
        officers.act(page, "Claim")
        expect(page.get_by_role("status")).to_contain_text("You hold this case")
        page.get_by_text("Refuse the application").click()
        officers.act(page, "Refuse")
        expect(page.locator("details[open] .govuk-error-message")).to_contain_text("Write the reason")
        officers.act(page, "Release")
        expect(page.get_by_role("heading", level=1)).to_have_text("Cases")


def without_script(page: Page) -> str:
    """What `noscript` says: Chromium told to run no script from outside still doesn't show it."""
    return page.locator("noscript").first.text_content() or ""


def test_without_script_the_verify_page_says_what_still_works(
    stack: Stack, chromium: Browser, certificate: Path
) -> None:
    with tab(chromium, java_script_enabled=False) as phone:
        page = phone.page
        page.goto(stack.verify_origin)
        assert "Your browser runs no scripts" in without_script(page)
        page.get_by_label("Certificate as a PDF").set_input_files(certificate)
        go_on(page, "Check the file")
        expect(page.locator('[data-view="compare"] dd').first).to_have_text("Eleanor Ruth Fairweather")
        assert "If every fact matches the passport" in without_script(page)
