"""The whole line in Chromium: the applicant on a phone, two officers at their desks, the embassy with a scanner."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.kernel.identifiers import new_id
from infra.local.sample import download_link
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER
from tests.browser import applicant, officers
from tests.browser.conftest import read_square
from tests.browser.tabs import DESK, Tab, tab, violations
from tests.stackrun import eventually

pytestmark = pytest.mark.browser

EMAIL = f"{new_id().lower()}@applicant.example"


@dataclass(frozen=True)
class Issued:
    """What came out of the line, and whom each browser asked on the way."""

    reference: str
    certificate: Path
    hosts: dict[str, set[str]]


@pytest.fixture(scope="module")
def issued(stack: Stack, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """Everybody's part up to the downloaded file, each in a browser of their own."""
    path = tmp_path_factory.mktemp("downloads") / "certificate.pdf"
    with tab(chromium) as phone, tab(chromium, DESK) as first, tab(chromium, DESK) as second:
        reference = apply(phone.page, stack)
        recommend(first.page, stack, reference)
        approve(second.page, stack, first.page.url)
        download(phone.page, stack, path)
        hosts = {"applicant": phone.hosts, "first": first.hosts, "second": second.hosts}
    return Issued(reference, path, hosts)


def apply(page: Page, stack: Stack) -> str:
    applicant.begin(page, stack)
    applicant.answer_everything(page, NO_RECORD, EMAIL)
    applicant.send_papers(page, NO_RECORD)
    return applicant.send(page)


def recommend(page: Page, stack: Stack, reference: str) -> None:
    officers.sign_in(page, stack, FIRST_OFFICER)
    officers.open_case(page, stack, reference)
    officers.act(page, "Claim")
    officers.act(page, "Recommend No Trace")
    expect(page.get_by_role("status")).to_contain_text("Another officer has to approve it")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def approve(page: Page, stack: Stack, case: str) -> None:
    officers.sign_in(page, stack, SECOND_OFFICER)
    page.goto(case)
    officers.act(page, "Approve No Trace")
    expect(page.get_by_role("status")).to_contain_text("The issuer is making the certificate")


def download(page: Page, stack: Stack, path: Path) -> None:
    page.goto(stack.apply_origin + eventually(lambda: download_link(stack, EMAIL)))
    applicant.dates(page, NO_RECORD.birth_date)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download certificate").click()
    coming.value.save_as(path)
    page.goto(f"{stack.apply_origin}/application")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your certificate is ready")
    assert violations(page) == []


def test_the_applicant_and_both_officers_ask_nobody_but_us(issued: Issued, stack: Stack) -> None:
    assert issued.hosts["applicant"] == {stack.apply_origin, stack.endpoint}
    assert issued.hosts["first"] == issued.hosts["second"] == {stack.staff_origin}


def test_the_mailed_link_gives_a_pdf(issued: Issued) -> None:
    assert issued.certificate.read_bytes().startswith(b"%PDF-")


def test_the_mailed_link_is_dead_afterwards(issued: Issued, stack: Stack, chromium: Browser) -> None:
    assert issued.certificate
    with tab(chromium) as again:
        again.page.goto(f"{stack.apply_origin}{download_link(stack, EMAIL)}")
        expect(again.page.get_by_role("heading", level=1)).to_have_text("This link no longer works")


def test_the_applicant_reads_that_it_is_ready(issued: Issued, stack: Stack, chromium: Browser) -> None:
    with tab(chromium) as phone:
        page = phone.page
        page.goto(f"{stack.apply_origin}/application/link")
        page.get_by_label("Your reference").fill(issued.reference.lower().replace("-", " "))
        page.get_by_label("Email address in the application").fill(EMAIL)
        applicant.go_on(page, "Send me a link")
        expect(page.get_by_role("heading", level=1)).to_have_text("Look at your email")


@pytest.fixture(scope="module")
def scanned(issued: Issued) -> str:
    """What the embassy's phone reads from the square."""
    return read_square(issued.certificate.read_bytes())


def require_private(visit: Tab, stack: Stack, scanned: str) -> None:
    """Nothing that was asked holds any part of the code, and only our own host was asked."""
    assert visit.hosts == {stack.verify_origin}
    digits = scanned.partition("#")[2]
    pieces = {digits[place : place + 12] for place in range(len(digits) - 12)}
    for asked in visit.asked:
        sent = asked.split(" ", 2)
        address = sent[1].partition("#")[0]
        assert not any(piece in address or piece in sent[2] for piece in pieces)
        assert "Fairweather" not in asked
        assert sent[0] == "GET"


def test_the_embassy_scans_compares_and_reads_genuine(stack: Stack, chromium: Browser, scanned: str) -> None:
    assert scanned.startswith(f"{stack.verify_origin}/#")
    with tab(chromium) as phone:
        page = phone.page
        page.goto(scanned)
        expect(page.get_by_role("heading", level=1)).to_have_text("Compare these facts with the passport")
        facts = page.locator('[data-view="compare"] dd')
        expect(facts).to_contain_text(["Eleanor Ruth Fairweather", "14 May 1990", "02C3", "No Trace"])
        assert "Genuine" not in page.inner_text("body")
        page.get_by_role("button", name="Everything matches").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Genuine")
        require_private(phone, stack, scanned)


def test_a_changed_digit_is_refused_with_its_reason(stack: Stack, chromium: Browser, scanned: str) -> None:
    address, _, digits = scanned.partition("#")
    changed = digits[:-7] + ("0" if digits[-7] != "0" else "1") + digits[-6:]
    with tab(chromium) as phone:
        phone.page.goto(f"{address}#{changed}")
        expect(phone.page.get_by_role("heading", level=1)).to_have_text("Do not accept this certificate")
        reason = phone.page.locator("[data-refusal-reasons] li")
        expect(reason).to_have_count(1)
        assert reason.get_attribute("data-reason") in {"qr-signature-wrong", "qr-not-canonical"}
        require_private(phone, stack, scanned)


def send_file(page: Page, stack: Stack, path: Path) -> None:
    page.goto(stack.verify_origin)
    page.get_by_label("Certificate as a PDF").set_input_files(path)
    applicant.go_on(page, "Check the file")


def test_the_downloaded_pdf_is_genuine(issued: Issued, stack: Stack, chromium: Browser) -> None:
    with tab(chromium, DESK) as desk:
        send_file(desk.page, stack, issued.certificate)
        expect(desk.page.locator('[data-view="compare"] dd').first).to_have_text("Eleanor Ruth Fairweather")
        desk.page.get_by_role("button", name="Everything matches").click()
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("Genuine")
        assert desk.hosts == {stack.verify_origin}


def test_a_changed_byte_is_refused_with_its_reason(
    issued: Issued, stack: Stack, chromium: Browser, tmp_path: Path
) -> None:
    content = bytearray(issued.certificate.read_bytes())
    content[len(content) // 2] ^= 4
    changed = tmp_path / "certificate.pdf"
    changed.write_bytes(content)
    with tab(chromium, DESK) as desk:
        send_file(desk.page, stack, changed)
        expect(desk.page.get_by_role("heading", level=1)).to_have_text("Do not accept this certificate")
        expect(desk.page.locator('[data-reason="content-changed"]')).to_be_visible()
