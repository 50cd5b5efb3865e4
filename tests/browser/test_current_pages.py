"""Is it current? A holder gives a code, strangers ask by number and by code, officers withdraw: every page of it."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.certificates import qr
from chalicelib.certificates.short_code import grouped
from chalicelib.kernel.identifiers import new_id
from chalicelib.verification.guard import BY_PAIR
from infra.local.sample import sign_in, take_through
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER
from infra.local.visitor import Visitor
from tests.browser.conftest import read_square
from tests.browser.tabs import COLOURS, Tab, tab, violations
from tests.stackrun import eventually

pytestmark = pytest.mark.browser

EMAIL = f"{new_id().lower()}@applicant.example"
SAID = "Consulate of Nowhere"


@dataclass
class Walk:
    """A holder's and an embassy's window, and what both may not let slip."""

    stack: Stack
    holder: Tab
    embassy: Tab
    number: str
    reference: str
    code: str = ""

    def go(self, path: str) -> Page:
        """The embassy opens a page of the verify site."""
        self.embassy.page.goto(f"{self.stack.verify_origin}{path}")
        return self.embassy.page

    def ask(self, number: str, year: str = f"{NO_RECORD.birth_date.year}") -> Page:
        page = self.go("/check")
        page.get_by_label("Certificate number").fill(number)
        page.get_by_label("Year of birth").fill(year)
        page.get_by_label("Last four").fill("02c3")
        page.get_by_role("button", name="Ask the issuer").click()
        return page

    def look(self, code: str) -> Page:
        page = self.go("/access")
        page.get_by_label("Access code").fill(code)
        page.get_by_label("Your office or name").fill(SAID)
        page.get_by_role("button", name="See the certificate").click()
        return page


@contextmanager
def two_windows(chromium: Browser, stack: Stack) -> Iterator[Walk]:
    done = take_through(stack, email=EMAIL)
    claims = qr.disassemble(qr.read_text(read_square(Path(done.certificate).read_bytes()))).claims
    with ExitStack() as windows:
        holder, embassy = (windows.enter_context(tab(chromium, accept_downloads=True)) for _ in "ab")
        yield Walk(stack, holder, embassy, grouped(claims.number), done.reference)


def judge(page: Page, heading: str, *, error: bool = False) -> None:
    """The page is the one meant, its title tells of errors, and axe finds nothing, light or dark."""
    expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
    assert page.title().startswith("Error:") is error, page.title()
    assert page.locator("h1:visible").count() == 1
    assert violations(page) == []
    if error:
        return  # the same page was judged in the dark without its error
    page.emulate_media(color_scheme="dark")
    assert violations(page, only=COLOURS) == []
    page.emulate_media(color_scheme="light")


def test_from_the_holder_s_code_to_the_withdrawal(stack: Stack, chromium: Browser, tmp_path: Path) -> None:
    with two_windows(chromium, stack) as walk:
        the_holder_gives_a_code(walk)
        the_embassy_asks_by_number(walk)
        the_embassy_looks(walk, tmp_path)
        the_holder_sees_who_looked(walk)
        officers_withdraw(walk)
        nobody_is_shown_it_any_more(walk)
        guessing_ends(walk)
        nothing_slipped_out(walk)


def the_holder_gives_a_code(walk: Walk) -> None:
    page = walk.holder.page
    page.goto(eventually(lambda: mailed_page(walk.stack)))
    for part, value in (("Day", "day"), ("Month", "month"), ("Year", "year")):
        page.get_by_label(part).fill(str(getattr(NO_RECORD.birth_date, value)))
    page.get_by_role("button").first.click()
    page.get_by_role("link", name="Let somebody see your certificate online").click()
    judge(page, "Let somebody see your certificate")
    page.get_by_role("button", name="Make an access code").click()
    judge(page, "Let somebody see your certificate", error=True)
    page.get_by_label("For whom").fill("for the consulate")
    page.get_by_role("button", name="Make an access code").click()
    judge(page, "Your access code")
    walk.code = page.locator("[data-access-code]").inner_text()


def the_embassy_asks_by_number(walk: Walk) -> None:
    page = walk.go("/check")
    judge(page, "Check a certificate by its number")
    page.get_by_role("button", name="Ask the issuer").click()
    judge(page, "Check a certificate by its number", error=True)
    sent = len(walk.embassy.asked)
    swapped = walk.number[1] + walk.number[0] + walk.number[2:]
    typo = (
        swapped if swapped != walk.number else f"{walk.number[:-1]}{'0' if walk.number[-1] != '0' else '1'}"
    )
    page = walk.ask(typo)
    expect(page.get_by_text("Nothing was sent")).to_be_visible()
    expect(page.get_by_label("Certificate number")).to_be_focused()
    judge(page, "Check a certificate by its number", error=True)
    assert not any(line.startswith("POST") for line in walk.embassy.asked[sent:])
    judge(walk.ask(walk.number, "1950"), "No certificate matches")
    page = walk.ask(walk.number.lower().replace("-", " "))
    judge(page, "Compare these facts with the passport")
    page.get_by_role("button", name="Everything matches").click()
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
    expect(page.locator("[data-age]:visible")).to_have_attribute("data-age-state", "no-rule")
    page.locator("[data-age-country]:visible").select_option(label="New Zealand")
    expect(page.get_by_text("New Zealand, visas")).to_be_visible()
    expect(page.locator("[data-age]:visible")).to_have_attribute("data-age-state", "within")
    judge(page, "Genuine")


def the_embassy_looks(walk: Walk, folder: Path) -> None:
    page = walk.go("/access")
    judge(page, "See a certificate that its holder shows you")
    page.get_by_role("button", name="See the certificate").click()
    judge(page, "See a certificate that its holder shows you", error=True)
    page = walk.look(walk.code.lower())
    judge(page, "This certificate is current")
    expect(page.get_by_text("L898902C3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    download.value.save_as(folder / "downloaded.pdf")
    assert (folder / "downloaded.pdf").read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename == f"police-certificate-{walk.number}.pdf"


def the_holder_sees_who_looked(walk: Walk) -> None:
    page = walk.holder.page
    page.get_by_role("link", name="See who looked, or withdraw it").click()
    judge(page, "Let somebody see your certificate")
    expect(page.get_by_text("2 looks")).to_be_visible()
    expect(page.get_by_role("cell", name=SAID)).to_have_count(2)


def officers_withdraw(walk: Walk) -> None:
    with Visitor(walk.stack.staff_origin) as first, Visitor(walk.stack.staff_origin) as second:
        sign_in(first, FIRST_OFFICER)
        sign_in(second, SECOND_OFFICER)
        first.open("/staff/register")
        first.submit("/staff/register", sought=walk.reference)
        path = httpx.URL(str(first.page.url)).path
        first.submit(f"{path}/ask", why="issued_in_error", reason="A story's end.")
        second.open(path)
        second.submit(f"{path}/confirm")


def nobody_is_shown_it_any_more(walk: Walk) -> None:
    page = walk.ask(walk.number)
    judge(page, "Do not accept this certificate")
    expect(page.locator('[data-reason="register-withdrawn"]')).to_be_visible()
    page = walk.look(walk.code)
    judge(page, "Do not accept this certificate")
    assert "L898902C3" not in page.content()
    walk.holder.page.reload()
    expect(walk.holder.page.get_by_text("Your certificate is not in force")).to_be_visible()
    walk.holder.page.get_by_role("button", name="Withdraw").click()
    expect(walk.holder.page.get_by_role("status")).to_contain_text("opens nothing any more")
    judge(walk.look(walk.code), "See a certificate that its holder shows you", error=True)


def guessing_ends(walk: Walk) -> None:
    fields = {"number": walk.number, "birth-year": "1950", "passport-end": "02C3"}
    with httpx.Client(base_url=walk.stack.verify_origin) as guesser:
        answers = [guesser.post("/check", data=fields) for _ in range(BY_PAIR)]
    assert [answer.status_code for answer in answers] == [200] * (BY_PAIR - 1) + [429]
    judge(walk.ask(walk.number), "Too many tries")


def nothing_slipped_out(walk: Walk) -> None:
    """Neither addresses nor logs hold what was typed.

    Four letters of a passport's number occur by chance in what a computer names, so they are looked for as a value.
    """
    secrets = [walk.number, walk.code, walk.number.replace("-", ""), walk.code.replace("-", ""), SAID]
    patterns = [*map(re.escape, secrets), "L898902C3", r"passport.{0,12}\b02c3\b"]
    addresses = "\n".join(line.split(" ")[1] for tab_ in (walk.holder, walk.embassy) for line in tab_.asked)
    logs = "\n".join(log.read_text(errors="replace") for log in (walk.stack.folder / "log").glob("*.log"))
    for text in (addresses, logs):
        assert [pattern for pattern in patterns if re.search(pattern, text, re.IGNORECASE)] == []


def mailed_page(stack: Stack) -> str | None:
    """The link to the holder's own page, from the letter that came with the certificate."""
    for message in reversed(stack.mail()):
        found = re.search(r"https?://\S+/apply/resume/\S+", message["body"] or message["raw"] or "")
        if found and EMAIL in message["to"]:
            return found[0]
    return None
