"""The room on fakes, and an applicant's browser before its pages."""

from collections.abc import Iterator

import pytest
from chalice import Chalice

from chalicelib.documents import routes
from chalicelib.platform.settings import settings
from chalicelib.web.front import mount
from chalicelib.web.sessions import Sessions
from chalicelib.web.site import Site
from tests.fakes.browser import Browser
from tests.fakes.documents import Room
from tests.fakes.items import MemoryItems

ORIGINS = {
    "APPLY_ORIGIN": "http://localhost:8001",
    "STAFF_ORIGIN": "http://localhost:8002",
    "VERIFY_ORIGIN": "http://localhost:8003",
    "UPLOAD_ORIGIN": "http://localhost:8010",
}


@pytest.fixture
def origins(monkeypatch) -> Iterator[None]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def browser(origins: None, room: Room) -> Browser:
    """An applicant with a session for the room's application."""
    sessions = Sessions(MemoryItems())
    site = Site("apply", lambda: sessions)
    routes.register(site, lambda: room.documents)
    app = Chalice("test")
    mount(app, [site])
    session = sessions.open("apply", "")
    session.replace(application_id=room.application_id)
    name, _, value = (sessions.close("apply", session) or "").partition(";")[0].partition("=")
    return Browser(app, ORIGINS["APPLY_ORIGIN"], {name: value})


@pytest.fixture
def room() -> Room:
    return Room()
