"""Two officers withdraw a certificate: the status list says so within a minute, of copies too; the holder is told."""

import logging
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from chalicelib.certificates import status_list
from chalicelib.kernel.identifiers import new_id
from infra.local.sample import Done, take_through
from infra.local.simulators.records.known import NO_RECORD
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


@pytest.fixture(scope="module")
def copied(stack: Stack, issued: tuple[Done, Path]) -> Path:
    """A copy that the holder had made, on the page that the letter leads to."""
    path = issued[1].with_name("copy.pdf")
    (letter,) = wait_for(lambda: letters(stack, "is ready"), "The letter with the holder's page", 30)
    soon, born = datetime.now(UTC).date() + timedelta(days=30), NO_RECORD.birth_date
    with Visitor(stack.apply_origin) as holder:
        holder.open(str(re.search(r"/apply/resume/\S+", letter)[0]))
        holder.submit(**_date("birth__date", born))
        holder.open("/application/copies")
        holder.submit("/application/copies", recipient="Acme Ltd", purpose="visa", **_date("until", soon))
        action = wait_for(lambda: _download(holder), "The copy", 60)
        path.write_bytes(holder.submit(action).content)
    return path


def _date(name: str, day: date) -> dict[str, str]:
    return {f"{name}__day": str(day.day), f"{name}__month": str(day.month), f"{name}__year": str(day.year)}


def _download(holder: Visitor) -> str | None:
    holder.open("/application/copies")
    return next((form.action for form in holder.forms() if form.action.endswith("/download")), None)


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
    stack: Stack, issued: tuple[Done, Path], copied: Path, officers: tuple[Visitor, Visitor], tmp_path: Path
) -> None:
    (done, file), (olwen, dev) = issued, officers
    wait_for(lambda: published(stack), "The first status list", 60)
    assert verify(stack, file, tmp_path).returncode == 0
    assert "A COPY for one recipient" in verify(stack, copied, tmp_path).stdout
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
    assert "status-revoked" in verify(stack, copied, tmp_path).stdout
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
