"""The pages with keys alone: whoever can't point sees where they are, and comes everywhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER
from tests.browser import applicant, officers
from tests.browser.tabs import DESK, tab

pytestmark = pytest.mark.browser


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def press_to(page: Page, goal: Callable[[], bool], most: int = 40) -> None:
    """Press Tab until the goal is reached; at every stop the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert sees_focus(page), focused(page).evaluate("element => element.outerHTML")
        if goal():
            return
    raise AssertionError("Tab never came there")


def sees_focus(page: Page) -> bool:
    """Whether the focused element looks other than it does without focus, and is in view."""
    return bool(
        page.evaluate(
            """() => {
              const element = document.activeElement, look = () => {
                const style = getComputedStyle(element);
                return [style.outline, style.boxShadow, style.backgroundColor].join();
              };
              if (element === document.body) return true; // the browser's own frame
              const {top, bottom} = element.getBoundingClientRect();
              const on = look();
              element.blur();
              const off = look();
              element.focus({focusVisible: true});
              return on !== off && bottom > 0 && top < innerHeight;
            }"""
        )
    )


def is_at(page: Page, name: str) -> Callable[[], bool]:
    return lambda: (
        page.evaluate(
            "(document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText || '').trim()"
        )
        == name
    )


def test_a_question_with_keys_alone(stack: Stack, chromium: Browser) -> None:
    with tab(chromium) as phone:
        page = phone.page
        applicant.begin(page, stack)
        page.goto(f"{stack.apply_origin}/apply/name")
        page.keyboard.press("Tab")
        assert is_at(page, "Skip to main content")()
        expect(focused(page)).to_be_in_viewport()
        page.keyboard.press("Enter")
        press_to(page, is_at(page, "Save and continue"), 6)
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Given names")).to_be_focused()
        page.keyboard.type("Eleanor Ruth")
        page.keyboard.press("Tab")
        page.keyboard.type("Fairweather")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Have you ever used another name?")
        press_to(page, lambda: focused(page).get_attribute("type") == "radio")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("No", exact=True)).to_be_checked()


@pytest.mark.usefixtures("full_queue")
def test_the_queue_with_keys_alone(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, DESK) as desk:
        page = desk.page
        officers.sign_in(page, stack, FIRST_OFFICER)
        page.keyboard.press("Tab")
        assert is_at(page, "Skip to main content")()
        press_to(page, lambda: focused(page).get_attribute("data-row") is not None)
        page.keyboard.press("j")
        expect(page.locator("[data-row]").nth(1)).to_be_focused()
        assert sees_focus(page)
        page.keyboard.press("k")
        expect(page.locator("[data-row]").first).to_be_focused()
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        assert sees_focus(page)
        reference = page.locator("[data-row]").nth(2).inner_text()
        page.keyboard.type(reference)
        page.keyboard.press("Enter")
        expect(page.locator(".case-head")).to_contain_text(reference)
        press_to(page, is_at(page, "Claim"))


def test_the_verify_page_with_keys_alone(stack: Stack, chromium: Browser, code: str) -> None:
    with tab(chromium) as phone:
        page = phone.page
        page.goto(stack.verify_origin)
        page.keyboard.press("Tab")
        assert is_at(page, "Skip to main content")()
        press_to(page, is_at(page, "You have no camera"))
        page.keyboard.press("Enter")
        press_to(page, is_at(page, "The code's address or its digits"))
        page.keyboard.insert_text(code)
        press_to(page, is_at(page, "Check the code"))
        page.keyboard.press("Enter")
        # By name: the heading of the view "Checking" has the focus before it, and a Tab there would be taken back.
        expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_focused()
        press_to(page, is_at(page, "Everything matches"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
        press_to(page, is_at(page, "Check another certificate"))
