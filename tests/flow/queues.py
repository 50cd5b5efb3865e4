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

_POSITION = "OnOutbox.position"
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
        for queue in self.dead():
            eventually(lambda queue=queue: self._empty(self.dead_url(queue)))

    def forget(self, queue: str) -> None:
        """Lose what waits in a queue or was in a worker's hands."""
        eventually(lambda: self._empty(self.url(queue)))

    def _empty(self, url: str) -> bool:
        """Delete what can be seen; whether nothing is left."""
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return not self._count(url)

    def settle(self, seconds: float = 60) -> None:
        """Wait until nothing is under way: neither in a queue or a worker's hands, nor between two queues."""
        quiet = [0]

        def is_quiet() -> bool:
            quiet[0] = 0 if self._untold() or self.waiting() or self._untold() else quiet[0] + 1
            return quiet[0] > 1

        eventually(is_quiet, seconds)

    def _untold(self) -> bool:
        """Whether the table's stream holds changes that the poller has not handed over yet."""
        streams, position = self.stack.place.client("dynamodbstreams"), self.stack.events.with_name(_POSITION)
        begin = {"ShardIteratorType": "TRIM_HORIZON"}
        if position.exists():
            begin = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": position.read_text()}
        arn = self.stack.applied.functions["OnOutbox"].sources[0].target
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, **begin)
        return bool(streams.get_records(ShardIterator=at["ShardIterator"], Limit=1)["Records"])

    @contextmanager
    def hiding_for(self, seconds: int, receives: int | None = None) -> Iterator[None]:
        """Let taken messages come again so soon, and (if given) so many times before they are dead."""
        before = {queue: self._attributes(queue) for queue in QUEUES}
        for queue in QUEUES:
            redrive = json.loads(before[queue]["RedrivePolicy"])
            if receives:
                redrive["maxReceiveCount"] = receives
            self._set(queue, {"VisibilityTimeout": str(seconds), "RedrivePolicy": json.dumps(redrive)})
        try:
            yield
        finally:
            for queue, attributes in before.items():
                self._set(queue, attributes)

    def _attributes(self, queue: str) -> dict[str, str]:
        names = ["VisibilityTimeout", "RedrivePolicy"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.url(queue), AttributeNames=names)["Attributes"]
        return {name: found[name] for name in names}

    def _set(self, queue: str, attributes: Mapping[str, str]) -> None:
        self.sqs.set_queue_attributes(QueueUrl=self.url(queue), Attributes=dict(attributes))

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
