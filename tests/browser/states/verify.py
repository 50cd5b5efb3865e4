"""The verify pages in their states, about a code and about a file."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from infra.local.stack import Stack
from tests.browser.applicant import go_on


def check_states(page: Page, stack: Stack, code: str) -> Iterator[str]:
    """The verify page without a code and with one, good and bad."""
    page.goto(stack.verify_origin)
    yield "verify start"
    page.get_by_text("You have no camera").click()
    page.get_by_role("button", name="Check the code").click()
    expect(page.locator("[data-digits-error]")).to_be_visible()
    yield "verify digits error"
    page.goto(code)
    expect(page.get_by_role("heading", name="Compare these facts with the passport")).to_be_focused()
    yield "verify compare"
    page.get_by_role("button", name="Everything matches").click()
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
    yield "verify genuine"
    page.goto("about:blank")
    page.goto(code)
    page.get_by_role("button", name="Something does not match").click()
    expect(page.get_by_role("heading", name="Do not accept this certificate")).to_be_focused()
    yield "verify differs"
    page.goto(f"{code[:-9]}{(int(code[-9]) + 1) % 10}{code[-8:]}")
    expect(page.locator("[data-refusal-reasons] li")).to_have_count(1)
    yield "verify refused"
    page.goto(f"{stack.verify_origin}/nowhere")
    yield "verify not found"


def file_states(page: Page, stack: Stack, certificate: Path) -> Iterator[str]:
    """The verify page about a file: none, a sound one, a changed one, and something else."""
    page.goto(stack.verify_origin)
    go_on(page, "Check the file")
    yield "verify file error"
    page.get_by_label("Certificate as a PDF").set_input_files(certificate)
    go_on(page, "Check the file")
    yield "verify file compare"
    page.get_by_role("button", name="Everything matches").click()
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()
    yield "verify file genuine"
    content = bytearray(certificate.read_bytes())
    content[len(content) // 2] ^= 4
    for name, what in (("altered", bytes(content)), ("other", b"%PDF-1.7\n%%EOF\n")):
        page.goto(stack.verify_origin)
        file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": what}
        page.get_by_label("Certificate as a PDF").set_input_files(file)  # type: ignore[arg-type]
        go_on(page, "Check the file")
        yield f"verify file {name}"
