"""A case in its states: from claim to recommendation, and at the second officer's desk to the issued certificate."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from chalicelib.documents.models import Signal, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.signals.fingerprints import Fingerprints, Use
from chalicelib.documents.store import DocumentStore
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.platform import clock
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.unit_of_work import UnitOfWork
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER
from tests.browser import officers
from tests.stackrun import eventually


def case_states(page: Page, stack: Stack, reference: str) -> Iterator[str]:
    """A case with a record, from claim to recommendation, by the first officer."""
    officers.sign_in(page, stack, FIRST_OFFICER)
    officers.open_case(page, stack, reference)
    yield "case open"
    officers.act(page, "Claim")
    yield "case claimed"
    _give_work(page, stack)
    page.locator("details[data-paper]").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    pictures = page.locator(".paper__pictures a img")
    for number in range(pictures.count()):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("complete", True)
    assert pictures.evaluate_all("all => all.length > 2 && all.every(one => one.naturalWidth > 300)")
    expect(page.get_by_text("Nearly the same photo in another application")).to_be_visible()
    yield "case documents"
    page.keyboard.press("d")
    page.keyboard.press("a")
    page.keyboard.type("I saw the paper itself.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Settle document")).to_have_count(0)
    officers.act(page, "Show the records")
    yield "case purpose error"
    officers.say_why(page)
    yield "case candidates"
    page.locator("details[open] textarea").first.fill("Born on another day.")
    officers.act(page, "Save finding")
    expect(page.locator("details[open] textarea").first).to_have_value("Born on another day.")
    yield "case finding error"
    while _undecided(page, "Save finding"):
        _decide(page, "Same person", "Save finding")
    yield "case matters"
    page.locator("details[open]").get_by_label("Include").first.check()
    officers.act(page, "Save decision")
    yield "case matter error"
    while _undecided(page, "Save decision"):
        _decide(page, "Include", "Save decision")
    yield "case decided"
    page.get_by_text("Refuse the application").click()
    officers.act(page, "Refuse")
    yield "case refuse error"
    officers.act(page, "Recommend")
    yield "case recommended"


def _give_work(page: Page, stack: Stack) -> None:
    """Another application's photo looks like this one's, and the proof of address needs a person."""
    case_id = page.url.rpartition("/")[2].partition("#")[0]
    items = DynamoItems(stack.place.client("dynamodb"), stack.environment["TABLE"])
    use = Use(case_id, f"{case_id}-photo-1", clock.now())
    other = Signal(code="alike_photo", values={"application": case_id, "document": f"{case_id}-photo-1"})
    Fingerprints(items).tell(use, other)
    store = DocumentStore(UnitOfWork(items))
    paper = store.get(f"{case_id}-address-1")
    waits = {"state": State.NEEDS_PERSON, "reason": Reason.NOT_READ_YET.value}
    store.save(paper, paper.state.model_copy(update=waits), audit=AuditEntry("story", SYSTEM))
    page.reload()


def _undecided(page: Page, button: str) -> int:
    return page.locator("details[open]").filter(has=page.get_by_role("button", name=button)).count()


def _decide(page: Page, choice: str, button: str) -> None:
    form = page.locator("details[open] form").filter(has=page.get_by_role("button", name=button)).first
    form.get_by_label(choice).check()
    form.get_by_label("Reason").fill("All facts agree with the application and the papers.")
    with page.expect_navigation():
        form.get_by_role("button", name=button).click()


def approval_states(page: Page, stack: Stack, reference: str) -> Iterator[str]:
    """The same case at the second officer's desk."""
    officers.sign_in(page, stack, SECOND_OFFICER)
    page.goto(f"{stack.staff_origin}/staff/queue?state=recommended")
    yield "staff queue to approve"
    page.goto(f"{stack.staff_origin}/staff/cases?reference={reference}")
    yield "approval before the records"
    officers.say_why(page, "Approval of a police certificate")
    yield "approval"
    page.get_by_text("Return to the officer").click()
    officers.act(page, "Return")
    yield "approval return error"
    officers.act(page, "Approve")
    yield "approval done"
    eventually(lambda: _is_issued(page), every=0.5)
    yield "case issued"


def _is_issued(page: Page) -> bool:
    page.reload()
    return page.locator(".case-head .tag", has_text="Issued").count() > 0
