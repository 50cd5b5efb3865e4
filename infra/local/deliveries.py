"""Ways of handing an event over, each wrapped round another: written down, or done without anybody hearing of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.applier.functions import Function
from infra.local.feeders import Invoke


@dataclass
class Noted:
    """Writes down each event as a line of JSON before it is handed over, so that people and tests can read it."""

    inner: Invoke
    path: Path

    def __call__(self, function: Function, event: dict[str, Any]) -> Any:
        """Hand an event over."""
        line = json.dumps({"function": function.name, "event": event})
        with self.path.open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")
        return self.inner(function, event)


@dataclass
class AnswerLost:
    """Loses the answer to each record's first delivery, as when a worker dies right after its work.

    The work is done but nobody heard of it, so all is delivered again: from a queue when it is visible again,
    long after what came later, and from the stream at once. A queue's batch comes newest first.
    """

    inner: Invoke
    _seen: set[str] = field(default_factory=set)

    def __call__(self, function: Function, event: dict[str, Any]) -> Any:
        """Hand an event over; report what came for the first time as failed."""
        records = event.get("Records", [])
        if records and "messageId" in records[0]:
            event = {**event, "Records": records[::-1]}
        answer = self.inner(function, event)
        fresh = [name for name in map(_identifier, records) if f"{function.name} {name}" not in self._seen]
        self._seen.update(f"{function.name} {name}" for name in fresh)
        if not fresh:
            return answer
        known = (answer or {}).get("batchItemFailures") or []
        return {"batchItemFailures": [*known, *({"itemIdentifier": name} for name in fresh)]}


def _identifier(record: Mapping[str, Any]) -> str:
    return str(record["messageId"] if "messageId" in record else record["dynamodb"]["SequenceNumber"])
