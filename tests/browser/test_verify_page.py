"""The embassy's part in Chromium on the running stack: scan, compare, send a PDF; nothing identifying leaves."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from playwright.sync_api import Browser, Page, expect

from chalicelib.certificates import cose, qr
from infra import decoder
from infra.local.single_file import publish
from infra.local.stack import ROOT, Stack

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 360, "height": 740}


@dataclass
class Visit:
    """A page, and every address that it asked for."""

    page: Page
    asked: list[str]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    context = chromium.new_context(
        viewport=PHONE, locale="en-GB", reduced_motion="reduce", service_workers="block"
    )
    page = context.new_page()
    found = Visit(page, [])
    page.on(
        "request",
        lambda request: found.asked.append(f"{request.method} {request.url} {request.post_data or ''}"),
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield found
    context.close()
    assert not [error for error in errors if not error.startswith("Failed to load resource")]


def digits_of(code: str) -> str:
    return code.partition("#")[2]


def require_accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert found.violations_count == 0, found.generate_report()


def test_the_code_opens_this_page_and_needs_the_comparison(visit: Visit, stack: Stack, code: str) -> None:
    page = visit.page
    assert code.startswith(f"{stack.verify_origin}/#")
    page.goto(code)
    expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_focused()
    assert "Genuine" not in page.inner_text("main")
    facts = page.locator('[data-view="compare"] dd')
    expect(facts.first).to_have_css("font-weight", "600")
    assert facts.count() == 7
    require_accessible(page)
    page.get_by_role("button", name="Everything matches").click()
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
    expect(page.locator('[data-reason="status-good"]')).to_be_visible()
    require_accessible(page)


def test_a_check_sends_nothing_that_names_the_certificate(visit: Visit, stack: Stack, code: str) -> None:
    visit.page.goto(code)
    visit.page.get_by_role("button", name="Everything matches").click()
    for asked in visit.asked:
        assert digits_of(code)[:30] not in asked.partition("#")[0]
        assert asked.startswith(f"GET {stack.verify_origin}/")
    paths = {asked.split(" ")[1].removeprefix(stack.verify_origin).partition("#")[0] for asked in visit.asked}
    needed = {"/", "/trust.cose", "/status/1"}
    asked_at_leisure = {"/log/checkpoint", "/log/statements/verifier", "/service-worker.js"}
    assert needed <= {path for path in paths if not path.startswith("/static/")} <= needed | asked_at_leisure


def test_without_a_status_list_the_page_says_that_it_does_not_know(visit: Visit, code: str) -> None:
    visit.page.route("**/status/1", lambda route: route.fulfill(status=503, body=""))
    visit.page.goto(code)
    visit.page.get_by_role("button", name="Everything matches").click()
    expect(visit.page.locator('[data-reason="status-not-checked"]')).to_be_visible()
    visit.page.unroute("**/status/1")


def test_a_list_of_keys_that_the_root_did_not_sign_is_not_used(visit: Visit, code: str) -> None:
    visit.page.route("**/trust.cose", lambda route: route.fulfill(status=200, body=b"\x84"))
    visit.page.goto(code)
    expect(visit.page.locator('[data-reason="keys-not-loaded"]')).to_be_visible()
    visit.page.unroute("**/trust.cose")


def test_a_fact_that_differs_ends_in_no(visit: Visit, code: str) -> None:
    visit.page.goto(code)
    visit.page.get_by_role("button", name="Something does not match").click()
    expect(visit.page.get_by_role("heading", name="Do not accept this certificate")).to_be_visible()
    require_accessible(visit.page)


@pytest.mark.parametrize("place", [5, 120, 300, -3])
def test_a_changed_digit_is_refused_by_name(visit: Visit, stack: Stack, code: str, place: int) -> None:
    digits = digits_of(code)
    other = "1" if digits[place] != "1" else "2"
    changed = digits[:place] + other + (digits[place + 1 :] if place != -1 else "")
    visit.page.goto(f"{stack.verify_origin}/#{changed}")
    expect(visit.page.locator("[data-refusal-reasons] li")).to_have_count(1)
    expect(visit.page.locator("[data-refusal-heading]")).to_have_text("Do not accept this certificate")
    assert visit.page.locator("[data-refusal-reasons] li").get_attribute("data-reason")


def test_another_key_is_not_the_issuer_s(visit: Visit, stack: Stack) -> None:
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - only here
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - only here

    forger = ec.generate_private_key(ec.SECP256R1())
    spki = forger.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    encoded = qr.encode_claims(_claims())
    message = qr.sig_structure(cose.key_id(spki), encoded)
    signature = cose.raw_signature(forger.sign(message, ec.ECDSA(hashes.SHA256())))
    visit.page.goto(qr.to_url(stack.verify_origin, qr.assemble(cose.key_id(spki), encoded, signature)))
    expect(visit.page.locator('[data-reason="qr-key-unknown"]')).to_be_visible()


@pytest.mark.parametrize(
    "garbage", ["javascript:alert(1)", "%3Cimg%20src=x%20onerror=alert(1)%3E", "1" * 5000]
)
def test_garbage_is_refused_kindly(visit: Visit, stack: Stack, garbage: str) -> None:
    visit.page.on("dialog", lambda _: pytest.fail("a script ran"))
    visit.page.goto(f"{stack.verify_origin}/#{garbage}")
    expect(visit.page.locator("[data-refusal-reasons] li")).to_have_count(1)


def test_without_a_scan_the_page_says_how(visit: Visit, stack: Stack) -> None:
    visit.page.goto(stack.verify_origin)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Is this police certificate genuine?")
    assert "Genuine" not in visit.page.inner_text("main").replace("genuine?", "")
    require_accessible(visit.page)
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_a_second_scan_in_the_same_tab_is_checked_anew(visit: Visit, stack: Stack, code: str) -> None:
    visit.page.goto(code)
    visit.page.get_by_role("button", name="Everything matches").click()
    visit.page.evaluate("window.location.hash = '123'")
    expect(visit.page.get_by_role("heading", name="This is not a certificate's code")).to_be_visible()
    visit.page.get_by_role("link", name="Check another certificate").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Is this police certificate genuine?")


def test_digits_can_be_typed(visit: Visit, stack: Stack, code: str) -> None:
    page = visit.page
    page.goto(stack.verify_origin)
    page.get_by_text("You have no camera").click()
    page.get_by_role("button", name="Check the code").click()
    expect(page.get_by_text("Enter the digits of the code")).to_be_visible()
    require_accessible(page)
    typed = f"{digits_of(code)[:200]}  {digits_of(code)[200:]}"
    page.get_by_label("The code's address or its digits").fill(typed)
    page.get_by_role("button", name="Check the code").click()
    expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_visible()
    assert not any(digits_of(code)[:30] in asked for asked in visit.asked)


def test_no_keys_means_not_checked(visit: Visit, code: str) -> None:
    visit.page.route("**/trust.cose", lambda route: route.fulfill(status=503, body="{}"))
    visit.page.goto(code)
    expect(visit.page.locator('[data-reason="keys-not-loaded"]')).to_be_visible()
    visit.page.unroute("**/trust.cose")


def test_a_pdf_is_read_and_compared(visit: Visit, stack: Stack, certificate: Path) -> None:
    page = visit.page
    page.goto(stack.verify_origin)
    expect(page.get_by_text("We do not keep it")).to_be_visible()
    page.get_by_label("Certificate as a PDF").set_input_files(certificate)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare these facts with the passport")
    require_accessible(page)
    page.get_by_role("button", name="Everything matches").click()
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_visible()


def test_a_changed_pdf_is_refused_by_name(
    visit: Visit, stack: Stack, certificate: Path, tmp_path: Path
) -> None:
    content = bytearray(certificate.read_bytes())
    content[len(content) // 3] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
    visit.page.goto(stack.verify_origin)
    visit.page.get_by_label("Certificate as a PDF").set_input_files(changed)
    visit.page.get_by_role("button", name="Check the file").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Do not accept this certificate")
    expect(visit.page.locator('[data-reason="content-changed"]')).to_be_visible()
    require_accessible(visit.page)


def test_no_file_is_told_beside_the_field(visit: Visit, stack: Stack) -> None:
    visit.page.goto(stack.verify_origin)
    visit.page.get_by_role("button", name="Check the file").click()
    expect(visit.page.locator("#file-error")).to_be_visible()
    require_accessible(visit.page)


@pytest.mark.skipif(not decoder.is_there(), reason="set-up could not fetch the QR decoder")
def test_the_file_for_use_without_a_network_is_stated_in_the_log(visit: Visit, stack: Stack) -> None:
    digest = hashlib.sha256(publish(stack).read_bytes()).hexdigest()
    visit.page.goto(stack.verify_origin)
    expect(visit.page.locator("[data-file-digest]")).to_have_text(digest)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="one file that needs no network").click()
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == digest


def test_the_command_line_agrees(stack: Stack, certificate: Path, code: str) -> None:
    command = [sys.executable, "-m", "chalicelib", "verify", "--trust", str(stack.root_certificate)]
    ran = subprocess.run(
        [*command, str(certificate), "-"], input=code, cwd=ROOT, env=stack.environment, text=True, check=False
    )
    assert ran.returncode == 0


def _claims() -> qr.Claims:
    digest = Hash(SHA256())
    digest.update(b"forged")
    return qr.Claims(
        issuer=1,
        serial="0" * 32,
        issued_on=datetime.now(UTC).date(),
        outcome=qr.OutcomeCode.NO_TRACE,
        holder="Nobody Real",
        birth=int(f"{date(1990, 1, 2):%Y%m%d}"),
        passport_end="0000",
        status_index=1,
        content_digest=digest.finalize()[:16],
        log_index=1,
    )
