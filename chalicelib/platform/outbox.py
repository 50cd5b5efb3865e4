"""The outbox: events written with the change that caused them, sent to queues afterwards, then removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ulid import ULID

from chalicelib.kernel.events.base import Envelope
from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key, Write
from chalicelib.platform.log import logger
from chalicelib.platform.queues import Queues
from chalicelib.platform.routing import ROUTES
from chalicelib.platform.unit_of_work import OUTBOX_SHARDS


class UnroutedEvent(LookupError):  # noqa: N818 - the message says what is missing
    """An event type that `platform/routing.py` does not name."""


@dataclass(frozen=True)
class Outbox:
    """Sends outbox items; sending twice is harmless, for consumers deduplicate by event id."""

    items: Items
    queues: Queues

    def dispatch(self, key: Key, body: str) -> None:
        """Send one event to every queue of its route, then remove its item."""
        envelope = Envelope.model_validate_json(body)
        if envelope.type not in ROUTES:
            raise UnroutedEvent(envelope.type)
        for queue in ROUTES[envelope.type]:
            self.queues.send(queue, body)
        self.items.write(Write(key, None))
        logger().info("event sent", extra={"event_id": envelope.id, "event_type": envelope.type})

    def dispatch_stream_record(self, record: Mapping[str, Any]) -> None:
        """Handle one record of the table's stream: new outbox items are sent, the rest is no concern here."""
        if record["eventName"] != "INSERT":
            return
        image = record["dynamodb"]["NewImage"]
        pk, sk = image["pk"]["S"], image["sk"]["S"]
        if pk.startswith("outbox#"):
            self.dispatch(Key(pk, sk), image["body"]["S"])

    def sweep(self, older_than: timedelta) -> int:
        """Send what the stream missed; the number of events sent."""
        late = [(key, body) for key, body, written in self._waiting() if clock.now() - written > older_than]
        for key, body in late:
            self.dispatch(key, body)
        return len(late)

    def oldest_age(self) -> timedelta:
        """How long the oldest unsent event has waited (zero when none waits)."""
        return max((clock.now() - written for _, _, written in self._waiting()), default=timedelta(0))

    def _waiting(self) -> list[tuple[Key, str, datetime]]:
        found = []
        for shard in range(OUTBOX_SHARDS):
            for item in self.items.query(f"outbox#{shard}", limit=100).items:
                key = Key(item["pk"], item["sk"])
                found.append((key, str(item["body"]), ULID.from_str(key.sk).datetime))
        return found
