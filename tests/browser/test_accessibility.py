"""Every page in its states, as people who see, hear, move or read differently meet it (WCAG 2.2 AA)."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.certificates import qr
from chalicelib.certificates.short_code import grouped
from chalicelib.kernel.identifiers import new_id
from infra.local import sample
from infra.local.simulators.records.known import CONVICTED
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.browser import states
from tests.browser.tabs import COLOURS, DESK, LAYOUT, NARROW, PHONE, Scheme, Tab, tab, violations

pytestmark = pytest.mark.browser

SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
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
    with tab(chromium) as phone:
        page = phone.page
        visits = (states.form_states(page, stack), states.sending_states(page, stack))
        visit_all(chain(*visits, states.after_states(page, stack)), phone, for_phones=True)


def test_the_pages_of_coming_back(stack: Stack, chromium: Browser) -> None:
    with tab(chromium) as phone:
        visit_all(states.returning_states(phone.page, stack, RETURNING), phone, for_phones=True)


@pytest.fixture
def no_letters_left(stack: Stack) -> Iterator[None]:
    """What the walk put among the failed messages is gone afterwards."""
    yield
    stack.place.client("sqs").purge_queue(QueueUrl=stack.environment["CASEWORK_DLQ_URL"])


@pytest.mark.usefixtures("full_queue", "no_letters_left")
def test_the_staff_s_pages(stack: Stack, chromium: Browser) -> None:
    with tab(chromium, DESK) as desk:
        visit_all(states.desk_states(desk.page, stack), desk, for_phones=False)
    with tab(chromium, DESK) as desk:
        visit_all(states.supervisor_states(desk.page, stack), desk, for_phones=False)


def test_the_register_s_pages(stack: Stack, chromium: Browser, code: str) -> None:
    number = grouped(qr.disassemble(qr.read_text(code)).claims.number)
    with tab(chromium, DESK) as desk:
        visit_all(states.register_states(desk.page, stack, number), desk, for_phones=False)
    with tab(chromium, DESK) as desk:
        visit_all(states.keys_states(desk.page, stack), desk, for_phones=False)


def test_a_case_from_claim_to_the_mailed_link(stack: Stack, chromium: Browser) -> None:
    with Visitor(stack.apply_origin) as visitor:
        sample.fill_in(visitor, CONVICTED, COLLECTING)
        sample.send_papers(visitor, CONVICTED)
        reference = sample.submit(visitor)
    with tab(chromium, DESK) as desk:
        visit_all(states.case_states(desk.page, stack, reference), desk, for_phones=False)
    with tab(chromium, DESK) as desk:
        visit_all(states.approval_states(desk.page, stack, reference), desk, for_phones=False)
    with tab(chromium) as phone:
        visit_all(states.collecting_states(phone.page, stack, COLLECTING), phone, for_phones=True)


def test_the_verify_pages(stack: Stack, chromium: Browser, certificate: Path, code: str) -> None:
    with tab(chromium) as phone:
        page = phone.page
        visits = chain(states.check_states(page, stack, code), states.file_states(page, stack, certificate))
        visit_all(visits, phone, for_phones=True)


@pytest.mark.usefixtures("certificate")  # before the first one, the log that the page asks for is not there
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_moves_for_who_asked_for_stillness(stack: Stack, chromium: Browser, scheme: Scheme) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(element => {
      const {transitionDuration, animationName} = getComputedStyle(element);
      return animationName !== 'none' || transitionDuration.split(',').some(one => parseFloat(one) > 0);
    }).map(element => element.className)"""
    with tab(chromium, scheme=scheme) as phone:
        for address in (stack.apply_origin, stack.verify_origin, f"{stack.staff_origin}/staff/sign-in"):
            phone.page.goto(address)
            assert phone.page.evaluate(moving) == []
            ground = phone.page.evaluate("getComputedStyle(document.body).backgroundColor")
            lightness = sum(int(part) for part in re.findall(r"\d+", ground)[:3])
            assert (lightness > 380) == (scheme == "light")
