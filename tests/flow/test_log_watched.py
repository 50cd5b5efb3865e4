"""The witness and the monitor of the log at work: nothing leaves unwitnessed, and forgeries are named."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from chalicelib.bootstrap import Services
from chalicelib.casework.models import CaseState
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.log.watch import Finding
from chalicelib.certificates.models import Certificate, Step
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.identifiers import new_id, new_serial
from chalicelib.platform import clock
from chalicelib.platform.items import Write
from chalicelib.platform.unit_of_work import state_key
from infra.local.stack import ROOT, Stack
from infra.local.visitor import Visitor
from tests.attack.workshop import content
from tests.fakes.log import published
from tests.flow.steps import Applicant, Desk, approve, recommend
from tests.stackrun import eventually


@pytest.fixture
def recommended(desk: Desk, olwen: Visitor) -> Applicant:
    """Somebody whose case waits for its approval."""
    applicant = desk.send()
    desk.case_is(applicant, CaseState.OPEN)
    recommend(olwen, applicant.id)
    return applicant


@pytest.mark.usefixtures("tireless")
@pytest.mark.parametrize("fault", ["down", "refuses", "conflict", "garbled", "stranger", "drop"])
def test_nothing_leaves_without_the_witness(
    desk: Desk, dev: Visitor, recommended: Applicant, faults: Callable[..., None], fault: str
):
    rooms = desk.rooms
    before = published(rooms.public_files)
    faults("witness", fault)
    approve(dev, recommended.id)
    log = rooms.certificates.tools.log
    eventually(lambda: log.size() > (before.checkpoint.size if before else 0))
    assert published(rooms.public_files) == before
    assert _step(desk, recommended) is Step.RESERVED
    assert desk.case(recommended).state is CaseState.ORDERED
    faults("witness", "off")
    eventually(lambda: _step(desk, recommended) is Step.PUBLISHED)
    note = published(rooms.public_files)
    assert note is not None
    assert rooms.log_monitor.log.policy.met_by(note)


def _step(desk: Desk, applicant: Applicant) -> Step | None:
    case = desk.case(applicant)
    stored = desk.rooms.certificates.register.find(str(case.order_id)) if case else None
    return stored.state.step if stored else None


@pytest.fixture
def forged(rooms: Services) -> Iterator[Certificate]:
    """A certificate that somebody wrote into the register past the issuer."""
    now = clock.now()
    made = Certificate(
        order_id=new_id(),
        case_id="forged",
        application_id="forged",
        step=Step.PUBLISHED,
        content=content(serial=new_serial()),
        status_index=1,
        reserved_at=now,
        touched_at=now,
        issued_at=now,
    )
    register, audit = rooms.certificates.register, AuditEntry("certificate.published", SYSTEM)
    register.save(None, made, aggregate_id=made.order_id, audit=audit)
    yield made
    rooms.items.write(Write(state_key("certificate", made.order_id), None))


def test_the_monitor_names_what_was_forged(
    stack: Stack, rooms: Services, forged: Certificate, ruth: Visitor, monkeypatch: pytest.MonkeyPatch
):
    log, leaf = rooms.certificates.tools.log, os.urandom(32)
    stranger, first = log.append(os.urandom(32)), log.append(leaf)
    with monkeypatch.context() as patched:
        patched.setattr(Log, "_find", lambda *_: {})
        second = log.append(leaf)
    stack.invoke("OnLogMonitor")
    assert '"LogFindings": 4' in (stack.folder / "log" / "poller.log").read_text()
    found = {(finding.fault, finding.about) for finding in _findings(rooms)}
    assert ("not-logged", forged.serial) in found
    assert ("unknown-leaf", str(stranger.index)) in found
    assert ("logged-twice", f"{second.index}, first {first.index}") in found
    faults = {"not-logged", "logged-twice", "unknown-leaf"}
    assert {fault for fault, _ in found} == faults
    page = ruth.open("/staff/system").text
    assert "A certificate was issued that does not stand in the log." in page
    assert forged.serial in page
    told = subprocess.run(
        [sys.executable, "-m", "chalicelib", "log", "monitor", "--whole", "--json"],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    report = json.loads(told.stdout)
    assert {finding["fault"] for finding in report["findings"]} == faults
    assert rooms.log_monitor.accept().findings == ()


def _findings(rooms: Services) -> tuple[Finding, ...]:
    watch = rooms.log_watches.report()
    assert watch is not None
    return watch.findings
