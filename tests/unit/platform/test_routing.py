"""Whatever an event's route names, somebody at the other end of that queue acts on it."""

from collections.abc import Callable, Iterator, Mapping
from unittest.mock import MagicMock

import pytest

from chalicelib.applications import handlers as applications
from chalicelib.bootstrap import Services
from chalicelib.casework import handlers as casework
from chalicelib.certificates import handlers as certificates
from chalicelib.certificates.copies import handlers as copies
from chalicelib.documents import handlers as documents
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.platform import clock
from chalicelib.platform.routing import QUEUES, ROUTES
from chalicelib.records import handlers as records
from chalicelib.verification.bulk import handlers as bulk

assert Services  # it imports every room, so that every event is known here

Handler = Callable[[Envelope, MagicMock], None]


def on_mail(envelope: Envelope, service: MagicMock) -> None:
    """As app.py shares out the mail queue."""
    for room in (applications, documents, certificates):
        room.on_mail(envelope, service)


HANDLERS: Mapping[str, Handler] = {
    "checks": records.on_event,
    "casework": casework.on_event,
    "issue": certificates.on_event,
    "mail": on_mail,
    "applications": applications.on_event,
    "reports": bulk.on_event,
    "copies": copies.on_event,
}
"""What app.py hands each queue's events to; the intake queue carries other people's messages."""


def _events(of: type[Event] = Event) -> Iterator[type[Event]]:
    for event in of.__subclasses__():
        if "type" in vars(event) and event.__module__.startswith("chalicelib."):
            yield event
        yield from _events(event)


EVENTS = {event.type: event for event in _events()}
WAYS = [(type_, queue) for type_, queues in ROUTES.items() for queue in queues]


def envelope(type_: str) -> Envelope:
    """An event of this type as its own model writes it."""
    fields = EVENTS[type_].model_fields.items()
    event = EVENTS[type_].model_validate({n: 7 if f.annotation is int else "an-id" for n, f in fields})
    return Envelope(
        id="an-event",
        type=type_,
        version=event.version,
        aggregate="kind#an-id",
        sequence=1,
        occurred_at=clock.now(),
        data=event.model_dump(mode="json"),
    )


def test_every_event_has_a_route_and_every_route_an_event() -> None:
    assert set(EVENTS) == set(ROUTES)


def test_every_route_leads_to_a_queue_that_carries_events() -> None:
    assert {queue for _, queue in WAYS} == set(HANDLERS) == set(QUEUES) - {"intake"}


@pytest.mark.parametrize(("type_", "queue"), WAYS, ids=lambda value: value)
def test_somebody_acts_on_it(type_: str, queue: str) -> None:
    service = MagicMock()
    HANDLERS[queue](envelope(type_), service)
    assert service.method_calls, f"nobody at the queue {queue} knows {type_}"


@pytest.mark.parametrize("queue", ["checks", "casework", "issue", "reports", "copies"])
def test_a_queue_whose_events_all_count_refuses_a_stranger(queue: str) -> None:
    stranger = envelope("ResumeLinkRequested")
    with pytest.raises(LookupError):
        HANDLERS[queue](stranger, MagicMock())
