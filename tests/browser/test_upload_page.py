"""Adding documents on the whole stack, in Chromium on a phone-sized page: with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.sample import fill_in
from infra.local.samples import ELEANOR, passport_page, photo
from infra.local.simulators.records.known import NO_RECORD
from infra.local.simulators.scanner.scan import EICAR
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.browser.applicant import SETTLED, go_on, send_file

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, chromium: Browser, stack: Stack) -> Iterator[Page]:
    """An applicant who answered every question; nothing may go wrong in the console."""
    context = chromium.new_context(
        viewport=PHONE, locale="en-GB", reduced_motion="reduce", java_script_enabled=request.param
    )
    context.add_cookies([_applicant(stack)])  # type: ignore[list-item]
    page, errors = context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def _applicant(stack: Stack) -> dict[str, str]:
    """The cookie of somebody who typed what the sample's papers say."""
    with Visitor(stack.apply_origin) as visitor:
        fill_in(visitor, NO_RECORD, "eleanor@applicant.example")
        token = visitor.client.cookies["probity-apply"]
    return {"name": "probity-apply", "value": token, "url": stack.apply_origin}


def add(page: Page, name: str, content: bytes, kind: str) -> None:
    page.get_by_label("Choose the file").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    send_file(page)


def test_a_harmful_file_is_refused_and_good_ones_are_accepted(page: Page, stack: Stack) -> None:
    documents = f"{stack.apply_origin}/apply/documents"
    page.goto(f"{documents}/passport")
    add(page, "me.jpg", passport_page() + EICAR, "image/jpeg")
    expect(page.get_by_role("heading", name="We need another file")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_text("Our virus check found something harmful")).to_be_visible()
    go_on(page, "Add another file")
    expect(page.get_by_text("Your last file could not be used.")).to_be_visible()
    add(page, "me.jpg", passport_page(), "image/jpeg")
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_role("button", name="Add another file instead")).to_be_visible()
    page.goto(f"{documents}/photo")
    add(page, "me.jpg", photo(ELEANOR), "image/jpeg")
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)
