"""The record keepers' pages of an office that keeps its own records: in Chromium, with axe, and without script."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.platform.settings import settings
from infra.local.http_server import serve
from infra.local.ports import free_port
from tests.browser.officers import act
from tests.browser.tabs import COLOURS, DESK, PHONE, tab, violations
from tests.fakes.bureau import Bureau
from tests.fakes.desk import ORIGINS

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Office:
    """Where the bureau's pages are served."""

    origin: str
    bureau: Bureau


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    port = free_port()
    origin = f"http://localhost:{port}"
    for name, value in {**ORIGINS, "STAFF_ORIGIN": origin}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    bureau = Bureau()
    (server,) = serve(bureau.app, [port])
    yield Office(origin, bureau)
    server.shutdown()
    server.server_close()
    settings.cache_clear()


def sign_in(page: Page, office: Office, name: str) -> None:
    page.goto(office.origin)
    page.get_by_label("Email address").fill(f"{name}@x.example")
    page.get_by_label("Password").fill("right")
    act(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Police records")


def search(page: Page) -> None:
    page.get_by_label("Surname", exact=True).fill("Quillfeather")
    page.get_by_label("Forenames", exact=True).fill("Zebedee")
    page.get_by_label("Date of birth").fill("09/05/1961")
    page.get_by_label("Justification").fill("The fingerprints agree")
    page.get_by_label("On behalf of").fill("Bureau")
    act(page, "Search the records")


def enter(page: Page) -> str:
    """A new record from the results; its address."""
    page.get_by_role("button", name="Enter a new record").or_(
        page.get_by_role("button", name="None of them")
    ).click()
    page.get_by_label("Sex").select_option("M")
    act(page, "Enter the record")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zebedee Quillfeather")
    return page.url


def add_matter(page: Page) -> None:
    page.get_by_role("link", name="Add a matter").click()
    page.get_by_label("CJS offence code").fill("TH68010")
    page.get_by_label("Date of the offence").fill("11/02/2012")
    page.get_by_label("Date of the decision, charge or report").fill("03/04/2012")
    act(page, "Save")
    expect(page.get_by_role("status")).to_have_text("The record is changed.")


def states(page: Page, office: Office) -> Iterator[str]:
    """Every page in its states, as a record keeper meets them."""
    sign_in(page, office, "nia")
    yield "find"
    act(page, "Search the records")
    yield "find error"
    search(page)
    yield "nobody found"
    first = enter(page)
    yield "new record"
    page.get_by_role("link", name="Add a name").click()
    yield "add a name"
    act(page, "Save")
    yield "add a name error"
    page.goto(first)
    add_matter(page)
    page.get_by_role("link", name="Add a disposal").click()
    page.get_by_label("Disposal code").fill("1015")
    act(page, "Save")
    yield "disposal error"
    page.get_by_label("Amount in pounds").fill("180")
    act(page, "Save")
    yield "record with a matter"
    page.get_by_role("link", name="Add an arrest or summons").click()
    yield "arrest"
    _conflict(page, office, first)
    yield "conflict error"
    page.goto(f"{first}/versions/1")
    yield "an old version"
    page.goto(first.partition("/people/")[0])
    yield "found"
    second = enter(page).rsplit("/", 1)[-1]
    page.goto(first)
    page.get_by_label("Identifier of the other record").fill(second)
    act(page, "Compare both")
    yield "one person?"
    act(page, "Propose to merge them")
    yield "one person? error"
    page.get_by_label("How you know").fill("The fingerprints of both are the same.")
    act(page, "Propose to merge them")
    yield "proposed"


def _conflict(page: Page, office: Office, record: str) -> None:
    """The page of a form whose record a colleague changed meanwhile."""
    page.goto(f"{record}/edit/birth_dates~0")
    stored = office.bureau.record(record.rsplit("/", 1)[-1])
    from chalicelib.records.checks import Purpose  # noqa: PLC0415

    why = Purpose(reason_code=9, justification="Meanwhile", on_behalf_of="X", correlation_id="c")
    office.bureau.keeper.update(stored, purpose=why)
    page.get_by_label("Date of birth").fill("10/05/1961")
    act(page, "Save")


def deciding_states(page: Page, office: Office) -> Iterator[str]:
    """The same two records before the second record keeper."""
    sign_in(page, office, "tom")
    yield "find with a proposal"
    page.get_by_role("link", name="1 proposal").click()
    yield "proposals"
    page.get_by_role("link", name="Merge").click()
    yield "proposal before the reason"
    act(page, "Go on")
    yield "reason error"
    page.get_by_label("Justification").fill("A second pair of eyes")
    page.get_by_label("On behalf of").fill("Bureau")
    act(page, "Go on")
    yield "proposal"
    act(page, "Refuse the proposal")
    yield "proposal error"
    act(page, "Merge both records")
    yield "nothing waits"


def judge(page: Page, state: str) -> list[str]:
    """What axe finds, in light and dark, on a desk and on a small phone; the title tells of errors first."""
    found = [f"{state}: {each}" for each in violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"{state} in the dark: {each}" for each in violations(page, only=COLOURS)]
    page.emulate_media(color_scheme="light")
    wrong = state.endswith("error")
    if page.title().startswith("Error:") != wrong:
        found.append(f"{state}: its title is {page.title()!r}")
    if page.locator("h1:visible").count() != 1:
        found.append(f"{state}: it has not one main heading")
    if wrong:
        lost = page.locator(".govuk-error-summary a").evaluate_all(
            "links => links.filter(link => !document.getElementById(link.hash.slice(1))).map(link => link.hash)"
        )
        found += [f"{state}: the summary leads to {target}, which is not there" for target in lost]
    page.set_viewport_size(PHONE)
    if page.evaluate(SCROLLS):
        found.append(f"{state}: it scrolls sideways on a phone")
    page.set_viewport_size(DESK)
    return found


def test_every_page_of_the_records_is_for_everybody(office: Office, chromium: Browser) -> None:
    faults: list[str] = []
    for walk in (states, deciding_states):
        with tab(chromium, DESK) as desk:
            for state in walk(desk.page, office):
                faults += judge(desk.page, state)
    assert faults == []


def test_a_record_is_found_entered_and_changed_without_script(office: Office, chromium: Browser) -> None:
    with tab(chromium, DESK, java_script_enabled=False) as desk:
        page = desk.page
        sign_in(page, office, "nia")
        search(page)
        record = enter(page)
        add_matter(page)
        expect(page.get_by_text("Conviction: Theft from a shop").first).to_be_visible()
        page.goto(record.partition("/people/")[0])
        expect(page.get_by_role("link", name="Zebedee Quillfeather")).to_be_visible()
        page.get_by_text("bits").first.click()
        expect(page.get_by_text("the surname is the same")).to_be_visible()


def test_keys_alone_lead_through_the_form(office: Office, chromium: Browser) -> None:
    with tab(chromium, DESK) as desk:
        page = desk.page
        sign_in(page, office, "nia")
        page.get_by_label("Surname", exact=True).focus()
        for text in ("Quillfeather", "Zebedee", "09/05/1961"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        for _ in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type("The fingerprints agree")
        page.keyboard.press("Tab")
        page.keyboard.type("Bureau")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Who may be Zebedee Quillfeather")
