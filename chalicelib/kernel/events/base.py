"""The envelope in which every event travels, and the base of the events themselves."""

from datetime import datetime
from typing import ClassVar

from chalicelib.kernel.models import Model


class Event(Model):
    """Something that happened. Its fields are identifiers and codes only: queues are not for personal data."""

    type: ClassVar[str]
    version: ClassVar[int] = 1


class Envelope(Model):
    """An event as written in the outbox and sent to queues; `id` (a ULID) is what consumers deduplicate by."""

    id: str
    type: str
    version: int
    aggregate: str
    """`<kind>#<id>` of what changed."""
    sequence: int
    """The aggregate's version after the change; consumers can see gaps and order by it."""
    occurred_at: datetime
    data: dict[str, str | int | bool | None]
