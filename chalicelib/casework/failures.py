"""Messages that no worker could handle: what staff see of them (ids and types only), and replaying them."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.casework.errors import UnknownLetter
from chalicelib.casework.models import Officer
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.queues import DeadLetter, Queues
from chalicelib.platform.routing import QUEUES

_PATIENCE, _PAUSE = timedelta(seconds=2), 0.5
"""A look may miss a letter that is there (SQS asks only some of its servers), so a replay looks again."""
_ENVELOPE_IDS = ("id", "aggregate")


@dataclass(frozen=True)
class Failure:
    """A dead letter as staff see it."""

    queue: str
    message_id: str
    kind: str
    """The event's type, or what sort of message it is."""
    about: str
    """Identifiers that it carries."""
    sent_at: datetime
    age: timedelta
    receives: int


@dataclass(frozen=True)
class Failures:
    """The dead-letter queues."""

    queues: Queues

    def listing(self) -> list[Failure]:
        """Up to ten dead letters of each queue, oldest first."""
        found = [_describe(queue, letter) for queue in QUEUES for letter in self.queues.dead_letters(queue)]
        return sorted(found, key=lambda failure: failure.sent_at)

    def replay(self, queue: str, message_id: str, officer: Officer) -> None:
        """Send a dead letter to its queue again; raises `UnknownLetter` when it is not there (any more)."""
        if queue not in QUEUES:
            raise UnknownLetter
        letter = self._find(queue, message_id)
        if letter is None:
            raise UnknownLetter
        self.queues.replay(queue, letter)
        facts = {"queue": queue, "message_id": message_id, "officer_id": officer.id}
        logger().info("dead letter replayed", extra=facts)

    def _find(self, queue: str, message_id: str) -> DeadLetter | None:
        deadline = time.monotonic() + _PATIENCE.total_seconds()
        while True:
            letters = {letter.id: letter for letter in self.queues.dead_letters(queue)}
            if message_id in letters or time.monotonic() > deadline:
                return letters.get(message_id)
            time.sleep(_PAUSE)


def _describe(queue: str, letter: DeadLetter) -> Failure:
    kind, about = _read(letter.body)
    sent_at = datetime.fromtimestamp(letter.sent_at / 1000, tz=UTC)
    return Failure(queue, letter.id, kind, about, sent_at, clock.now() - sent_at, letter.receives)


def _read(body: str) -> tuple[str, str]:
    """Type and ids of a message; of one that is not ours nothing is shown, for it may hold anything."""
    try:
        message = json.loads(body)
    except ValueError:
        return "Not readable", ""
    if not isinstance(message, dict):
        return "Not readable", ""
    if isinstance(message.get("type"), str) and isinstance(message.get("data"), dict):
        return message["type"], _ids(message)
    if message.get("Records"):
        return "File arrived", ""
    return ("Malware verdict" if "detail-type" in message else "Unknown message"), ""


def _ids(message: Mapping[str, Any]) -> str:
    known = {name: message.get(name) for name in _ENVELOPE_IDS}
    known |= {name: value for name, value in message["data"].items() if name.endswith("_id")}
    return ", ".join(f"{name} {value}" for name, value in known.items() if _is_identifier(value))


def _is_identifier(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 100 and all(c.isalnum() or c in "#-_" for c in value)  # noqa: PLR2004
