"""What the queue `checks` asks of this room."""

from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.applications import ApplicationReady
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.documents import DocumentAccepted
from chalicelib.kernel.events.records import RecordChanged, RecordCheckRequested
from chalicelib.records.services import RecordsService

_CHECKED = frozenset({ApplicationReady.type, RecordCheckRequested.type})


def on_event(envelope: Envelope, service: RecordsService) -> None:
    """Search the records for the event's application, once an event and only while the check waits; or see whether
    an answer still holds, after a document was accepted or a record changed.

    Raises what `RecordsService.check` raises, and `LookupError` for an event that is not for this room.
    """
    if envelope.type in _CHECKED:
        service.check(str(envelope.data["application_id"]), once=Once("checks", envelope.id))
    elif envelope.type == DocumentAccepted.type:
        service.follow_application(str(envelope.data["application_id"]))
    elif envelope.type == RecordChanged.type:
        service.follow_record(str(envelope.data["record_id"]), int(str(envelope.data["record_version"])))
    else:
        raise LookupError(f"The checks queue has no use for {envelope.type}")
