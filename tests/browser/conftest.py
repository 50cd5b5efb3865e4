"""One browser, one finished certificate and one full queue for all tests in Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from chalicelib.kernel.identifiers import new_id
from infra.local.cases import seed
from infra.local.sample import take_through
from infra.local.stack import Stack
from tests.browser.tabs import FLAGS, PATIENCE
from tests.stackrun import eventually

CASES = 60


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts browsers; there can be one."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright, browser_path: str, browser_arguments: list[str]) -> Iterator[Browser]:
    """Chromium, started once."""
    arguments = [*browser_arguments, *FLAGS]
    browser = driver.chromium.launch(executable_path=browser_path.strip(), args=arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def certificate(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that went through the whole line, as a file that nobody else writes."""
    done = take_through(stack, email=f"{new_id().lower()}@applicant.example")
    _wait_for_the_status_list(stack)
    return shutil.copy(done.certificate, tmp_path_factory.mktemp("certificate") / "certificate.pdf")


def _wait_for_the_status_list(stack: Stack) -> None:
    """The schedule asks for it within a minute of the start."""
    eventually(lambda: httpx.get(f"{stack.verify_origin}/status/1").is_success, every=0.2)


@pytest.fixture(scope="session")
def code(certificate: Path) -> str:
    """What a phone reads from its square."""
    return read_square(certificate.read_bytes())


@pytest.fixture(scope="session")
def full_queue(stack: Stack) -> int:
    """How many made-up cases stand in the staff's queue, more than a page of it shows."""
    seed(stack, CASES)
    return CASES


def read_square(content: bytes) -> str:
    """Render the first page of a PDF as a printer does, and read the code on it."""
    import pypdfium2  # noqa: PLC0415 - heavy

    from chalicelib.verification.codes import scan  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(content)
    (text,) = scan(document[0].render(scale=2.5, grayscale=True).to_pil())
    document.close()
    return text
