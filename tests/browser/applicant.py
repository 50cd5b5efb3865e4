"""An applicant in a browser: answers by the labels that are on the page, as a person does."""

import re
from datetime import UTC, date, datetime
from typing import Any

from playwright.sync_api import Page, expect

from infra.local.samples import council_tax_bill, holder_of, passport_page, photo, proof_of_address
from infra.local.simulators.records.known import Known
from infra.local.stack import Stack

SETTLED = 45_000
"""Milliseconds in which a document is settled, on a busy machine."""
REFERENCE = re.compile(r"PC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def begin(page: Page, stack: Stack) -> None:
    """From the start page to the task list."""
    page.goto(stack.apply_origin)
    follow(page, "Start now")
    go_on(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application")


def go_on(page: Page, button: str = "Save and continue") -> None:
    """Press the page's button, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Follow a link, and wait for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("link", name=link, exact=True).click()


def send_file(page: Page) -> None:
    """Add the file that was chosen; the page's script may stay."""
    page.get_by_role("button", name="Add this file").click()


def name(page: Page, forenames: str, surname: str) -> None:
    """A question with a name."""
    page.get_by_label("Given names").fill(forenames)
    page.get_by_label("Surname", exact=True).fill(surname)


def dates(page: Page, day: date, *, with_day: bool = True) -> None:
    """The date fields of a page."""
    if with_day:
        page.get_by_label("Day").fill(str(day.day))
    page.get_by_label("Month").fill(str(day.month))
    page.get_by_label("Year").fill(str(day.year))


def birth_place(page: Page, person: Known) -> None:
    """Where the person was born."""
    page.get_by_label("Town or city").fill(person.birth_town)
    page.get_by_label("Country").select_option(label="United Kingdom")


def passport(page: Page) -> None:
    """A British passport that is valid for years."""
    page.get_by_label("Passport number").fill("L898902C3")
    page.get_by_label("Issued by").select_option(label="United Kingdom")
    dates(page, date(datetime.now(UTC).year + 5, 4, 15))


def address(page: Page, since: date) -> None:
    """An address since a month."""
    page.get_by_label("Address line 1").fill("14 Larch Road")
    page.get_by_label("Town or city").fill("Harrowgate")
    page.get_by_label("Postcode").fill("ZZ99 3WZ")
    page.get_by_label("Country").select_option(label="United Kingdom")
    dates(page, since, with_day=False)


def answer_everything(page: Page, person: Known, email: str) -> None:
    """Every question, from the task list back to it."""
    follow(page, "Name")
    name(page, person.forenames, person.surname)
    go_on(page)
    page.get_by_label("No", exact=True).check()
    go_on(page)
    page.get_by_label("Female").check()
    go_on(page)
    dates(page, person.birth_date)
    go_on(page)
    birth_place(page, person)
    go_on(page)
    page.get_by_label("Country of nationality").select_option(label="United Kingdom")
    go_on(page)
    follow(page, "Passport")
    passport(page)
    go_on(page)
    address(page, person.birth_date)
    go_on(page)
    go_on(page)
    follow(page, "Country it is for")
    page.get_by_label("Country").select_option(label="Norway")
    go_on(page)
    page.get_by_label("Email address").fill(email)
    go_on(page)


def papers(person: Known) -> dict[str, dict[str, Any]]:
    """Title in the task list to a file of the person's, as a file chooser takes it."""
    holder = holder_of(person)
    return {
        "Passport photo page": {
            "name": "passport.jpg",
            "mimeType": "image/jpeg",
            "buffer": passport_page(holder),
        },
        "Proof of address": {
            "name": "bill.pdf",
            "mimeType": "application/pdf",
            "buffer": proof_of_address(holder),
        },
        "Second paper with your address": {
            "name": "council-tax.pdf",
            "mimeType": "application/pdf",
            "buffer": council_tax_bill(holder),
        },
        "Photo of yourself": {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo(holder)},
    }


def send_papers(page: Page, person: Known) -> None:
    """Every paper, from the task list back to it."""
    for title, file in papers(person).items():
        follow(page, title)
        page.get_by_label("Choose the file").set_input_files(file)  # type: ignore[arg-type]
        send_file(page)
        expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()


def send(page: Page) -> str:
    """Check, declare and send; the reference."""
    follow(page, "Check your answers")
    follow(page, "Continue")
    page.get_by_label("I confirm this").check()
    go_on(page, "Confirm and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Application sent")
    found = REFERENCE.search(page.inner_text("main"))
    assert found
    return found.group()
