"""Less than a certificate: the result alone and a holder's copy, from the holder's page to whoever checks them."""

import re
from contextlib import ExitStack
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.certificates import qr
from chalicelib.certificates.code_kinds import CodeKind, kind_of
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.verification.codes import scan
from infra.local.sample import collect, decide, fill_in, send_papers, submit
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.browser.tabs import COLOURS, tab, violations
from tests.stackrun import eventually

pytestmark = pytest.mark.browser

EMAIL = f"{new_id().lower()}@applicant.example"


def test_from_the_wish_for_less_to_whoever_is_shown_it(
    stack: Stack, chromium: Browser, tmp_path: Path
) -> None:
    codes = codes_of(issued_with_both_codes(stack))
    with ExitStack() as windows:
        holder, clerk = (windows.enter_context(tab(chromium, accept_downloads=True)) for _ in "ab")
        copy = the_holder_has_a_copy_made(stack, holder.page, tmp_path)
        the_result_proves_no_holder(clerk.page, codes[CodeKind.RESULT])
        (code,) = codes_of(copy.read_bytes()).values()
        the_copy_names_its_recipient(stack, clerk.page, copy, code)
        the_guidance_is_at_hand(stack, clerk.page)
        digits = [text.partition("#")[2][:40] for text in (*codes.values(), code)]
        assert not [line for line in clerk.asked for each in digits if each in line.partition("#")[0]]


def issued_with_both_codes(stack: Stack) -> bytes:
    """A certificate of somebody who wished for the smaller square."""
    with Visitor(stack.apply_origin) as applicant:
        fill_in(applicant, NO_RECORD, EMAIL)
        applicant.answer("/apply/destination", destination="NO", result__code="yes")
        send_papers(applicant, NO_RECORD)
        decide(stack, submit(applicant))
        return collect(stack, applicant, NO_RECORD, EMAIL)


def codes_of(pdf: bytes) -> dict[CodeKind, str]:
    """What the squares on the first page say, by their kind."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = scan(document[0].render(scale=2.5, grayscale=True).to_pil())
    finally:
        document.close()
    return {kind_of(qr.read_text(text)): text for text in texts}


def judge(page: Page, heading: str, *, error: bool = False) -> None:
    """The page is the one meant, and axe finds nothing, light or dark."""
    expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    assert page.title().startswith("Error:") is error, page.title()
    assert page.locator("h1:visible").count() == 1
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, only=COLOURS) == []
    page.emulate_media(color_scheme="light")


def the_holder_has_a_copy_made(stack: Stack, page: Page, folder: Path) -> Path:
    page.goto(eventually(lambda: mailed_page(stack)))
    type_date(page, NO_RECORD.birth_date)
    page.get_by_role("button").first.click()
    page.get_by_role("link", name="Make a copy for one recipient").click()
    judge(page, "Copies of your certificate")
    page.get_by_role("button", name="Make the copy").click()
    judge(page, "Copies of your certificate", error=True)
    page.get_by_label("For whom is it?").fill("Acme Ltd")
    page.get_by_label("What is it for?").fill("visa")
    type_date(page, clock.today())
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_role("status")).to_contain_text("being made")
    eventually(lambda: page.reload() and page.locator("[data-copy=made]").count())
    judge(page, "Copies of your certificate")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the copy for Acme Ltd").click()
    download.value.save_as(folder / "copy.pdf")
    return folder / "copy.pdf"


def type_date(page: Page, day: object) -> None:
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part).fill(str(getattr(day, part.lower())))


def mailed_page(stack: Stack) -> str | None:
    """The newest link to the holder's own page."""
    for message in reversed(stack.mail()):
        found = re.search(r"https?://\S+/apply/resume/\S+", message["body"] or "")
        if found and EMAIL in message["to"] and "is ready" in message["subject"]:
            return found[0]
    return None


def the_result_proves_no_holder(page: Page, code: str) -> None:
    page.goto(code)
    expect(page.get_by_role("heading", name="A result, and no proof of who holds it")).to_be_focused()
    judge(page, "A result, and no proof of who holds it")
    assert page.locator('[data-view="other"] dt').all_inner_texts() == [
        "Issued to the name",
        "Outcome",
        "Date of issue",
        "Issued by",
    ]
    expect(page.locator('[data-view="other"] [data-reason="status-good"]')).to_be_visible()
    never_genuine(page)


def the_copy_names_its_recipient(stack: Stack, page: Page, copy: Path, code: str) -> None:
    page.goto("about:blank")
    page.goto(code)
    judge(page, "A copy for one recipient")
    expect(page.locator('[data-view="other"] dd').first).to_have_text("Acme Ltd")
    never_genuine(page)
    page.get_by_role("link", name="Check another certificate").click()
    page.goto(stack.verify_origin)
    page.get_by_label("Certificate as a PDF").set_input_files(copy)
    page.get_by_role("button", name="Check the file").click()
    judge(page, "A copy for one recipient")
    expect(page.get_by_text("Acme Ltd").first).to_be_visible()
    never_genuine(page)


def never_genuine(page: Page) -> None:
    assert "genuine" not in page.locator("main").inner_text().casefold()
    expect(page.get_by_role("button", name="Everything matches")).to_have_count(0)


def the_guidance_is_at_hand(stack: Stack, page: Page) -> None:
    page.goto(stack.verify_origin)
    page.get_by_role("link", name="How to check").click()
    judge(page, "How to check a police certificate")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Check a certificate", exact=True)).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="All addresses of the issuer").click()
    judge(page, "The issuer's addresses")
    expect(page.get_by_text("where you are now")).to_be_visible()
