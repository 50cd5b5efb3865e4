"""What the queue `casework` brings, each event once."""

from collections.abc import Callable, Mapping

from chalicelib.casework.opening import CaseOpening
from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.base import Envelope

Handle = Callable[[CaseOpening, Mapping[str, str], Once], None]


def _look_at_documents(opening: CaseOpening, data: Mapping[str, str], once: Once) -> None:
    opening.look_at_documents(data["application_id"], once=once)


_HANDLERS: Mapping[str, Handle] = {
    "ApplicationSubmitted": lambda opening, data, once: opening.hold_papers_against_form(
        data["application_id"], once=once
    ),
    "DocumentAccepted": _look_at_documents,
    "DocumentNeedsPerson": _look_at_documents,
    "DocumentRefused": _look_at_documents,
    "DocumentReplaced": _look_at_documents,
    "RecordCheckAnswered": lambda opening, data, once: opening.open_case(data["application_id"], once=once),
    "RecordCheckUnanswered": lambda opening, data, once: opening.wait_for_records(
        data["application_id"], once=once
    ),
    "OverseasCheckRequested": lambda opening, data, once: opening.look_abroad(
        data["application_id"], once=once
    ),
    "OverseasCheckAnswered": lambda opening, data, once: opening.look_abroad(
        data["application_id"], once=once
    ),
    "CertificateIssued": lambda opening, data, once: opening.note_issued(
        data["case_id"], data["serial"], once=once
    ),
    "IssuanceHeld": lambda opening, data, once: opening.take_back(data["case_id"], data["reason"], once=once),
    "ApplicationWithdrawn": lambda opening, data, once: opening.withdraw(data["application_id"], once=once),
}


def on_event(envelope: Envelope, service: CaseOpening) -> None:
    """Bring the event's case up to date; raises `LookupError` for an event that is not for this room."""
    handle = _HANDLERS.get(envelope.type)
    if handle is None:
        raise LookupError(f"The casework queue has no use for {envelope.type}")
    data = {name: str(value) for name, value in envelope.data.items()}
    handle(service, data, Once("casework", envelope.id))
