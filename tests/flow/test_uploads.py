"""What people send by mistake or on purpose: each refused with a sentence, nothing lost, and the next try works."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chalicelib.casework.models import CaseState, Flag
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.platform import clock
from infra.local.samples import passport_page
from infra.local.simulators.scanner.scan import EICAR
from infra.local.visitor import Visitor
from tests.flow.line import queue_events
from tests.flow.queues import Queues
from tests.flow.steps import Applicant, Desk, act, submit
from tests.stackrun import eventually

GOOD = passport_page()
MISTAKES: dict[Reason, tuple[bytes, str, str]] = {
    Reason.TOO_BIG: (GOOD + bytes(30_000_000 - len(GOOD)), "image/jpeg", "scan.jpg"),
    Reason.PROGRAM: (b"MZ\x90\x00" + bytes(2000), "image/jpeg", "passport.jpg"),
    Reason.EMPTY: (b"", "image/jpeg", "photo.jpg"),
    Reason.WRONG_TYPE: (b"Dear Sir, this is my passport.", "image/png", "letter.png"),
    Reason.THREAT: (GOOD[:2] + b"\xff\xfe\x00\x46" + EICAR + GOOD[2:], "image/jpeg", "eicar.jpg"),
}


def settled(desk: Desk, applicant: Applicant, role: Role = Role.PASSPORT) -> Document:
    """The newest try at a role, once it is decided."""

    def look() -> Document | None:
        newest = desk.rooms.documents.store.latest(applicant.id, role)
        waits = newest is None or newest.state.state is State.AWAITING or newest.state.state.is_waiting
        return None if waits or newest is None else newest.state

    return eventually(look)


def upload(visitor: Visitor, role: Role = Role.PASSPORT, content: bytes = GOOD) -> None:
    """Send a file by the page's form."""
    visitor.open(f"/apply/documents/{role.value}")
    visitor.upload(content, "image/jpeg", "photo.jpg")


def test_every_mistake_gets_a_sentence_and_another_try(desk: Desk):
    applicant = desk.fill()
    visitor = applicant.visitor
    answers = desk.rooms.applications.get(applicant.id).state.answers
    page = "/apply/documents/passport"
    visitor.open(page)
    for reason, (content, content_type, name) in MISTAKES.items():
        visitor.upload(content, content_type, name)
        document = settled(desk, applicant)
        assert (document.state, document.reason) == (State.REFUSED, reason.value)
        assert REASONS[reason] in _plain(visitor.open(page).text)
        visitor.submit(f"{page}/again")
        assert f"Your last file could not be used. {REASONS[reason]}" in _plain(visitor.words())
    visitor.upload(GOOD, "image/jpeg", "photo.jpg")
    assert settled(desk, applicant).state is State.ACCEPTED
    assert "is accepted" in visitor.open(page).text
    assert desk.rooms.applications.get(applicant.id).state.answers == answers


def test_when_the_scanner_is_silent_a_person_decides(
    desk: Desk, olwen: Visitor, faults: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    applicant = desk.fill()
    for role in set(Role) - {Role.PASSPORT}:
        desk.accept(applicant, role)
    faults("scanner", "silent")
    upload(applicant.visitor)
    eventually(lambda: _state(desk, applicant) is State.SCANNING)
    later = clock.now() + timedelta(minutes=11)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(clock, "now", lambda: later)
        assert desk.rooms.intake.overdue_scans() == 1
    page = applicant.visitor.open("/apply/documents/passport").text
    assert REASONS[Reason.SCAN_OVERDUE] in _plain(page)

    submit(applicant.visitor)
    case = desk.case_is(applicant, CaseState.WAITING)
    assert Flag.DOCUMENTS_NEED_PERSON in case.flags
    path = f"/staff/cases/{applicant.id}"
    olwen.open(path)
    act(olwen, path, "document", verdict="accept", reason="The applicant showed it at the counter.")
    case = desk.case_is(applicant, CaseState.OPEN)
    assert case.flags == frozenset()


@pytest.fixture
def scanning(desk: Desk, faults: Callable[..., None]) -> Applicant:
    """Somebody whose passport page waits for a verdict that only a story sends."""
    applicant = desk.fill()
    faults("scanner", "silent")
    upload(applicant.visitor)
    eventually(lambda: _state(desk, applicant) is State.SCANNING)
    return applicant


def verdict(desk: Desk, applicant: Applicant, **other: str) -> dict[str, Any]:
    """GuardDuty's event about the applicant's file, as true as `other` leaves it."""
    document = desk.rooms.documents.current(applicant.id, Role.PASSPORT)
    told = {
        "bucket": desk.stack.environment["QUARANTINE_BUCKET"],
        "key": document.key,
        "version": document.upload.version,
        "result": "NO_THREATS_FOUND",
        "plan": "arn:aws:guardduty:eu-west-2:123456789012:malware-protection-plan/story",
        **other,
    }
    return {
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Malware Protection Object Scan Result",
        "resources": [told["plan"]],
        "detail": {
            "scanStatus": "COMPLETED",
            "s3ObjectDetails": {
                "bucketName": told["bucket"],
                "objectKey": told["key"],
                "versionId": told["version"],
            },
            "scanResultDetails": {"scanResultStatus": told["result"]},
        },
    }


@pytest.mark.usefixtures("impatient")
def test_forged_verdicts_change_nothing(desk: Desk, scanning: Applicant, queues: Queues):
    queues.bury()
    queues.send("intake", verdict(desk, scanning, version="another-version"))
    queues.send("intake", verdict(desk, scanning, plan="arn:aws:guardduty:eu-west-2:123456789012:detector/x"))
    queues.send("intake", verdict(desk, scanning, bucket="somebody-elses"))
    queues.send("intake", verdict(desk, scanning, key="q/nobodys-document"))
    queues.send("intake", {**verdict(desk, scanning), "source": "story.forged"})
    queues.settle()
    assert queues.dead() == {"intake": 4}, "all but the one about another version are set aside for staff"
    assert _state(desk, scanning) is State.SCANNING
    queues.bury()


def test_verdicts_that_come_again_or_late(desk: Desk, scanning: Applicant, queues: Queues):
    for _ in range(3):
        queues.send("intake", verdict(desk, scanning))
    queues.send("intake", verdict(desk, scanning, result="FAILED"))
    queues.settle()
    assert _state(desk, scanning) is State.ACCEPTED
    queues.send("intake", verdict(desk, scanning, result="THREATS_FOUND"))
    eventually(lambda: _state(desk, scanning) is State.NEEDS_PERSON)
    queues.send("intake", verdict(desk, scanning, result="THREATS_FOUND"))
    queues.settle()
    told = {
        b["id"]: b["type"]
        for _, b in queue_events(desk.stack)
        if b["data"].get("application_id") == scanning.id
    }
    assert sorted(told.values()) == ["DocumentAccepted", "DocumentNeedsPerson"]
    assert queues.dead() == {}


@pytest.mark.usefixtures("tireless")
def test_a_scanner_that_is_down_is_asked_until_it_is_back(desk: Desk, faults: Callable[..., None]):
    applicant = desk.fill()
    faults("scanner", "down")
    upload(applicant.visitor)
    eventually(lambda: _state(desk, applicant) is State.UPLOADED)
    faults("scanner", "off")
    assert settled(desk, applicant).state is State.ACCEPTED


def test_the_same_form_sent_twenty_times_at_once_gives_one_result(desk: Desk, queues: Queues):
    applicant = desk.fill()
    offer = desk.rooms.documents.request_upload(applicant.id, Role.PASSPORT, "image/jpeg", by_script=True)

    def post(_: int) -> int:
        files = {"file": ("me.jpg", GOOD, "image/jpeg")}
        return httpx.post(offer.form.url, data=dict(offer.form.fields), files=files, timeout=60).status_code

    with ThreadPoolExecutor(8) as senders:
        assert set(senders.map(post, range(20))) == {201}
    assert settled(desk, applicant).state is State.ACCEPTED
    queues.settle()
    told = {
        b["id"]: b["type"]
        for _, b in queue_events(desk.stack)
        if b["data"].get("document_id") == offer.document.id
    }
    assert list(told.values()) == ["DocumentAccepted"]
    assert desk.rooms.documents.store.latest(applicant.id, Role.PASSPORT).state.attempt == 1
    assert queues.dead() == {}


def _state(desk: Desk, applicant: Applicant) -> State:
    return desk.rooms.documents.current(applicant.id, Role.PASSPORT).state


def _plain(text: str) -> str:
    return text.replace("&#39;", "'")
