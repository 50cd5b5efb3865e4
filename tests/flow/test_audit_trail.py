"""Afterwards anybody can check the trail from the command line: whole, and not whole after one edited event."""

import json
import subprocess
import sys

import pytest

from chalicelib.bootstrap import Services
from chalicelib.platform.items import Key, Write
from infra.local.stack import Stack
from tests.flow.line import Line
from tests.stackrun import ROOT


def audit_verify(stack: Stack) -> subprocess.CompletedProcess[str]:
    """`python -m chalicelib audit verify` as somebody with the functions' environment runs it."""
    return subprocess.run(
        [sys.executable, "-m", "chalicelib", "audit", "verify"],
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def sealed_trail(line: Line, stack: Stack, queues) -> Line:
    """The line's trail with a signed segment over it, and nothing under way that would write meanwhile."""
    queues.settle()
    stack.invoke("OnAuditSegment")
    return line


def test_the_trail_is_whole_and_an_edited_event_is_found(sealed_trail: Line, stack: Stack, rooms: Services):
    run = audit_verify(stack)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "The audit trail is whole" in run.stdout
    assert " 0 signed segments" not in run.stdout

    key = Key(f"case#{sealed_trail.application_id}", "audit#00000002")
    before = rooms.items.get(key)
    event = json.loads(before["body"])
    edited = {**before, "body": json.dumps({**event, "actor": {"kind": "officer", "id": "somebody-else"}})}
    rooms.items.write(Write(key, _without_key(edited)))
    try:
        run = audit_verify(stack)
    finally:
        rooms.items.write(Write(key, _without_key(before)))
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"case#{sealed_trail.application_id} event 2: the event was edited" in run.stdout
    assert "NOT WHOLE" in run.stdout


def _without_key(item: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in item.items() if name not in {"pk", "sk"}}
