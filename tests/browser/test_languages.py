"""The verify pages in every language: axe, narrow screens, right to left, and a code from the start to 'Genuine'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.web.languages import LANGUAGES, Language, said
from infra import decoder
from tests.attack.workshop import Workshop
from tests.browser.tabs import PHONE, tab, violations
from tests.fakes.verify_site import VerifySite, running_site

pytestmark = pytest.mark.browser
OTHERS = [language for language in LANGUAGES.values() if language.code != "en"]
PAGES = ("/", "/how-to-check", "/hosts", "/check", "/access", "/embassy", "/nothing")
OUTSIDE = """() => [...document.querySelectorAll("main *, footer *")]
  .filter((element) => element.checkVisibility() && !element.closest(".govuk-visually-hidden"))
  .map((element) => [element.getBoundingClientRect(), element.outerHTML.slice(0, 120)])
  .filter(([box]) => box.left < 0 || box.right > innerWidth)
  .map(([, html]) => html)"""
"""What stands outside the window on either side: a page that is read from the right does not scroll to the left."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VerifySite]:
    issuer = Workshop(tmp_path_factory.mktemp("issuer"))
    with running_site(issuer) as running:
        yield running
    issuer.close()


def judge(page: Page, language: Language) -> None:
    """The page is in its language and direction, sound for axe, and no wider than a telephone."""
    html = page.locator("html")
    expect(html).to_have_attribute("lang", language.tag)
    expect(html).to_have_attribute("dir", language.direction)
    assert violations(page) == []
    assert page.evaluate(OUTSIDE) == [], (language.code, page.url)


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_every_page_on_a_telephone(site: VerifySite, chromium: Browser, language: Language) -> None:
    """Each page, then a code from the start to 'Genuine'; the language is chosen once and kept."""
    with tab(chromium, PHONE) as phone:
        page = phone.page
        page.goto(f"{site.origin}/?lang={language.code}")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            said(language.code, "Is this police certificate genuine?")
        )
        for path in PAGES:
            page.goto(f"{site.origin}{path}")
            judge(page, language)
        expect(page.get_by_role("heading", level=1)).to_have_text(said(language.code, "Page not found"))
        expect(page.locator(".languages [aria-current]")).to_have_text(language.name)
        walk_to_genuine(page, site, language)


def walk_to_genuine(page: Page, site: VerifySite, language: Language) -> None:
    code = language.code
    page.goto(site.code())
    compare = said(code, "Compare these facts with the passport")
    expect(page.locator('[data-view="compare"] h1')).to_have_text(compare)
    judge(page, language)
    page.get_by_role("button", name=said(code, "Everything matches"), exact=True).click()
    expect(page.get_by_role("heading", name=said(code, "Genuine"), exact=True)).to_be_focused()
    judge(page, language)


def test_another_language_keeps_the_code(site: VerifySite, chromium: Browser) -> None:
    with tab(chromium, PHONE) as phone:
        page = phone.page
        page.goto(site.code())
        page.get_by_role("link", name=LANGUAGES["zh"].name).click()
        expect(page.locator('[data-view="compare"] h1')).to_have_text(
            said("zh", "Compare these facts with the passport")
        )


def test_a_file_s_verdict(site: VerifySite, chromium: Browser) -> None:
    language = LANGUAGES["ar"]
    with tab(chromium, PHONE) as phone:
        page = phone.page
        page.goto(f"{site.origin}/?lang=ar")
        page.locator("#file").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 no"}
        )
        page.get_by_role("button", name=said("ar", "Check the file"), exact=True).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(
            said("ar", "Is this police certificate genuine?")
        )
        judge(page, language)
        assert page.locator("main .reasons").inner_text().isascii() is False


@pytest.mark.skipif(not decoder.is_there(), reason="set-up could not fetch the QR decoder")
def test_the_file_for_no_network(site: VerifySite, chromium: Browser, tmp_path: Path) -> None:
    """It opens as the browser asks, changes when another language is chosen, and keeps the code meanwhile."""
    file = tmp_path / "probity-verifier.html"
    file.write_bytes(site.offer_file())
    code = site.code().partition("#")[2]
    with tab(chromium, PHONE) as phone:
        page = phone.page
        page.goto(f"{file.as_uri()}#{code}")
        expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_visible()
        page.get_by_role("link", name=LANGUAGES["ar"].name).click()
        expect(page.locator('[data-view="compare"] h1')).to_have_text(
            said("ar", "Compare these facts with the passport")
        )
        judge(page, LANGUAGES["ar"])
        assert phone.hosts <= {"file://"}
