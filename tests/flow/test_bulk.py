"""An embassy from its account to a signed report, over HTTP and the queues, each message delivered twice."""

import json
from collections.abc import Iterator

import httpx
import pytest

from chalicelib.platform import clock
from chalicelib.verification.bulk.report_check import check_report
from chalicelib.verification.trust import Trust
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.flow.line import Line, queue_events
from tests.flow.queues import Queues
from tests.stackrun import eventually

PDF, JSON = {"Content-Type": "application/pdf"}, {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def key(ruth: Visitor) -> str:
    """A key that the supervisor issued on her pages."""
    ruth.answer(
        "/staff/embassies", name="Embassy of Portugal, London", country="PT", contact="visa@embassy.example"
    )
    account = ruth.page.url.path
    ruth.submit(f"{account}/keys", label="Visa desk", scope=["check", "batches"], days="30")
    shown = ruth.find(r"data-issued-key>(prb_[^<]+)<")
    ruth.open(account)
    assert shown not in ruth.page.text
    return shown


@pytest.fixture
def machine(stack: Stack, key: str) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"{stack.verify_origin}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30
    ) as client:
        yield client


def test_a_batch_becomes_one_signed_report(
    stack: Stack, machine: httpx.Client, line: Line, queues: Queues
) -> None:
    certificate = line.done.certificate.read_bytes()
    batch = machine.post("/batches", json={"kind": "files", "label": "March"}).json()
    parts = [certificate, certificate[:-40], b"not a certificate"]
    for number, content in enumerate([*parts, *parts], start=1):
        sent = machine.post(
            f"/batches/{batch['id']}/parts/{(number - 1) % 3 + 1}", content=content, headers=PDF
        )
        assert sent.status_code == 200, sent.text
    assert machine.post(f"/batches/{batch['id']}/finish", content=b"{}", headers=JSON).status_code == 202
    reported = eventually(lambda: _reported(machine, batch["id"]), 60)
    assert reported["verdicts"] == {"altered": 1, "genuine": 1, "not-a-certificate": 1}
    (asked,) = [body for body in _requests(stack) if body["data"]["batch_id"] == batch["id"]]
    queues.send("reports", asked)
    eventually(lambda: _requests(stack).count(asked) == 2)
    queues.settle(60)
    _require_one_sound_report(stack, machine, batch["id"])
    assert "reports" not in queues.dead()


def _reported(machine: httpx.Client, batch_id: str) -> dict | None:
    view = machine.get(f"/batches/{batch_id}").json()
    return view if view["state"] == "reported" else None


def _requests(stack: Stack) -> list[dict]:
    """What the reports' worker was handed."""
    return [body for _, body in queue_events(stack) if body["type"] == "ReportRequested"]


def _require_one_sound_report(stack: Stack, machine: httpx.Client, batch_id: str) -> None:
    trust = Trust.read(stack.root_certificate, stack.folder / "trust.json")
    files = [machine.get(f"/batches/{batch_id}/report.{ending}").content for ending in ("json", "pdf")]
    assert check_report(files[0], trust, clock.now()) == check_report(files[1], trust, clock.now())
    found = stack.place.client("s3").list_object_versions(
        Bucket=stack.environment["REPORTS_BUCKET"], Prefix=f"reports/{batch_id}"
    )["Versions"]
    assert len(found) == 2


def test_a_withdrawn_key_opens_nothing_at_once(ruth: Visitor, stack: Stack) -> None:
    ruth.answer("/staff/embassies", name="Mission that closes", country="FR", contact="a@embassy.example")
    account = ruth.page.url.path
    ruth.submit(f"{account}/keys", label="Desk", scope=["check"], days="3")
    key = ruth.find(r"data-issued-key>(prb_[^<]+)<")
    address, headers = f"{stack.verify_origin}/api/v1/key", {"Authorization": f"Bearer {key}"}
    assert httpx.get(address, headers=headers).json()["account"] == "Mission that closes"
    ruth.open(account)
    ruth.submit(f"{account}/keys/{key.split('_')[1]}/revoke")
    refused = httpx.get(address, headers=headers)
    assert refused.status_code == 401
    assert json.loads(refused.text)["title"] == "Unauthorized"
