"""What the queues `issue` and `mail` ask of this room."""

from chalicelib.certificates.collecting import Collecting
from chalicelib.certificates.room import IssuerRoom
from chalicelib.kernel.events.applications import DownloadLinkRequested
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.events.casework import IssueOrdered
from chalicelib.kernel.events.certificates import (
    CertificateIssued,
    CertificateRevoked,
    CopyRequested,
    IssuanceResumed,
    KeyListOffered,
    StatementOffered,
    StatusListDue,
    WithdrawalContinued,
)


def on_event(envelope: Envelope, room: IssuerRoom) -> None:
    """Do what only the issuer may: each message may come twice, and the second finds it done.

    Raises what the services raise, and `LookupError` for an event that is not for this room.
    """
    data = envelope.data
    match envelope.type:
        case IssueOrdered.type:
            room.certificates.issue(str(data["order_id"]))
        case IssuanceResumed.type:
            room.certificates.issue(str(data["certificate_id"]))
        case StatusListDue.type:
            _publish(room, int(data["list_number"] or 0), str(data["certificate_id"]))
        case WithdrawalContinued.type:
            room.compromise.withdraw_lot(str(data["compromise_id"]), int(data["lot"] or 0))
        case KeyListOffered.type:
            room.key_lists.publish_offered()
            room.state_hosts()
        case StatementOffered.type:
            room.statements.enter(str(data["statement_id"]))
        case _:
            raise LookupError(f"The issue queue has no use for {envelope.type}")


def _publish(room: IssuerRoom, list_number: int, certificate_id: str) -> None:
    """With a certificate: see that it is marked. Without: it is time, unless an earlier message did it."""
    if certificate_id:
        certificate = room.certificates.register.get(certificate_id).state
        room.status_lists.include(certificate.status_indices)
    elif room.status_lists.is_due(list_number):
        room.status_lists.publish(list_number)


def on_mail(envelope: Envelope, collecting: Collecting) -> None:
    """Mail the holder about a certificate, links only; other events are not for this room."""
    match envelope.type:
        case CertificateIssued.type | CopyRequested.type:
            collecting.tell(str(envelope.data["certificate_id"]), envelope.id)
        case CertificateRevoked.type:
            collecting.tell_change(str(envelope.data["certificate_id"]), envelope.id)
        case DownloadLinkRequested.type:
            collecting.tell_again(str(envelope.data["application_id"]), envelope.id)
