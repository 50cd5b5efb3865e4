"""One application on its whole way, from the form to the verified certificate, with everything delivered twice."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx

from infra.local.sample import Done, take_through
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from tests.flow.queues import Queues

PERSON = NO_RECORD
EMAIL = "twice@applicant.example"


@dataclass(frozen=True)
class Line:
    """What an application left behind when it went through."""

    stack: Stack
    done: Done
    application_id: str
    urls: list[str]
    """Every address that applicant, officers and uploads used."""

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every event about the application that a queue's worker was handed: the function, and the event."""
        for function, body in queue_events(self.stack):
            if body["data"].get("application_id") == self.application_id:
                yield function, body

    def deliveries(self) -> Counter[tuple[str, str]]:
        """How often each event came to each function."""
        return Counter((function, body["id"]) for function, body in self.events())


def go_the_whole_way(stack: Stack, queues: Queues) -> Line:
    """Take somebody through while every worker's first answer is lost, and wait for all that comes again."""
    urls: list[str] = []
    send = httpx.Client.send

    def noted(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        urls.append(str(request.url))
        return send(client, request, **more)

    stack.processes.stop("poller")
    stack.start_poller("--twice")
    stack.wait_for_poller()
    with queues.hiding_for(3, receives=10):
        try:
            with patch.object(httpx.Client, "send", noted):
                done = take_through(stack, PERSON, EMAIL)
            queues.settle()
        finally:
            stack.processes.stop("poller")
            stack.start_poller()
            stack.wait_for_poller()
        # What was in the last worker's hands has been received often; it is handled before few receives are enough.
        queues.settle()
    sent = [
        body["data"]["application_id"] for _, body in queue_events(stack) if body["type"] == "IssueOrdered"
    ]
    return Line(stack, done, sent[-1], urls)


def queue_events(stack: Stack) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every event of ours that a queue's worker was handed since the start, oldest first."""
    for entry in handed_over(stack):
        for record in entry["event"].get("Records", []):
            body = _body(record)
            if isinstance(body.get("data"), dict):
                yield entry["function"], body


def handed_over(stack: Stack) -> Iterator[dict[str, Any]]:
    """Every event that was handed to a function, oldest first."""
    for text in stack.events.read_text().splitlines():
        yield json.loads(text)


def _body(record: dict[str, Any]) -> dict[str, Any]:
    try:
        body = json.loads(record.get("body", "{}"))
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
