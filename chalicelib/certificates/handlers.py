"""What the queue `issue` asks of this room."""

from chalicelib.certificates.services import CertificatesService
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.casework import IssueOrdered
from chalicelib.kernel.events.certificates import IssuanceResumed


def on_event(envelope: Envelope, service: CertificatesService) -> None:
    """Issue what was ordered, or finish what was left unfinished; the certificate's own steps make it once.

    Raises what `CertificatesService.issue` raises, and `LookupError` for an event that is not for this room.
    """
    match envelope.type:
        case IssueOrdered.type:
            service.issue(str(envelope.data["order_id"]))
        case IssuanceResumed.type:
            service.issue(str(envelope.data["certificate_id"]))
        case _:
            raise LookupError(f"The issue queue has no use for {envelope.type}")
