"""The staff's and the embassy's pages: who may see them, what is shown once, and whose session ends when."""

import json
import re

import pytest
from chalice.app import Chalice

from chalicelib.platform.settings import settings
from chalicelib.verification.bulk import routes_accounts, routes_api, routes_embassy
from chalicelib.verification.bulk.models import BatchKind, Scope
from chalicelib.web.front import mount
from chalicelib.web.sessions import Officer, Session, Sessions, cookie_name
from chalicelib.web.site import Site
from tests.fakes.browser import Browser
from tests.fakes.desk import ORIGINS
from tests.fakes.items import MemoryItems

KEY = re.compile(r"data-issued-key>(prb_[^<]+)<")


@pytest.fixture
def house(mission, monkeypatch):
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    sessions = Sessions(MemoryItems())
    app = Chalice("house")
    app.api.binary_types = [*app.api.binary_types, *routes_api.BINARY]
    staff, verify = (Site(name, lambda: sessions) for name in ("staff", "verify"))
    routes_accounts.register(staff, lambda: mission.desk)
    routes_embassy.register(verify, lambda: mission.desk)
    mount(app, [staff, verify])
    yield app, sessions
    settings.cache_clear()


def officer(house, *roles: str) -> Browser:
    app, sessions = house
    session = Session()
    session.replace(officer=Officer("01OFFICER", "Ruth Adeyemi", frozenset(roles)))
    value = (sessions.close("staff", session) or "").partition(";")[0].partition("=")[2]
    return Browser(app, ORIGINS["STAFF_ORIGIN"], {cookie_name("staff"): value})


@pytest.fixture
def supervisor(house) -> Browser:
    return officer(house, "officer", "supervisor")


@pytest.fixture
def embassy(house) -> Browser:
    return Browser(house[0], ORIGINS["VERIFY_ORIGIN"])


def sign_in(embassy: Browser, key: str) -> object:
    embassy.get("/embassy")
    return embassy.post("/embassy/sign-in", {"key": key})


def send(embassy: Browser, path: str, body: bytes, **headers: str) -> object:
    token = re.search(r'data-csrf="([^"]+)"', embassy.page.text)
    sent = {
        "content-type": "application/octet-stream",
        "origin": embassy.origin,
        "x-csrf-token": token[1] if token else "",
        "accept": "application/json",
    }
    return embassy.send("POST", path, body, {**sent, **headers})


def test_only_supervisors_see_accounts(house):
    assert officer(house, "officer").get("/staff/embassies").status == 403
    assert Browser(house[0], ORIGINS["STAFF_ORIGIN"]).get("/staff/embassies").status == 303


def test_a_key_is_shown_once_and_a_form_sent_twice_issues_none(supervisor, mission):
    account_id = mission.account()
    supervisor.get(f"/staff/embassies/{account_id}")
    wanted = {"label": "Visa desk", "scope": ["batches"], "days": "30"}
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', supervisor.page.text))
    first = supervisor.post(f"/staff/embassies/{account_id}/keys", {**wanted, **hidden})
    key = KEY.search(first.text)[1]
    assert mission.caller(key).key.scopes == (Scope.BATCHES,)
    again = supervisor.post(f"/staff/embassies/{account_id}/keys", {**wanted, **hidden})
    assert again.status == 303
    assert "was shown already" in supervisor.follow(again).text
    assert key not in supervisor.get(f"/staff/embassies/{account_id}").text
    assert len(mission.desk.accounts.store.get(account_id).state.keys) == 1


@pytest.mark.parametrize("days", ["", "0", "367", "99999", "x", "-1"])
def test_a_key_without_a_sensible_end_is_refused_in_words(supervisor, mission, days):
    account_id = mission.account()
    supervisor.get(f"/staff/embassies/{account_id}")
    wanted = {"label": "Visa desk", "scope": ["batches"], "days": days}
    answer = supervisor.post(f"/staff/embassies/{account_id}/keys", wanted)
    assert answer.status == 422
    assert "A key lasts from 1 to 366 days" in answer.text


def test_an_embassys_session_ends_with_its_key(embassy, mission):
    key = mission.key(mission.account())
    caller = mission.caller(key)
    assert sign_in(embassy, key).location == "/embassy"
    assert "Visa desk" in embassy.get("/embassy").text
    mission.desk.accounts.revoke_key(caller.account_id, caller.key.id, "01OFFICER")
    ended = embassy.get("/embassy")
    assert ended.status == 401
    assert "This key opens nothing" in ended.text
    assert "Begin a batch" not in embassy.get("/embassy").text


def test_a_key_for_single_checks_opens_no_pages(embassy, mission):
    assert sign_in(embassy, mission.key(scopes=(Scope.CHECK,))).status == 403


def test_the_embassy_s_own_pages_are_in_its_language(embassy):
    assert "Ihr Schlüssel" in embassy.get("/embassy?lang=de").text


def test_signing_out_ends_it(embassy, mission):
    sign_in(embassy, mission.key())
    embassy.get("/embassy")
    embassy.post("/embassy/sign-out")
    assert "Your key" in embassy.get("/embassy").text


def test_without_signing_in_nothing_of_a_batch_is_shown(embassy, mission):
    batch_id = mission.desk.batches.open(mission.caller(), BatchKind.FILES, "March")
    for path in ("", "/state", "/report.pdf"):
        assert embassy.get(f"/embassy/batches/{batch_id}{path}").status == 403


def test_another_accounts_batch_is_not_found(embassy, mission):
    batch_id = mission.desk.batches.open(mission.caller(), BatchKind.FILES, "March")
    sign_in(embassy, mission.key(mission.account("Another")))
    for path in ("", "/state", "/report.pdf"):
        assert embassy.get(f"/embassy/batches/{batch_id}{path}").status == 404


def test_a_part_needs_the_pages_own_secret(embassy, mission):
    sign_in(embassy, mission.key())
    embassy.get("/embassy")
    began = embassy.post("/embassy/batches", {"kind": "files", "label": "March"})
    path = f"{began.location}/parts/1"
    embassy.get(began.location)
    assert send(embassy, path, b"x", **{"x-csrf-token": "wrong"}).status == 403
    assert send(embassy, path, b"x", origin="https://evil.example").status == 403
    embassy.get(began.location)
    answer = send(embassy, path, b"x", **{"x-file-name": "%3Cb%3E.pdf"})
    assert json.loads(answer.text)["lines"][0]["name"] == "<b>.pdf"
    assert "&lt;b&gt;.pdf" in embassy.get(began.location).text
    assert send(embassy, f"{began.location}/parts/none", b"x").status == 404


def test_an_empty_batch_says_so(embassy, mission):
    sign_in(embassy, mission.key())
    embassy.get("/embassy")
    began = embassy.post("/embassy/batches", {"kind": "files"})
    embassy.get(began.location)
    assert "Nothing was sent yet" in embassy.post(f"{began.location}/finish").text
