"""Two officers withdraw a certificate on their pages: the status list says so within a minute; the holder is told."""

import logging
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from chalicelib.certificates import status_list
from chalicelib.kernel.identifiers import new_id
from infra.local.sample import Done, take_through
from infra.local.stack import ROOT, Stack
from infra.local.visitor import Visitor, wait_for

EMAIL = f"{new_id().lower()}@applicant.example"
COSE = {"Accept": status_list.TYPE}


@pytest.fixture(scope="module")
def issued(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    done = take_through(stack, email=EMAIL)
    kept = tmp_path_factory.mktemp("issued") / "certificate.pdf"
    kept.write_bytes(done.certificate.read_bytes())
    return done, kept


@pytest.fixture
def officers(olwen: Visitor, dev: Visitor) -> tuple[Visitor, Visitor]:
    return olwen, dev


def published(stack: Stack) -> status_list.StatusList | None:
    """The list as an embassy gets it."""
    answer = httpx.get(f"{stack.verify_origin}/status/1", headers=COSE)
    if answer.status_code != httpx.codes.OK:
        return None
    assert answer.headers["content-type"] == status_list.TYPE
    return status_list.disassemble(answer.content)[1]


def verify(stack: Stack, file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the command line says, with the list as published now."""
    (folder / "status").write_bytes(httpx.get(f"{stack.verify_origin}/status/1", headers=COSE).content)
    command = [sys.executable, "-m", "chalicelib", "verify", "--trust", str(stack.root_certificate)]
    command += ["--status", str(folder / "status"), "--require-status", str(file)]
    return subprocess.run(
        command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=False
    )


def letters(stack: Stack, subject: str) -> list[str]:
    """Mail to the holder with such a subject."""
    return [m["body"] for m in stack.mail() if EMAIL in str(m["to"]) and subject in m["subject"]]


def test_from_the_second_officers_button_to_everybody_in_a_minute(
    stack: Stack, issued: tuple[Done, Path], officers: tuple[Visitor, Visitor], tmp_path: Path
) -> None:
    (done, file), (olwen, dev) = issued, officers
    wait_for(lambda: published(stack), "The first status list", 60)
    assert verify(stack, file, tmp_path).returncode == 0
    olwen.open("/staff/register")
    olwen.submit("/staff/register", sought=done.reference)
    path = httpx.URL(str(olwen.page.url)).path
    olwen.submit(f"{path}/ask", why="issued_in_error", reason="The photograph is somebody else's.")
    dev.open("/staff/register")
    assert path in dev.page.text
    before = published(stack)
    dev.open(path)
    begun = time.monotonic()
    dev.submit(f"{path}/confirm")
    after = wait_for(lambda: _newer(stack, before), "A status list with the withdrawal", 60)
    seconds = time.monotonic() - begun
    logging.getLogger(__name__).info("published %.1f s after the confirmation", seconds)
    assert seconds < 60
    assert len(after.revoked - before.revoked) == 1
    said = verify(stack, file, tmp_path)
    assert said.returncode == 1
    assert "status-revoked" in said.stdout
    assert "error" not in said.stdout.lower()
    (letter,) = wait_for(lambda: letters(stack, "news"), "The letter to the holder", 30)
    assert "photograph" not in letter
    assert "error" not in letter
    assert "Withdrawn: issued in error" in dev.open(path).text


def test_it_can_be_issued_again_and_the_holder_gets_the_new_one(
    stack: Stack, issued: tuple[Done, Path], officers: tuple[Visitor, Visitor]
) -> None:
    done, _ = issued
    ready = len(letters(stack, "is ready"))
    for officer, action in zip(officers, ("again", "order"), strict=True):
        officer.open("/staff/register")
        officer.submit("/staff/register", sought=done.reference)
        path = httpx.URL(str(officer.page.url)).path
        more = {"passport_number": "AB1234567", "reason": "A new passport."} if action == "again" else {}
        officer.submit(f"{path}/{action}", **more)
    wait_for(lambda: len(letters(stack, "is ready")) > ready, "The letter about the new certificate", 60)


def _newer(stack: Stack, before: status_list.StatusList) -> status_list.StatusList | None:
    found = published(stack)
    return found if found and found.revoked != before.revoked else None
