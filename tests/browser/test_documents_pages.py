"""Adding a document on a phone, state by state, over fakes: what is seen, heard and pressed, and on a bad line."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from chalicelib.documents.judging import Checked, Decision, Judged, Mark, Note
from chalicelib.documents.models import TRIES, Kind, Role
from chalicelib.documents.ports import ScanResult
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.web.languages import LANGUAGES, said
from tests.browser.tabs import COLOURS, NARROW, PHONE, tab, violations
from tests.fakes.documents_site import DocumentsSite, running_site

pytestmark = pytest.mark.browser
PAGE = "/apply/documents/passport"
LINES = Mark(left=60, top=780, right=940, bottom=950)


def picture(size: tuple[int, int] = (800, 560), form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form)
    return out.getvalue()


def noise() -> bytes:
    """A picture of about 900 KB, which no compression makes less."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def site() -> Iterator[DocumentsSite]:
    with running_site() as running:
        running.room.rewrite = lambda *_: CleanFile(Kind.JPEG, 1, picture())
        yield running


@contextmanager
def applicant(site: DocumentsSite, chromium: Browser, **window: Any) -> Iterator[Page]:
    """A phone with an application begun on it; its console must be clean in the end."""
    with tab(chromium, PHONE, has_touch=True, **window) as phone:
        cookie, _ = site.applicant()
        phone.page.context.add_cookies([cookie])  # type: ignore[list-item]
        yield phone.page


def choose(page: Page, content: bytes, name: str = "me.jpg") -> None:
    kind = "image/png" if name.endswith("png") else "image/jpeg"
    page.locator("#file").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def stage(page: Page) -> Locator:
    return page.locator("[data-stage]")


def add(page: Page, content: bytes | None = None) -> None:
    """Choose a file and add it; the steps are there."""
    choose(page, content or picture())
    expect(stage(page)).to_contain_text("me.jpg")
    page.locator("[data-send]").click()
    expect(page.locator("[data-checking] h1")).to_be_focused()


def judge(site: DocumentsSite, decision: Decision, *notes: Note, role: Role = Role.PASSPORT) -> None:
    """The queue, the scanner and the reader do their work."""
    site.room.check = lambda *_: Checked(Judged(decision=decision, notes=notes))
    site.noticed(role)
    site.judged_clean(role)


def sound(page: Page, heading: str) -> None:
    """The heading has the focus; axe finds nothing, in light or dark; nothing stands outside a phone."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    fits(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, only=COLOURS) == []
    page.emulate_media(color_scheme="light")


def fits(page: Page) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_from_a_bad_picture_to_an_accepted_one(site: DocumentsSite, chromium: Browser, language: str) -> None:
    def tr(sentence: str) -> str:
        return said(language, sentence)

    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}{PAGE}?lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[language].tag)
        sound(page, tr("Add the photo page of your passport"))
        add(page)
        sound(page, tr("We are checking your file"))
        expect(page.locator("[aria-current=step]")).to_contain_text(tr("Checked for viruses"))
        judge(site, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES))
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        sound(page, tr("We need a better picture"))
        expect(page.get_by_text(tr(REASONS[Reason.ZONE_UNCLEAR]))).to_be_visible()
        shown = page.locator(".picture img")
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("naturalWidth", 800)
        page.get_by_role("button", name=tr("Add another file"), exact=True).click()
        expect(page.get_by_text(tr("Your last file could not be used."))).to_be_visible()
        sound(page, tr("Add the photo page of your passport"))
        add(page)
        judge(site, Decision.ACCEPTED, Note(reason=Reason.EXPIRED))
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        sound(page, tr("The photo page of your passport is accepted"))
        expect(page.get_by_text(tr("Your application is not sent yet."))).to_be_visible()
        expect(page.get_by_text(tr(REASONS[Reason.EXPIRED]))).to_be_visible()


def test_a_harmful_file_a_person_and_the_ninth_try(site: DocumentsSite, chromium: Browser) -> None:
    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}{PAGE}")
        add(page)
        site.noticed()
        document = site.newest()
        threat = site.room.verdict(document, document.upload.version, ScanResult.THREATS_FOUND)
        site.room.intake.verdict(threat)
        sound(page, "We need another file")
        expect(page.get_by_role("button", name="Use this one anyway")).to_have_count(0)
        again(site, TRIES - 3)
        page.reload()
        expect(page.get_by_text("You can add 2 more files. After that a person helps you.")).to_be_visible()
        page.get_by_role("button", name="Use this one anyway").click()
        sound(page, "A person will look at your file")
        again(site, 2)
        page.reload()
        sound(page, "A person will look at your file")
        expect(page.get_by_text("You have added nine files.")).to_be_visible()


def again(site: DocumentsSite, times: int) -> None:
    """So many more tries at the passport, none of them good enough."""
    for _ in range(times):
        document = site.room.documents.replace(site.room.application_id, Role.PASSPORT)
        site.posted.append((document.key, site.room.posted(document, picture())))
        judge(site, Decision.RETAKE, Note(reason=Reason.NO_ZONE))


def test_with_keys_alone(site: DocumentsSite, chromium: Browser) -> None:
    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}{PAGE}")
        page.locator("#file").focus()
        choose(page, picture())  # what the browser's own dialogue does
        expect(stage(page)).to_contain_text("me.jpg")
        reach(page, page.locator("[data-send]"))
        page.keyboard.press("Enter")
        expect(page.locator("[data-checking] h1")).to_be_focused()
        judge(site, Decision.RETAKE, Note(reason=Reason.NO_ZONE))
        expect(page.get_by_role("heading", name="We need a better picture")).to_be_focused()
        reach(page, page.get_by_role("button", name="Use this one anyway"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="A person will look at your file")).to_be_visible()


def reach(page: Page, wanted: Locator) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {wanted}")


def test_without_script(site: DocumentsSite, chromium: Browser) -> None:
    with applicant(site, chromium, java_script_enabled=False) as page:
        page.goto(f"{site.origin}{PAGE}")
        choose(page, picture())
        page.get_by_role("button", name="Add this file").click()
        expect(page.get_by_role("heading", name="We are checking your file")).to_be_visible()
        expect(page.get_by_role("link", name="Look again")).to_be_visible()
        judge(site, Decision.RETAKE, Note(reason=Reason.ZONE_UNCLEAR, mark=LINES))
        expect(
            page.get_by_role("heading", name="We need a better picture")
        ).to_be_visible()  # it looks by itself
        page.get_by_role("button", name="Add another file").click()
        expect(page.get_by_text("Your last file could not be used.")).to_be_visible()


def test_who_leaves_finds_it_again_here_and_on_another_device(site: DocumentsSite, chromium: Browser) -> None:
    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}{PAGE}")
        add(page)
        page.goto("about:blank")
        page.goto(f"{site.origin}{PAGE}")
        expect(
            page.get_by_role("heading", name="We are checking your file")
        ).to_be_visible()  # nobody noticed it yet
        site.noticed()
        with tab(chromium) as other:
            other.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
            other.page.goto(f"{site.origin}{PAGE}")
            expect(other.page.get_by_role("heading", name="We are checking your file")).to_be_visible()
            site.room.check = lambda *_: Checked(Judged(decision=Decision.ACCEPTED))
            site.judged_clean(Role.PASSPORT)
            for each in (page, other.page):
                expect(each.get_by_role("heading", name="is accepted")).to_be_visible()


# ---- seen at once ----


SEEN_AT_ONCE = {
    Reason.EMPTY: b"",
    Reason.TOO_BIG: b"\xff\xd8\xff" + b"\0" * 60_000,
    Reason.PROGRAM: b"MZ a program",
    Reason.OFFICE_FILE: b"PK\x03\x04 word/document.xml",
    Reason.WRONG_TYPE: b"Dear Sir",
    Reason.TOO_SMALL: picture((299, 400)),
}


def test_what_can_be_seen_at_once_is_said_at_once_and_not_sent(
    site: DocumentsSite, chromium: Browser
) -> None:
    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}{PAGE}")
        page.locator("[data-upload]").evaluate("form => { form.dataset.limit = 60000 }")
        before = len(site.posted)
        for reason, content in SEEN_AT_ONCE.items():
            choose(page, content)
            expect(page.get_by_role("alert")).to_have_text(REASONS[reason])
            page.locator("[data-send]").click()
            expect(page.locator("#file")).to_be_focused()
        sound(page, "Add the photo page of your passport")
        choose(page, picture())
        expect(stage(page)).to_contain_text("It is not added yet.")
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("[data-preview]")).to_be_visible()
        assert len(site.posted) == before


def test_a_file_is_dropped_and_a_photo_is_taken(site: DocumentsSite, chromium: Browser) -> None:
    with applicant(site, chromium) as page:
        page.goto(f"{site.origin}/apply/documents/photo")
        carried = page.evaluate_handle(
            """bytes => {
                const carried = new DataTransfer();
                carried.items.add(new File([new Uint8Array(bytes)], "dropped.jpg"));
                return carried;
            }""",
            list(picture()),
        )
        page.dispatch_event("[data-group]", "drop", {"dataTransfer": carried})
        expect(stage(page)).to_contain_text("dropped.jpg")
        page.locator("#camera").set_input_files(
            {"name": "taken.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        expect(stage(page)).to_contain_text("taken.jpg")
        assert page.locator("#camera").get_attribute("capture") == "user"
        posts: list[str] = []
        page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
        page.locator("[data-send]").dblclick()
        expect(page.locator("[data-checking] h1")).to_be_focused()
        judge(site, Decision.ACCEPTED, role=Role.PHOTO)
        expect(page.get_by_role("heading", name="Your photo is accepted")).to_be_focused()
        assert [url.rpartition("/")[2] for url in posts] == ["form", "quarantine"], "once each"


# ---- a bad line ----


@pytest.fixture
def line(site: DocumentsSite, chromium: Browser) -> Iterator[Page]:
    """A phone whose console may complain of its line."""
    context = chromium.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")  # type: ignore[arg-type]
    cookie, _ = site.applicant()
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{site.origin}{PAGE}")
    yield page
    context.close()


def test_progress_is_shown_and_the_status_follows_the_last_byte(site: DocumentsSite, line: Page) -> None:
    throttle(line, 300_000)
    line.evaluate(WATCH)
    choose(line, noise(), "me.png")
    expect(stage(line)).to_contain_text("me.png")
    line.locator("[data-send]").click()
    expect(line.get_by_role("progressbar")).to_be_visible()
    expect(line.locator("[data-percent]")).to_contain_text("% is here.")
    expect(line.locator("[data-checking] h1")).to_be_focused()
    seen, order = line.evaluate("[watched.percents.length, watched.order]")
    assert seen > 3, "it moved"
    assert set(order[:2]) == {"last byte", "steps"}, "they wait for no answer"


def throttle(page: Page, upload: int) -> Callable[[int], None]:
    """Makes the line slow, in bytes a second; what changes that: 0 is no line, -1 as fast as it goes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def to(upload: int) -> None:
        latency = 0 if upload < 0 else 400
        speed = {"latency": latency, "downloadThroughput": -1, "uploadThroughput": upload}
        session.send("Network.emulateNetworkConditions", {"offline": not upload, **speed})

    to(upload)
    return to


WATCH = """() => {
    const watched = (globalThis.watched = { percents: [], order: [] });
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (body) {
        this.upload.addEventListener("load", () => watched.order.push("last byte"), { capture: true });
        this.addEventListener("load", () => watched.order.push("answer"));
        return send.call(this, body);
    };
    new MutationObserver(() => watched.percents.push(document.querySelector("[data-percent]").textContent))
        .observe(document.querySelector("[data-percent]"), { childList: true });
    new MutationObserver(() => watched.order.push("steps"))
        .observe(document.querySelector("[data-checking]"), { attributes: true });
}"""
"""Writes down in which order the last byte went, the steps were shown, and the answer came."""


def test_a_broken_line_is_said_and_the_file_goes_when_it_is_back(site: DocumentsSite, line: Page) -> None:
    slow = throttle(line, 40_000)
    choose(line, noise(), "me.png")
    expect(stage(line)).to_contain_text("me.png")
    line.locator("[data-send]").click()
    expect(line.locator("[data-percent]")).not_to_contain_text("0 %")
    slow(0)
    expect(stage(line)).to_contain_text("You are offline.")
    slow(-1)
    expect(line.locator("[data-checking] h1")).to_be_focused()
    judge(site, Decision.ACCEPTED)
    expect(line.get_by_role("heading", name="is accepted")).to_be_visible()


def test_a_post_that_gets_no_answer_is_made_again(site: DocumentsSite, line: Page) -> None:
    line.clock.install()
    line.reload()
    choose(line, picture())
    expect(stage(line)).to_contain_text("me.jpg")
    site.silent = over = threading.Event()
    line.locator("[data-send]").click()
    expect(line.get_by_role("heading", name="We are checking your file")).to_be_visible()
    line.clock.fast_forward(31_000)
    expect(stage(line)).to_contain_text("The line is slow.")
    line.clock.fast_forward(1_000)
    expect(line.get_by_role("heading", name="We are checking your file")).to_be_visible()
    expect(line.get_by_text("It takes longer than usual.")).to_be_visible()
    over.set()
    judge(site, Decision.ACCEPTED)
    expect(line.get_by_role("heading", name="is accepted")).to_be_visible()


def test_a_refused_post_is_made_again_then_said(site: DocumentsSite, line: Page) -> None:
    choose(line, picture())
    expect(stage(line)).to_contain_text("me.jpg")
    site.refused = 3
    line.locator("[data-send]").click()
    expect(line.get_by_role("alert")).to_contain_text("The file was not added.")
    site.refused = 1
    line.locator("[data-send]").click()
    expect(line.get_by_role("heading", name="We are checking your file")).to_be_visible()
    judge(site, Decision.ACCEPTED)
    expect(line.get_by_role("heading", name="is accepted")).to_be_visible()


def test_a_form_that_is_out_of_date_shows_what_is_true(site: DocumentsSite, line: Page) -> None:
    other = site.room.documents.current(site.room.application_id, Role.PASSPORT)
    site.posted.append((other.key, site.room.posted(other, picture())))
    judge(site, Decision.ACCEPTED)
    choose(line, picture())
    expect(stage(line)).to_contain_text("me.jpg")
    line.locator("[data-send]").click()
    expect(line.get_by_role("heading", name="is accepted")).to_be_visible()
