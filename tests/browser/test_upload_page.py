"""Sending a document in Chromium on a phone-sized page: added, sent, accepted, refused; with and without script."""

import io
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from infra.local.samples import passport_page, photo, proof_of_address
from infra.local.simulators.scanner.scan import EICAR
from infra.local.stack import Stack
from tests.browser.applicant import SETTLED

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
JPEG, PDF = "image/jpeg", "application/pdf"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, chromium: Browser, stack: Stack) -> Iterator[Page]:
    """An applicant who has begun; nothing may go wrong in the console."""
    context = chromium.new_context(
        viewport=PHONE, locale="en-GB", reduced_motion="reduce", java_script_enabled=request.param
    )
    page, errors = context.new_page(), []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{stack.apply_origin}/apply/start")
    page.locator("main form button").first.click()
    yield page
    context.close()
    assert errors == []


def choose(page: Page, name: str, content: bytes, kind: str) -> None:
    page.get_by_label("Choose the file").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def send(page: Page, role: str, name: str, content: bytes, kind: str) -> None:
    page.goto(page.url.partition("/apply")[0] + f"/apply/documents/{role}")
    choose(page, name, content, kind)
    page.get_by_role("button", name="Send this file").click()


@pytest.mark.parametrize(
    ("role", "name", "make", "kind"),
    [
        ("passport", "me.jpg", passport_page, JPEG),
        ("address", "bill.pdf", proof_of_address, PDF),
        ("photo", "me.jpg", photo, JPEG),
    ],
)
def test_a_good_file_is_accepted(page: Page, role, name, make, kind) -> None:
    send(page, role, name, make(), kind)
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_role("button", name="Send another file instead")).to_be_visible()


def test_a_photo_that_lies_on_its_side_gets_its_reason(page: Page) -> None:
    send(page, "photo", "me.jpg", passport_page(), JPEG)
    expect(page.get_by_role("heading", name="We need another file")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_text("The photo is wider than it is high.")).to_be_visible()


def test_a_bad_file_gets_its_reason_and_another_try(page: Page) -> None:
    send(page, "passport", "me.jpg", passport_page() + EICAR, JPEG)
    expect(page.get_by_role("heading", name="We need another file")).to_be_visible(timeout=SETTLED)
    expect(page.get_by_text("Our virus check found something harmful")).to_be_visible()
    page.get_by_role("button", name="Send another file").click()
    expect(page.get_by_text("Your last file could not be used.")).to_be_visible()
    choose(page, "me.jpg", passport_page(), JPEG)
    page.get_by_role("button", name="Send this file").click()
    expect(page.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)


@pytest.fixture
def scripted(chromium: Browser, stack: Stack) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{stack.apply_origin}/apply/start")
    page.locator("main form button").first.click()
    page.goto(f"{stack.apply_origin}/apply/documents/passport")
    yield page
    context.close()


def test_added_is_not_sent(scripted: Page) -> None:
    stage = scripted.locator("[data-stage]")
    choose(scripted, "me.jpg", passport_page(), JPEG)
    expect(stage).to_have_text("Added: me.jpg. It is not sent yet.")


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("empty.jpg", b"", JPEG, "The file is empty"),
        ("huge.jpg", b"\xff\xd8\xff" + b"\0" * 1_200_000, JPEG, "The most we can take is 1 MB"),
        ("setup.exe", b"MZ", "application/x-msdownload", "We can't read this kind of file"),
    ],
)
def test_what_can_be_seen_at_once_is_said_at_once(scripted: Page, name, content, kind, words) -> None:
    scripted.locator("form.upload").evaluate("form => { form.dataset.limit = 1048576 }")  # for a smaller file
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.method))
    choose(scripted, name, content, kind)
    expect(scripted.get_by_role("alert")).to_contain_text(words)
    scripted.get_by_role("button", name="Send this file").click()
    assert "POST" not in asked


def test_progress_is_shown_on_a_slow_line(scripted: Page) -> None:
    slow = scripted.context.new_cdp_session(scripted)
    slow.send("Network.enable")
    line = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 40_000}
    slow.send("Network.emulateNetworkConditions", line)
    picture = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(picture, "PNG")
    choose(scripted, "noise.png", picture.getvalue(), "image/png")
    scripted.get_by_role("button", name="Send this file").click()
    expect(scripted.get_by_role("progressbar")).to_be_visible()
    expect(scripted.locator("[data-stage]")).to_contain_text("Sending:")
    slow.send("Network.emulateNetworkConditions", {**line, "latency": 0, "uploadThroughput": -1})
    expect(scripted.get_by_role("heading", name="We need another file")).to_be_visible(timeout=SETTLED)


def test_a_line_that_breaks_says_so_and_lets_one_try_again(scripted: Page) -> None:
    choose(scripted, "me.jpg", passport_page(), JPEG)
    scripted.context.set_offline(True)
    scripted.get_by_role("button", name="Send this file").click()
    expect(scripted.get_by_role("alert")).to_contain_text("send it again")
    scripted.context.set_offline(False)
    scripted.get_by_role("button", name="Send this file").click()
    expect(scripted.get_by_role("heading", name="is accepted")).to_be_visible(timeout=SETTLED)


def test_the_page_is_accessible_and_fits_a_phone(scripted: Page) -> None:
    for role in ("passport", "address", "photo"):
        scripted.goto(scripted.url.partition("/apply")[0] + f"/apply/documents/{role}")
        found = Axe().run(scripted, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, found.generate_report()
        assert scripted.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
