"""How each kind of source feeds a function: queue, stream, schedule, with Lambda's rules for failures."""

import importlib
import json
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.local.applier.filters import matches
from infra.local.applier.functions import Function, Source
from infra.local.lambda_events import Context, failed, queue_event, schedule_event, stream_event

_QUEUE_WAIT = 5  # seconds that a read of an empty queue waits; moto's front waits without its lock
_BATCH_LIMIT = 10  # SQS hands out no more at once

Handler = Callable[[dict[str, Any], Context], Any]
Invoke = Callable[[Function, dict[str, Any]], Any]


class FailedInvocationError(Exception):
    """A handler raised: to Lambda, the whole batch has failed."""


def invoke(function: Function, event: dict[str, Any]) -> Any:
    """Call the real handler with an event. Raises FailedInvocationError when it raises anything."""
    module, _, name = function.handler.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), name)
    try:
        return handler(event, Context(function.name, function.timeout))
    except Exception as error:
        traceback.print_exc()
        raise FailedInvocationError(f"{function.name} failed") from error


@dataclass
class QueueFeeder:
    """Feeds one function from one queue, a batch at a time."""

    function: Function
    source: Source
    sqs: Any
    invoke: Invoke = invoke

    def __post_init__(self) -> None:
        """Find the queue's address."""
        name = self.source.target.rpartition(":")[2]
        self.url = self.sqs.get_queue_url(QueueName=name)["QueueUrl"]

    def feed(self, wait: int = _QUEUE_WAIT) -> int:
        """Take one batch, hand it over, delete what succeeded; the number of messages taken."""
        messages = self.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=min(self.source.batch_size, _BATCH_LIMIT),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if messages:
            self._delete(messages, self._failures(messages))
        return len(messages)

    def _failures(self, messages: Sequence[Mapping[str, Any]]) -> set[str]:
        known = [message["MessageId"] for message in messages]
        try:
            answer = self.invoke(self.function, queue_event(messages, self.source.target))
        except FailedInvocationError:
            return set(known)
        return failed(answer, known)

    def _delete(self, messages: Sequence[Mapping[str, Any]], failures: set[str]) -> None:
        done = [
            {"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]}
            for i, message in enumerate(messages)
            if message["MessageId"] not in failures
        ]
        if done:
            self.sqs.delete_message_batch(QueueUrl=self.url, Entries=done)


@dataclass
class StreamFeeder:
    """Feeds one function from one table's stream, in order, from its first record.

    `position` is a file that remembers how far it came, for the next process that feeds the same stream.
    """

    function: Function
    source: Source
    streams: Any
    sqs: Any
    invoke: Invoke = invoke
    pause: Callable[[float], object] = time.sleep
    position: Path | None = None

    def __post_init__(self) -> None:
        """Find the stream's shard and begin where the last process stopped, or at the start."""
        description = self.streams.describe_stream(StreamArn=self.source.target)["StreamDescription"]
        self._shard = description["Shards"][0]["ShardId"]
        self._iterator = self._begin()

    def feed(self) -> int:
        """Read on, hand over the records that pass the filter; the number of records read."""
        answer = self.streams.get_records(ShardIterator=self._iterator, Limit=1000)
        wanted = [r for r in answer["Records"] if self._passes(r)]
        while wanted:
            wanted = self._hand_over(wanted[: self.source.batch_size]) + wanted[self.source.batch_size :]
        self._iterator = answer["NextShardIterator"]
        if answer["Records"] and self.position:
            self._remember(self.position, answer["Records"][-1]["dynamodb"]["SequenceNumber"])
        return len(answer["Records"])

    @staticmethod
    def _remember(position: Path, number: str) -> None:
        """Write the position down in one step: whoever reads it, or is killed, meets a whole one."""
        new = position.with_suffix(".new")
        new.write_text(number)
        new.replace(position)

    def _begin(self) -> str:
        begin = {"ShardIteratorType": "TRIM_HORIZON"}
        if self.position and self.position.exists():
            begin = {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "SequenceNumber": self.position.read_text(),
            }
        answer = self.streams.get_shard_iterator(StreamArn=self.source.target, ShardId=self._shard, **begin)
        return str(answer["ShardIterator"])

    def _passes(self, record: Mapping[str, Any]) -> bool:
        return not self.source.patterns or any(matches(p, record) for p in self.source.patterns)

    def _hand_over(self, batch: list[Any]) -> list[Any]:
        """Try a batch until its first record is done or given up; what is left of it."""
        for attempt in range(1 + self.source.attempts):
            rest = self._rest(batch)
            if len(rest) < len(batch):
                return rest
            self.pause(min(0.1 * 2**attempt, 5))
        self._give_up(batch[0])
        return batch[1:]

    def _rest(self, batch: list[Any]) -> list[Any]:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        try:
            failures = failed(self.invoke(self.function, stream_event(batch, self.source.target)), numbers)
        except FailedInvocationError:
            return batch
        return batch[min(map(numbers.index, failures)) :] if failures else []

    def _give_up(self, record: Mapping[str, Any]) -> None:
        """Tell the failure queue where the record is, as Lambda does: its position, not its content."""
        if not self.source.on_failure:
            return
        number = record["dynamodb"]["SequenceNumber"]
        body = {
            "requestContext": {"functionArn": self.function.name, "condition": "RetryAttemptsExhausted"},
            "version": "1.0",
            "timestamp": datetime.now(UTC).isoformat(),
            "DDBStreamBatchInfo": {
                "shardId": self._shard,
                "startSequenceNumber": number,
                "endSequenceNumber": number,
                "batchSize": 1,
                "streamArn": self.source.target,
            },
        }
        name = self.source.on_failure.rpartition(":")[2]
        url = self.sqs.get_queue_url(QueueName=name)["QueueUrl"]
        self.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))


@dataclass
class Schedule:
    """Runs one function when its `rate(...)` or daily `cron(m h ...)` says so; a minute may be made shorter."""

    function: Function
    source: Source
    minute: float = 60
    invoke: Invoke = invoke

    def feed(self, stop: threading.Event) -> None:
        """Wait for the next time and run the function; a failure waits for the time after."""
        if stop.wait(self.seconds(datetime.now(UTC))):
            return
        try:
            self.invoke(self.function, schedule_event(self.function.name))
        except FailedInvocationError as error:
            print(error, flush=True)

    def seconds(self, now: datetime) -> float:
        """Seconds until the next run."""
        kind, _, argument = self.source.target.rstrip(")").partition("(")
        if kind == "rate":
            count, unit = argument.split()
            minutes = {"minute": 1, "hour": 60, "day": 1440}[unit.rstrip("s")]
            return int(count) * minutes * self.minute
        minute, hour = (int(part) for part in argument.split()[:2])
        due = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return ((due if due > now else due + timedelta(days=1)) - now).total_seconds()
