"""The stack's queues as a story needs them: what waits, what died, and messages put in by hand."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.routing import QUEUES
from infra.local.stack import Stack
from tests.stackrun import eventually

_COUNTS = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]


class Queues:
    """Every queue of the stack and its dead letters, by short name."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.sqs = stack.place.client("sqs")

    def url(self, queue: str) -> str:
        return self.stack.environment[f"{queue.upper()}_QUEUE_URL"]

    def dead_url(self, queue: str) -> str:
        return self.stack.environment[f"{queue.upper()}_DLQ_URL"]

    def send(self, queue: str, body: str | Mapping[str, Any]) -> None:
        """Put a message into a queue, as it stands."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.sqs.send_message(QueueUrl=self.url(queue), MessageBody=text)

    def waiting(self) -> int:
        """Messages in all queues, those in a worker's hands too."""
        return sum(self._count(self.url(queue)) for queue in QUEUES)

    def dead(self) -> dict[str, int]:
        """How many dead letters each queue has, if any."""
        counts = {queue: self._count(self.dead_url(queue)) for queue in QUEUES}
        return {queue: count for queue, count in counts.items() if count}

    def bury(self) -> None:
        """Forget the dead letters."""
        for queue in QUEUES:
            self.sqs.purge_queue(QueueUrl=self.dead_url(queue))

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing is under way."""
        quiet = [0]

        def is_quiet() -> bool:
            quiet[0] = 0 if self.waiting() else quiet[0] + 1
            return quiet[0] > 5  # the outbox needs a moment between two queues

        eventually(is_quiet, seconds)

    @contextmanager
    def hiding_for(self, seconds: int) -> Iterator[None]:
        """Let taken messages come again so soon."""
        before = {queue: self._get(self.url(queue), "VisibilityTimeout") for queue in QUEUES}
        self._hide({queue: str(seconds) for queue in QUEUES})
        yield
        self._hide(before)

    def _hide(self, seconds: Mapping[str, str]) -> None:
        for queue, value in seconds.items():
            self.sqs.set_queue_attributes(QueueUrl=self.url(queue), Attributes={"VisibilityTimeout": value})

    def _get(self, url: str, name: str) -> str:
        return str(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])

    def _count(self, url: str) -> int:
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=_COUNTS)["Attributes"]
        return sum(int(found[name]) for name in _COUNTS)


def envelope(type_: str, **data: str) -> dict[str, Any]:
    """An event as it travels, that nobody in the line sent."""
    made = Envelope(
        id=new_id(),
        type=type_,
        version=1,
        aggregate=f"story#{new_id()}",
        sequence=1,
        occurred_at=clock.now(),
        data=data,
    )
    return made.model_dump(mode="json")
