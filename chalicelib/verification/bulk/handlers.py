"""What the queue `reports` asks of this room."""

from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.verification import ReportRequested
from chalicelib.verification.bulk.reports import Reports


def on_event(envelope: Envelope, reports: Reports) -> None:
    """Write the report that is due: each message may come twice, and the second finds it done.

    Raises what `Reports` raises, and `LookupError` for an event that is not for this room.
    """
    if envelope.type != ReportRequested.type:
        raise LookupError(f"The reports queue has no use for {envelope.type}")
    reports.write(str(envelope.data["batch_id"]))
