"""What the queues `issue` and `mail` ask of this room."""

from chalicelib.certificates.collecting import Collecting
from chalicelib.certificates.services import CertificatesService
from chalicelib.kernel.events.applications import DownloadLinkRequested
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.casework import IssueOrdered
from chalicelib.kernel.events.certificates import CertificateIssued, IssuanceResumed


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


def on_mail(envelope: Envelope, collecting: Collecting) -> None:
    """Mail the holder a link to the certificate; other events are not for this room."""
    match envelope.type:
        case CertificateIssued.type:
            collecting.tell(str(envelope.data["certificate_id"]), envelope.id)
        case DownloadLinkRequested.type:
            collecting.tell_again(str(envelope.data["application_id"]), envelope.id)
