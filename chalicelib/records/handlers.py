"""What the queue `checks` asks of this room."""

from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.applications import ApplicationReady
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.records import RecordCheckRequested
from chalicelib.records.services import RecordsService

_CHECKED = frozenset({ApplicationReady.type, RecordCheckRequested.type})


def on_event(envelope: Envelope, service: RecordsService) -> None:
    """Search the records for the event's application, once an event and only while the check waits.

    Raises what `RecordsService.check` raises, and `LookupError` for an event that is not for this room.
    """
    if envelope.type not in _CHECKED:
        raise LookupError(f"The checks queue has no use for {envelope.type}")
    service.check(str(envelope.data["application_id"]), once=Once("checks", envelope.id))
