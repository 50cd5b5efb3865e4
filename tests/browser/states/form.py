"""The applicant's form in its states, from its start page to the sent form."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from playwright.sync_api import Page, expect

from infra.local.samples import holder_of, passport_page
from infra.local.simulators.records.known import NO_RECORD
from infra.local.simulators.scanner.scan import EICAR
from infra.local.stack import Stack
from tests.browser import applicant
from tests.browser.applicant import follow, go_on

RECENT = date(2024, 2, 1)
EXPIRED = date(2024, 4, 15)
"""When the passport ended that is typed and shown."""


def form_states(page: Page, stack: Stack) -> Iterator[str]:
    """The form from its start page to the full task list."""
    page.goto(stack.apply_origin)
    yield "apply start"
    follow(page, "Start now")
    yield "apply before"
    go_on(page, "Continue")
    yield "apply tasks empty"
    page.goto(f"{stack.apply_origin}/apply/save")
    yield "apply save without address"
    page.goto(f"{stack.apply_origin}/apply/check")
    yield "apply check empty"
    yield from _about_you(page, stack)
    yield from _the_rest(page, stack)
    yield "apply tasks full"


def _asked(page: Page, what: str) -> Iterator[str]:
    """A question as it comes, and sent without an answer."""
    yield f"apply {what} empty"
    go_on(page)
    yield f"apply {what} error"


def _about_you(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.apply_origin}/apply/name")
    yield from _asked(page, "name")
    applicant.name(page, "Eleanor Ruth", "Fairweather")
    go_on(page)
    yield from _asked(page, "former names")
    page.get_by_label("Yes").check()
    go_on(page)
    yield from _asked(page, "former name")
    applicant.name(page, "Eleanor Ruth", "Oduya-Fairweather")
    go_on(page)
    yield "apply former names filled"
    page.get_by_label("No", exact=True).check()
    go_on(page)
    yield from _asked(page, "sex")
    page.get_by_label("Female").check()
    go_on(page)
    yield from _asked(page, "birth date")
    applicant.dates(page, NO_RECORD.birth_date)
    go_on(page)
    yield from _asked(page, "birth place")
    applicant.birth_place(page, NO_RECORD)
    go_on(page)
    yield from _asked(page, "nationality")
    page.get_by_label("Country of nationality").select_option(label="United Kingdom")
    go_on(page)


def _the_rest(page: Page, stack: Stack) -> Iterator[str]:
    page.goto(f"{stack.apply_origin}/apply/passport")
    yield from _asked(page, "passport")
    applicant.passport(page)
    applicant.dates(page, EXPIRED)
    go_on(page)
    yield "apply address after expired passport"
    yield from _asked(page, "address")
    applicant.address(page, RECENT)
    go_on(page)
    yield "apply addresses too short"
    follow(page, "Add the address before it")
    applicant.address(page, NO_RECORD.birth_date)
    go_on(page)
    yield "apply addresses filled"
    page.goto(f"{stack.apply_origin}/apply/destination")
    yield from _asked(page, "destination")
    page.get_by_label("Country").select_option(label="Norway")
    go_on(page)
    yield from _asked(page, "email")
    page.get_by_label("Email address").fill("eleanor.of.states@applicant.example")
    go_on(page)


def sending_states(page: Page, stack: Stack) -> Iterator[str]:
    """From the full task list to the sent form: papers, check, declaration."""
    page.goto(f"{stack.apply_origin}/apply/save")
    yield "apply save"
    page.goto(f"{stack.apply_origin}/apply/documents/passport")
    yield "documents passport empty"
    applicant.send_file(page)
    yield "documents passport error"
    yield from _papers(page, stack)
    page.goto(f"{stack.apply_origin}/apply/check")
    yield "apply check"
    follow(page, "Continue")
    yield "apply declaration empty"
    go_on(page, "Confirm and send")
    yield "apply declaration error"
    page.get_by_label("I confirm this").check()
    go_on(page, "Confirm and send")
    yield "apply sent"


def _papers(page: Page, stack: Stack) -> Iterator[str]:
    files = applicant.papers(NO_RECORD)
    expired = passport_page(replace(holder_of(NO_RECORD), expires=EXPIRED))
    passport = {**files["Passport photo page"], "buffer": expired}
    bill = files["Proof of address"]
    chooser = page.get_by_label("Choose the file")
    infected = {**passport, "buffer": passport["buffer"] + EICAR}
    chooser.set_input_files(infected)  # type: ignore[arg-type]
    yield "documents passport chosen"
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="We need another file")).to_be_visible(timeout=applicant.SETTLED)
    yield "documents passport refused"
    go_on(page, "Add another file")
    yield "documents passport again"
    chooser.set_input_files(passport)  # type: ignore[arg-type]
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
    yield "documents passport accepted"
    page.goto(f"{stack.apply_origin}/apply/documents/address")
    yield "documents address empty"
    with page.expect_request("**/apply/documents/address/status*"):
        chooser.set_input_files(bill)  # type: ignore[arg-type]
        applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
    page.goto(f"{stack.apply_origin}/apply/documents/second-address")
    yield "documents second-address empty"
    chooser.set_input_files(files["Second paper with your address"])  # type: ignore[arg-type]
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
    page.goto(f"{stack.apply_origin}/apply/documents/photo")
    yield "documents photo empty"
    chooser.set_input_files(files["Photo of yourself"])  # type: ignore[arg-type]
    applicant.send_file(page)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=applicant.SETTLED)
