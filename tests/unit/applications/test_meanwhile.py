"""Other rooms' news that comes between an applicant's reading and writing is no reason to say no to the applicant."""

import pytest

from chalicelib.applications.handlers import on_event
from chalicelib.applications.models import DocumentState, State
from chalicelib.applications.questions import change
from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from tests.fakes.desk import Desk


@pytest.fixture
def interrupted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A filled form; as soon as it is read, news comes that its passport page was accepted."""
    desk.filled()
    store = desk.applications.store
    read, news = store.get, [_accepted(desk.application_id)]

    def get(application_id: str):
        stored = read(application_id)
        if news:
            on_event(news.pop(), desk.applications)
        return stored

    monkeypatch.setattr(store, "get", get)
    return desk


def _accepted(application_id: str) -> Envelope:
    return Envelope(
        id=new_id(),
        type="DocumentAccepted",
        version=1,
        aggregate="document#D",
        sequence=4,
        occurred_at=clock.now(),
        data={"application_id": application_id, "document_id": "D", "role": "passport"},
    )


def _now(desk: Desk):
    return desk.applications.get(desk.application_id).state


def test_sending(interrupted: Desk) -> None:
    interrupted.applications.submit(interrupted.application_id, Once("submit", "k"))
    assert _now(interrupted).state is State.SUBMITTED
    assert _now(interrupted).document_state("passport") is DocumentState.ACCEPTED


def test_answering(interrupted: Desk) -> None:
    interrupted.applications.answer(interrupted.application_id, "destination", change(destination="NO"))
    assert _now(interrupted).answers.destination == "NO"
    assert _now(interrupted).document_state("passport") is DocumentState.ACCEPTED


def test_withdrawing(interrupted: Desk) -> None:
    interrupted.applications.withdraw(interrupted.application_id)
    assert _now(interrupted).state is State.WITHDRAWN
