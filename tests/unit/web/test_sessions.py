"""Sessions: hashed, ended in time, changed with the person, and unwritten until there is something to write."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.platform.settings import settings
from chalicelib.web.errors import SessionEnded
from chalicelib.web.sessions import POLICIES, Officer, Session, Sessions
from tests.fakes.items import MemoryItems

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def items() -> MemoryItems:
    return MemoryItems()


@pytest.fixture
def sessions(items) -> Sessions:
    return Sessions(items)


def _kept(sessions: Sessions, site="apply", **changes) -> str:
    session = Session()
    assert session.csrf_token
    session.replace(**changes)
    return _cookie(sessions.close(site, session))


def _cookie(header: str | None) -> str:
    assert header
    return header.partition(";")[0]


def test_nothing_is_stored_for_a_visitor_who_only_reads(sessions, items):
    assert sessions.close("apply", sessions.open("apply", "")) is None
    assert items.rows == {}


def test_the_token_is_never_stored(sessions, items):
    name, _, token = _kept(sessions).partition("=")
    (item,) = items.rows.values()
    assert name == "probity-apply"
    assert len(token) >= 43
    assert token not in str(item)
    assert item["pk"] == "session#" + hashlib.sha256(token.encode()).hexdigest()


def test_what_was_remembered_comes_back(sessions):
    cookie = _kept(sessions, application_id="A1", flash="Saved.")
    session = sessions.open("apply", f"other=1; {cookie}; bad[=2")
    assert session.application_id == "A1"
    assert session.take_flash() == "Saved."
    assert sessions.close("apply", session) is None
    assert sessions.open("apply", cookie).take_flash() is None


def test_an_officer_comes_back_with_roles(sessions):
    officer = Officer("o1", "Officer Nine", frozenset({"officer"}))
    assert sessions.open("staff", _kept(sessions, "staff", officer=officer)).officer == officer


def test_a_session_belongs_to_one_site(sessions):
    cookie = _kept(sessions, "apply", application_id="A1").replace("probity-apply", "probity-staff")
    assert sessions.open("staff", cookie).ended


@pytest.mark.parametrize("site", ["apply", "staff"])
def test_idle_sessions_end(sessions, site):
    with freeze_time(START) as clock:
        cookie = _kept(sessions, site, application_id="A1")
        clock.tick(POLICIES[site].idle + timedelta(seconds=1))
        session = sessions.open(site, cookie)
    assert session.ended
    assert session.application_id is None


def test_use_keeps_a_session_alive_until_its_absolute_end(sessions):
    with freeze_time(START) as clock:
        cookie = _kept(sessions, application_id="A1")
        while clock() - START.replace(tzinfo=None) < POLICIES["apply"].absolute - timedelta(minutes=31):
            clock.tick(timedelta(minutes=30))
            session = sessions.open("apply", cookie)
            assert session.application_id == "A1"
            sessions.close("apply", session)
        clock.tick(timedelta(minutes=32))
        assert sessions.open("apply", cookie).ended


def test_reading_pages_writes_only_now_and_then(sessions, items):
    with freeze_time(START) as clock:
        cookie = _kept(sessions)
        before = items.writes
        for _ in range(5):
            clock.tick(timedelta(seconds=50))
            sessions.close("apply", sessions.open("apply", cookie))
        assert items.writes == before
        clock.tick(timedelta(minutes=2))
        sessions.close("apply", sessions.open("apply", cookie))
        assert items.writes == before + 1


def test_becoming_somebody_changes_token_and_secret(sessions):
    cookie = _kept(sessions)
    session = sessions.open("apply", cookie)
    secret = session.csrf_token
    session.replace(application_id="A1")
    after = _cookie(sessions.close("apply", session))
    assert after != cookie
    assert sessions.open("apply", cookie).ended
    assert sessions.open("apply", after).csrf_token != secret


def test_signing_out_removes_session_and_cookie(sessions, items):
    session = sessions.open("apply", _kept(sessions, application_id="A1"))
    session.end()
    header = sessions.close("apply", session)
    assert "Max-Age=0" in header
    assert items.rows == {}


def test_a_page_loaded_during_sign_out_does_not_bring_the_session_back(sessions, items):
    cookie = _kept(sessions, application_id="A1")
    slow, out = sessions.open("apply", cookie), sessions.open("apply", cookie)
    out.end()
    sessions.close("apply", out)
    slow.replace(flash="Saved.")
    with pytest.raises(SessionEnded):
        sessions.close("apply", slow)
    assert items.rows == {}


def test_an_unknown_token_has_ended(sessions):
    assert sessions.open("apply", "probity-apply=guessed").ended


def test_cookies_in_aws_are_bound_to_the_origin(sessions, monkeypatch):
    monkeypatch.setenv("STAFF_ORIGIN", "https://staff.probity.example")
    settings.cache_clear()
    header = sessions.close("staff", _with_secret())
    assert header.startswith("__Host-probity-staff=")
    assert set(header.split("; ")[1:]) == {"Path=/", "Max-Age=36000", "HttpOnly", "SameSite=Strict", "Secure"}


def test_local_cookies_name_their_site(sessions):
    header = sessions.close("apply", _with_secret())
    assert header.startswith("probity-apply=")
    assert "SameSite=Lax" in header
    assert "HttpOnly" in header
    assert "Secure" not in header


def _with_secret() -> Session:
    session = Session()
    assert session.csrf_token
    return session
