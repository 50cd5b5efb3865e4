"""What the issuer needs is refused, gone, or the issuer itself is killed: the order stays and is carried out once."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.casework.models import CaseState
from chalicelib.certificates import qr
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.steps import claims_of, file_key
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.fakes.log import published_leaves
from tests.flow.line import handed_over
from tests.flow.queues import Queues
from tests.flow.steps import Applicant, Desk, approve, recommend
from tests.stackrun import eventually

KEYS = ("LOG_KEY_ID", "QR_KEY_ID", "SEAL_KEY_ID")


@pytest.fixture
def recommended(desk: Desk, olwen: Visitor) -> Applicant:
    """Somebody whose case waits for its approval."""
    applicant = desk.send()
    desk.case_is(applicant, CaseState.OPEN)
    recommend(olwen, applicant.id)
    return applicant


@pytest.fixture
def kms(stack: Stack) -> Iterator[object]:
    """The key service; every key works again afterwards."""
    kms = stack.place.client("kms")
    yield kms
    for key in KEYS:
        kms.enable_key(KeyId=stack.environment[key])


@pytest.fixture
def no_time_stamps(stack: Stack) -> Iterator[None]:
    """The time-stamping authority is gone until the story starts it."""
    stack.processes.stop("tsa")
    yield
    if not stack.processes.runs("tsa"):
        stack.start_simulator("tsa")


def certificate_of(desk: Desk, applicant: Applicant) -> Certificate | None:
    """The register's entry for the applicant's order."""
    case = desk.case(applicant)
    stored = desk.rooms.certificates.register.find(str(case.order_id)) if case else None
    return stored.state if stored else None


def require_one_of_everything(desk: Desk, applicant: Applicant, made: Certificate) -> None:
    """One file, one serial, one leaf, one mail."""
    stack, rooms = desk.stack, desk.rooms
    versions = stack.place.client("s3").list_object_versions(
        Bucket=stack.environment["CERTIFICATES_BUCKET"], Prefix=file_key(made.serial)
    )
    assert len(versions["Versions"]) == 1
    rows = list(rooms.items.scan())
    of_applicant = [r["id"] for r in rows if r["sk"] == "state" and applicant.id in r["body"]]
    assert of_applicant.count(made.order_id) == 2, "the order and its certificate"
    serials = [r["id"] for r in rows if r["pk"].startswith("unique#serial#")]
    assert serials.count(made.order_id) == 1
    assert (
        published_leaves(rooms.public_files).count(
            qr.leaf(claims_of(made, rooms.certificates.tools.issuer_number))
        )
        == 1
    )
    assert mails(stack, applicant) == 1


def mails(stack: Stack, applicant: Applicant) -> int:
    """How many mails said that the certificate is ready."""
    return sum(applicant.email in m["to"] and "is ready" in m["subject"] for m in stack.mail())


@pytest.mark.usefixtures("no_time_stamps", "tireless")
def test_the_order_outlives_every_outage(
    desk: Desk, dev: Visitor, recommended: Applicant, kms, queues: Queues
):
    stack = desk.stack
    for key in KEYS:
        kms.disable_key(KeyId=stack.environment[key])
    approve(dev, recommended.id)
    for key, stops_at in zip(KEYS, (Step.RESERVED, Step.LOGGED, Step.RENDERED), strict=True):
        eventually(lambda at=stops_at: _step(desk, recommended) is at)
        _require_nothing_left(desk, recommended)
        kms.enable_key(KeyId=stack.environment[key])
    tried = _tries(stack)
    eventually(lambda: _tries(stack) > tried + 1)
    assert _step(desk, recommended) is Step.RENDERED
    _require_nothing_left(desk, recommended)
    stack.start_simulator("tsa")
    desk.case_is(recommended, CaseState.ISSUED)
    queues.settle()
    made = certificate_of(desk, recommended)
    assert made.step is Step.PUBLISHED
    require_one_of_everything(desk, recommended, made)
    assert queues.dead() == {}


@pytest.mark.usefixtures("no_time_stamps", "tireless")
def test_the_issuer_is_killed_at_work_and_its_message_is_lost(
    desk: Desk, dev: Visitor, recommended: Applicant, queues: Queues
):
    stack, rooms = desk.stack, desk.rooms
    with socket.create_server(("127.0.0.1", stack.ports["tsa"])) as silent:
        silent.settimeout(20)
        approve(dev, recommended.id)
        with silent.accept()[0]:  # the issuer waits for its time stamp now
            stack.processes.kill("poller")
    queues.forget("issue")
    stack.start_simulator("tsa")
    stack.start_poller()
    stack.wait_for_poller()
    left = certificate_of(desk, recommended)
    assert left.step is Step.RENDERED
    _require_nothing_left(desk, recommended)
    rooms.certificates.unfinished(timedelta(0))
    desk.case_is(recommended, CaseState.ISSUED)
    queues.settle()
    made = certificate_of(desk, recommended)
    assert (made.step, made.serial) == (Step.PUBLISHED, left.serial)
    require_one_of_everything(desk, recommended, made)


def _step(desk: Desk, applicant: Applicant) -> Step | None:
    made = certificate_of(desk, applicant)
    return made.step if made else None


def _tries(stack: Stack) -> int:
    return sum(entry["function"] == "OnIssue" for entry in handed_over(stack))


def _require_nothing_left(desk: Desk, applicant: Applicant) -> None:
    made, stack = certificate_of(desk, applicant), desk.stack
    files = stack.place.client("s3").list_objects_v2(
        Bucket=stack.environment["CERTIFICATES_BUCKET"], Prefix=file_key(made.serial)
    )
    assert files["KeyCount"] == 0
    assert mails(stack, applicant) == 0
    assert desk.case(applicant).state is CaseState.ORDERED
