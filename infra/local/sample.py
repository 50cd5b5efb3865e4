"""One made-up application taken through the whole line, over HTTP and the queues, as people would.

An applicant fills in the form and uploads her papers, one officer recommends, another approves, the
mailed link gives the certificate, and the command line verifies it.
"""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from infra.local.processes import StackError
from infra.local.samples import council_tax_bill, holder_of, passport_page, photo, proof_of_address
from infra.local.simulators.records.known import NO_RECORD, Known
from infra.local.stack import ROOT, Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER, StaffMember
from infra.local.visitor import VisitError, Visitor, wait_for

EMAIL = "eleanor.fairweather@applicant.example"
_LINK = re.compile(r"https?://[^\s\"<>]+(/download/[^\s\"<>]+)")
_BUSY = "Somebody else changed this while you were working"
_TRIES = 5
_REFERENCE = r"PC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"


@dataclass(frozen=True)
class Done:
    """A sample that went through: the file, its reference, and seconds from submit to the signed PDF."""

    certificate: Path
    reference: str
    seconds: float


def take_through(stack: Stack, person: Known = NO_RECORD, email: str = EMAIL) -> Done:
    """Take an application from the form to a verified certificate. Raises StackError when it gets stuck."""
    try:
        with Visitor(stack.apply_origin) as applicant:
            fill_in(applicant, person, email)
            send_papers(applicant, person)
            begun = time.monotonic()
            reference = submit(applicant)
            decide(stack, reference)
            content = collect(stack, applicant, person, email)
            seconds = time.monotonic() - begun
    except VisitError as error:
        raise StackError(
            f"The sample application got stuck. {error}\nLogs are in {stack.folder / 'log'}"
        ) from error
    path = stack.folder / "sample" / "certificate.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    verify(stack, path)
    return Done(path, reference, seconds)


def fill_in(applicant: Visitor, person: Known, email: str) -> None:
    """Answer every question of the form."""
    born = person.birth_date
    applicant.answer("/apply/start")
    applicant.answer("/apply/name", forenames=person.forenames, surname=person.surname)
    applicant.answer("/apply/former-names", former="yes" if person.former_surname else "no")
    if person.former_surname:
        applicant.submit("/apply/former-names/new", forenames=person.forenames, surname=person.former_surname)
        applicant.answer("/apply/former-names", former="no")
    applicant.answer("/apply/sex", sex=person.sex)
    applicant.answer("/apply/birth-date", **_date("birth__date", born.day, born.month, born.year))
    applicant.answer("/apply/birth-place", birth__town=person.birth_town, birth__country="GB")
    applicant.answer("/apply/nationality", nationality=["GB", "", ""])
    expires = _date("passport__expires", 15, 4, datetime.now(UTC).year + 5)
    applicant.answer("/apply/passport", passport__number="L898902C3", passport__country="GB", **expires)
    applicant.answer(
        "/apply/addresses/new",
        line1="14 Larch Road",
        town="Harrowgate",
        postcode="ZZ99 3WZ",
        country="GB",
        since__month=str(born.month),
        since__year=str(born.year),
    )
    applicant.answer("/apply/addresses")
    applicant.answer("/apply/destination", destination="NO")
    applicant.answer("/apply/email", email=email)


def send_papers(applicant: Visitor, person: Known) -> None:
    """Upload a passport page, two proofs of address and a photo, and wait until all are accepted."""
    holder = holder_of(person)
    papers = {
        "passport": (passport_page(holder), "image/jpeg"),
        "address": (proof_of_address(holder), "application/pdf"),
        "second-address": (council_tax_bill(holder), "application/pdf"),
        "photo": (photo(holder), "image/jpeg"),
    }
    for role, (content, content_type) in papers.items():
        applicant.open(f"/apply/documents/{role}")
        applicant.upload(content, content_type)
    for role in papers:
        wait_for(lambda role=role: _is_accepted(applicant, role), f"A verdict on the {role}")


def _is_accepted(applicant: Visitor, role: str) -> bool:
    status = applicant.client.get(f"/apply/documents/{role}/status").json()
    if status["settled"] and status["state"] != "accepted":
        raise VisitError(f"The {role} was not accepted: {status['reason']}")
    return bool(status["settled"])


def submit(applicant: Visitor) -> str:
    """Declare and send; the application's reference."""
    applicant.answer("/apply/declaration", declaration="yes")
    return applicant.find(_REFERENCE)


def decide(stack: Stack, reference: str) -> None:
    """Let one officer recommend and another approve."""
    with Visitor(stack.staff_origin) as first, Visitor(stack.staff_origin) as second:
        sign_in(first, FIRST_OFFICER)
        path = wait_for(lambda: open_case(first, reference), f"The case of {reference}")
        act(first, path, "claim")
        if any(form.action.endswith("/purpose") for form in first.forms()):
            act(first, path, "purpose", reason_code="0", justification="Application for a police certificate")
        act(first, path, "recommend", note="")
        sign_in(second, SECOND_OFFICER)
        second.open(path)
        if any(form.action.endswith("/purpose") for form in second.forms()):
            act(second, path, "purpose", reason_code="0", justification="Approval of a police certificate")
        act(second, path, "approve")


def act(officer: Visitor, path: str, name: str, **answers: str) -> None:
    """Send a form of the case that is open: as people do, again when a worker changed the case at that moment."""
    for _ in range(_TRIES):
        try:
            officer.submit(f"{path}/{name}", **answers)
        except VisitError:
            if officer.page.status_code != HTTPStatus.CONFLICT or _BUSY not in officer.words():
                raise
            officer.open(path)
        else:
            return
    raise VisitError(f"{path} was changed by others {_TRIES} times in a row.")


def sign_in(officer: Visitor, member: StaffMember) -> None:
    """Sign in to the staff's pages."""
    officer.open("/staff/sign-in")
    officer.submit("/staff/sign-in", email=member.email, password=member.password)


def open_case(officer: Visitor, reference: str) -> str | None:
    """Open the case with a reference, once the police have answered; its path."""
    try:
        officer.open(f"/staff/cases?reference={reference}")
    except VisitError:
        return None  # it is not there yet
    is_open = any(form.action.endswith("/claim") for form in officer.forms())
    return officer.page.url.path if is_open else None


def collect(stack: Stack, applicant: Visitor, person: Known, email: str) -> bytes:
    """Wait for the mail with the link, answer its question, and fetch the file."""
    path = wait_for(lambda: download_link(stack, email), "Mail with the link to the certificate")
    applicant.open(path)
    born = person.birth_date
    content = applicant.submit(**_date("birth__date", born.day, born.month, born.year)).content
    if not content.startswith(b"%PDF-"):
        raise VisitError(f"The link gave no PDF but {content[:80]!r}")
    return content


def download_link(stack: Stack, email: str) -> str | None:
    """The path of the newest download link mailed to an address."""
    for message in reversed(stack.mail()):
        found = _LINK.search(message["body"] or message["raw"] or "")
        if found and email in message["to"]:
            return found.group(1)
    return None


def verify(stack: Stack, certificate: Path) -> None:
    """Verify the file with our command line. Raises StackError when it isn't genuine."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "chalicelib",
            "verify",
            str(certificate),
            "--json",
            "--trust",
            str(stack.root_certificate),
        ],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    verdict = json.loads(run.stdout or "{}").get("verdict") if run.stdout.startswith("{") else None
    if run.returncode != 0 or verdict != "genuine":
        raise StackError(f"The sample certificate does not verify: {run.stdout}{run.stderr}")


def _date(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}__day": str(day), f"{name}__month": str(month), f"{name}__year": str(year)}
