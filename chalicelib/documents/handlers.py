"""What the documents room does when a queue brings something."""

from typing import Any

from chalicelib.documents.errors import NotAnIntakeMessage
from chalicelib.documents.intake import Intake
from chalicelib.documents.messages import DETAIL_TYPE, read_arrivals, read_scan_event
from chalicelib.documents.services import Documents
from chalicelib.kernel.events.base import Envelope


def on_intake(message: dict[str, Any], service: Intake) -> None:
    """An S3 notification or a GuardDuty verdict about quarantine.

    Raises `NotAnIntakeMessage` for anything else, which thus ends among the dead letters.
    """
    if message.get("detail-type") == DETAIL_TYPE:
        event = read_scan_event(message)
        if event.bucket != service.bucket or not event.is_of_a_plan:
            raise NotAnIntakeMessage
        service.verdict(event.verdict())
        return
    for arrival in read_arrivals(message):
        if arrival.bucket != service.bucket or not arrival.is_creation:
            raise NotAnIntakeMessage
        service.received(arrival.key, arrival.version)


def on_mail(envelope: Envelope, service: Documents) -> None:
    """Events that the applicant is told of by mail."""
    if envelope.type == "DocumentRefused":
        service.tell_of_refusal(str(envelope.data["application_id"]), envelope.id)
