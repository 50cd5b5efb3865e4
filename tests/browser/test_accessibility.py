"""Every page in its states, as people who see, hear, move or read differently meet it (WCAG 2.2 AA)."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chalicelib.certificates import qr
from chalicelib.certificates.short_code import grouped
from chalicelib.kernel.identifiers import new_id
from infra.local import sample
from infra.local.simulators.records.known import CONVICTED
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER
from infra.local.visitor import Visitor
from tests.browser import applicant, officers, states
from tests.browser.applicant import go_on
from tests.browser.tabs import COLOURS, DESK, LAYOUT, NARROW, PHONE, Scheme, Tab, tab, violations

pytestmark = pytest.mark.browser

SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
STILL: Any = {"reduced_motion": "reduce"}
"""Colours are judged when they have changed, not while they do."""
RETURNING, COLLECTING = (f"{use}.{new_id().lower()}@applicant.example" for use in ("returning", "collecting"))
"""Of this run alone: the newest mail to an address is read."""


class Faults(list[str]):
    """What is wrong with a page in a state, gathered so that one run names all."""

    def of(self, state: str, found: list[str]) -> None:
        self.extend(f"{state}: {each}" for each in found)


def judge(page: Page, state: str, faults: Faults, *, for_phones: bool) -> None:
    """Everything that is asked of every page, on the page as it stands."""
    faults.of(state, violations(page))
    faults.of(state, words(page, state))
    if state.endswith("empty"):
        return  # the same page comes again with errors
    page.emulate_media(color_scheme="dark")
    faults.of(f"{state} in the dark", violations(page, only=COLOURS))
    page.emulate_media(color_scheme="light")
    if for_phones:
        page.set_viewport_size(DESK)
        faults.of(f"{state} on a desk", violations(page, only=LAYOUT))
        faults.of(state, widths(page))
        page.set_viewport_size(PHONE)


def words(page: Page, state: str) -> list[str]:
    """The title tells of errors first; there is one main heading; the summary of errors has the focus."""
    found, wrong = [], state.rsplit(maxsplit=1)[-1] == "error"
    if page.title().startswith("Error:") != wrong:
        found.append(f"its title is {page.title()!r}")
    if page.locator("h1:visible").count() != 1:
        found.append("it has not one main heading")
    if wrong and page.locator(".govuk-error-summary").count():
        targets = page.locator(".govuk-error-summary a").evaluate_all(
            "links => links.filter(link => !document.querySelector(link.hash)).map(link => link.hash)"
        )
        found += [f"the summary leads to {target}, which is not there" for target in targets]
        if not page.evaluate("document.activeElement.classList.contains('govuk-error-summary')"):
            found.append("the summary of errors has not the focus")
    return found


def widths(page: Page) -> list[str]:
    """Nothing runs off the side of a small phone, nor off a phone whose text is twice as large."""
    found = []
    page.set_viewport_size(NARROW)
    if page.evaluate(SCROLLS):
        found.append("it scrolls sideways at 320 px")
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if page.evaluate(SCROLLS):
        found.append("it scrolls sideways with text at 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def visit_all(visits: Iterator[str], opened: Tab, *, for_phones: bool) -> None:
    faults = Faults()
    for state in visits:
        judge(opened.page, state, faults, for_phones=for_phones)
    assert not faults, "\n".join(faults)


def test_the_applicant_s_pages(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, **STILL) as phone:
        page = phone.page
        visits = (states.form_states(page, stack), states.sending_states(page, stack))
        visit_all(chain(*visits, states.after_states(page, stack)), phone, for_phones=True)


def test_the_pages_of_coming_back(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, **STILL) as phone:
        visit_all(states.returning_states(phone.page, stack, RETURNING), phone, for_phones=True)


@pytest.mark.usefixtures("full_queue")
def test_the_staff_s_pages(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.desk_states(desk.page, stack), desk, for_phones=False)
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.supervisor_states(desk.page, stack), desk, for_phones=False)


def test_the_register_s_pages(stack: Stack, chromium: Browser, code: str) -> None:
    number = grouped(qr.disassemble(qr.read_text(code)).claims.number)
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.register_states(desk.page, stack, number), desk, for_phones=False)
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.keys_states(desk.page, stack), desk, for_phones=False)


def test_a_case_from_claim_to_the_mailed_link(stack: Stack, chromium: Browser) -> None:
    with Visitor(stack.apply_origin) as visitor:
        sample.fill_in(visitor, CONVICTED, COLLECTING)
        sample.send_papers(visitor, CONVICTED)
        reference = sample.submit(visitor)
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.case_states(desk.page, stack, reference), desk, for_phones=False)
    with tab(chromium, DESK, **STILL) as desk:
        visit_all(states.approval_states(desk.page, stack, reference), desk, for_phones=False)
    with tab(chromium, **STILL) as phone:
        visit_all(states.collecting_states(phone.page, stack, COLLECTING), phone, for_phones=True)


def test_the_verify_pages(stack: Stack, chromium: Browser, certificate: Path, code: str) -> None:
    with tab(chromium, **STILL) as phone:
        page = phone.page
        visits = chain(states.check_states(page, stack, code), states.file_states(page, stack, certificate))
        visit_all(visits, phone, for_phones=True)


# ---- keys alone ----


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
    with tab(chromium, **STILL) as phone:
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
    with tab(chromium, DESK, **STILL) as desk:
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
    with tab(chromium, **STILL) as phone:
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


# ---- without script, without motion ----


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
        expect(page.locator('[data-view="compare"] dd')).to_have_count(7)
        assert "If every fact matches the passport" in without_script(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_for_who_asked_for_stillness(stack: Stack, chromium: Browser, scheme: Scheme) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(element => {
      const {transitionDuration, animationName} = getComputedStyle(element);
      return animationName !== 'none' || transitionDuration.split(',').some(one => parseFloat(one) > 0);
    }).map(element => element.className)"""
    with tab(chromium, scheme=scheme, reduced_motion="reduce") as phone:
        for address in (stack.apply_origin, stack.verify_origin, f"{stack.staff_origin}/staff/sign-in"):
            phone.page.goto(address)
            assert phone.page.evaluate(moving) == []
            ground = phone.page.evaluate("getComputedStyle(document.body).backgroundColor")
            lightness = sum(int(part) for part in re.findall(r"\d+", ground)[:3])
            assert (lightness > 380) == (scheme == "light")
