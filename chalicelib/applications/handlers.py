"""What the queues `applications` and `mail` bring to this room; every message may come twice and out of order."""

from collections.abc import Callable, Mapping

from chalicelib.applications.mailing import Letters
from chalicelib.applications.models import DocumentNote, DocumentState
from chalicelib.applications.services import Applications
from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.base import Envelope

_DOCUMENT_STATES: Mapping[str, DocumentState] = {
    "DocumentAccepted": DocumentState.ACCEPTED,
    "DocumentRefused": DocumentState.REFUSED,
    "DocumentNeedsPerson": DocumentState.NEEDS_PERSON,
    "DocumentReplaced": DocumentState.REPLACED,
}


def on_event(envelope: Envelope, service: Applications) -> None:
    """Apply another room's news; raises `AlreadyDone` for news that was applied before."""
    data, once = envelope.data, Once("applications", envelope.id)
    application_id = str(data["application_id"])
    if state := _DOCUMENT_STATES.get(envelope.type):
        note = DocumentNote(document_id=str(data["document_id"]), state=state, sequence=envelope.sequence)
        service.note_document(application_id, str(data["role"]), note, once)
    elif envelope.type == "CertificateIssued":
        service.mark_issued(application_id, str(data["certificate_id"]), once)
    elif envelope.type == "ApplicationRefused":
        service.mark_refused(application_id, once)


def on_mail(envelope: Envelope, letters: Letters) -> None:
    """Write to the applicant about what this room words; other events are not for it."""
    tell: Mapping[str, Callable[[str, str], None]] = {
        "ApplicationSubmitted": letters.confirm,
        "ResumeLinkRequested": letters.send_link,
        "ApplicationRefused": letters.tell_refusal,
    }
    if act := tell.get(envelope.type):
        act(str(envelope.data["application_id"]), envelope.id)
