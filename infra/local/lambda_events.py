"""The JSON that Lambda hands to a function for each kind of source, made from what moto delivers."""

import base64
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any


@dataclass(frozen=True)
class Context:
    """Lambda's context object, as far as handlers and libraries read it."""

    function_name: str
    timeout: float
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    log_group_name: str = ""
    log_stream_name: str = ""
    identity: None = None
    client_context: None = None
    started: float = field(default_factory=monotonic)

    @property
    def invoked_function_arn(self) -> str:
        """An ARN of the right shape."""
        return f"arn:aws:lambda:eu-west-2:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would stop the function."""
        return max(0, int((self.timeout - (monotonic() - self.started)) * 1000))


def queue_event(messages: Iterable[Mapping[str, Any]], arn: str) -> dict[str, Any]:
    """An SQS event of messages as `ReceiveMessage` returns them."""
    return {"Records": [_queue_record(message, arn) for message in messages]}


def _queue_record(message: Mapping[str, Any], arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {"stringValue": a.get("StringValue"), "dataType": a["DataType"]}
            for name, a in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }


def stream_event(records: Sequence[Mapping[str, Any]], arn: str) -> dict[str, Any]:
    """A DynamoDB stream event of records as `GetRecords` returns them, as plain JSON."""
    region = arn.split(":")[3]
    whole = [{**record, "eventSourceARN": arn, "awsRegion": region} for record in records]
    event: dict[str, Any] = json.loads(json.dumps({"Records": whole}, default=_plain))
    return event


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"A stream record holds a {type(value).__name__}.")


def schedule_event(function: str) -> dict[str, Any]:
    """The event of an EventBridge schedule."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "eu-west-2",
        "resources": [f"arn:aws:events:eu-west-2:123456789012:rule/{function}"],
        "detail": {},
    }


def failed(answer: object, known: Sequence[str]) -> set[str]:
    """Which of the `known` items a handler's answer reports as failed.

    As Lambda does: no answer or an empty list is success, an identifier that is not in the batch
    (or a malformed answer) fails the whole batch.
    """
    if not answer:
        return set()
    items = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if items is None:
        return set()
    named = [item.get("itemIdentifier") if isinstance(item, dict) else None for item in items]
    return set(known) if any(name not in known for name in named) else set(named)
