"""What every queue function does with its batch: one message at a time, failures reported by themselves."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from chalicelib.kernel.changes import AlreadyDone
from chalicelib.kernel.events.base import Envelope
from chalicelib.platform.log import logger

Response = dict[str, list[dict[str, str]]]


def consume(records: Iterable[Mapping[str, Any]], handle: Callable[[dict[str, Any]], None]) -> Response:
    """Hand each SQS record's JSON body to `handle`; the answer names those to be delivered again.

    A message that was handled before (`AlreadyDone`) counts as handled. Any other error leaves the
    message in the queue, which delivers it again and, at last, moves it to the dead-letter queue.
    """
    failures = [record["messageId"] for record in records if not _handled(record, handle)]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failures]}


def consume_events(records: Iterable[Mapping[str, Any]], handle: Callable[[Envelope], None]) -> Response:
    """`consume` for queues that carry our own events."""
    return consume(records, lambda body: handle(Envelope.model_validate(body)))


def consume_stream(
    records: Iterable[Mapping[str, Any]], handle: Callable[[Mapping[str, Any]], None]
) -> Response:
    """Hand each stream record to `handle`; stops at the first failure, from which the stream goes on."""
    for record in records:
        sequence = record["dynamodb"]["SequenceNumber"]
        if not _succeeds(sequence, partial(handle, record)):
            return {"batchItemFailures": [{"itemIdentifier": sequence}]}
    return {"batchItemFailures": []}


def _handled(record: Mapping[str, Any], handle: Callable[[dict[str, Any]], None]) -> bool:
    return _succeeds(record["messageId"], lambda: handle(json.loads(record["body"])))


def _succeeds(identifier: str, work: Callable[[], None]) -> bool:
    try:
        work()
    except AlreadyDone:
        logger().info("message was handled before", extra={"message_id": identifier})
    except Exception as error:  # noqa: BLE001 - the edge of the process: one bad message must not stop the rest
        # The error's own text may hold personal data; its type and place do not.
        facts = {"message_id": identifier, "error": type(error).__name__, "at": _place(error)}
        logger().error("message failed", extra=facts)
        return False
    return True


def _place(error: BaseException) -> str:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
