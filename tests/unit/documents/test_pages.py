"""The applicant's pages for one document, through the app and without a socket."""

import json
import re
from html import unescape

import pytest

from chalicelib.documents.models import UNDECLARED, Role, State
from chalicelib.documents.ports import ScanResult
from chalicelib.documents.reasons import REASONS, Reason
from chalicelib.kernel.changes import Once
from tests.fakes.browser import Answer, Browser
from tests.fakes.documents import JPEG


def status(browser: Browser, role: str = "passport") -> dict:
    return json.loads(browser.get(f"/apply/documents/{role}/status", accept="application/json").text)


def fields(page: Answer) -> dict[str, str]:
    """The upload form's hidden fields as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}


@pytest.mark.parametrize(
    ("role", "title"),
    [("passport", "photo page"), ("address", "proof of your address"), ("photo", "photo of yourself")],
)
def test_the_page_says_what_is_needed_and_posts_straight_to_s3(browser, room, role, title) -> None:
    page = browser.get(f"/apply/documents/{role}")
    document = room.documents.current(room.application_id, Role(role))
    assert page.status == 200
    assert title in page.title
    for wanted in ("10 MB", "photo", "password", 'enctype="multipart/form-data"', 'type="file"'):
        assert wanted in page.text
    assert fields(page)["key"] == document.key
    assert fields(page)["Content-Type"] == UNDECLARED
    assert 'action="https://s3.example/quarantine"' in page.text


def test_the_file_input_comes_last_for_s3_ignores_what_follows_it(browser) -> None:
    form = re.search(
        r"<form class=\"upload\".*?</form>", browser.get("/apply/documents/passport").text, re.DOTALL
    )
    assert form
    named = re.findall(r'<input[^>]* name="([^"]+)"', form[0])
    assert named[-1] == "file"
    assert "csrf" not in named


def test_without_script_the_browser_comes_back_and_sees_the_check_and_its_end(browser, room) -> None:
    page = browser.get("/apply/documents/passport")
    back = fields(page)["success_action_redirect"].removeprefix("https://apply.example")
    document = room.documents.current(room.application_id, Role.PASSPORT)
    version = room.posted(document)
    sent = browser.get(f"{back}&bucket=b&key=k&etag=e")
    assert "We are checking your file" in sent.text
    assert 'http-equiv="refresh"' in sent.text
    room.intake.received(document.key, version)
    room.intake.verdict(room.clean_verdict(document, version))
    done = browser.get(back)
    assert "is accepted" in done.text
    assert 'http-equiv="refresh"' not in done.text


def test_a_script_gets_a_fresh_form_of_the_exact_type(browser, room) -> None:
    token = re.search(r'data-csrf="([^"]+)"', browser.get("/apply/documents/passport").text)
    assert token
    asked = {"content_type": "image/png", "csrf": token[1]}
    answer = browser.post("/apply/documents/passport/form", asked, accept="application/json")
    offer = json.loads(answer.text)
    assert answer.status == 200
    assert offer["fields"]["Content-Type"] == "image/png"
    assert offer["fields"]["success_action_status"] == "201"
    document = room.documents.current(room.application_id, Role.PASSPORT)
    assert offer["document"] == document.id
    assert document.declared == (UNDECLARED, "image/png")


def test_the_status_tells_a_script_when_it_is_settled_and_why(browser, room) -> None:
    assert status(browser)["settled"] is False
    document, version = room.scanning()
    assert status(browser) == {
        "state": "scanning",
        "settled": False,
        "step": "virus",
        "document": document.id,
        "reason": None,
        "notes": [],
    }
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    assert status(browser)["settled"] is True
    assert status(browser)["reason"] == REASONS[Reason.THREAT]


def test_a_refused_file_shows_its_reason_and_another_may_be_sent(browser, room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.THREATS_FOUND))
    refused = browser.get("/apply/documents/passport")
    assert "We need another file" in refused.text
    assert REASONS[Reason.THREAT] in unescape(refused.text)
    again = browser.follow(browser.post("/apply/documents/passport/again"))
    assert REASONS[Reason.THREAT] in unescape(again.text)
    assert fields(again)["key"].endswith("-passport-2")


def test_an_accepted_file_may_be_replaced_and_its_old_page_leads_to_the_new_form(browser, room) -> None:
    first = room.accepted()
    page = browser.get("/apply/documents/passport")
    assert "Add another file instead" in page.text
    browser.post("/apply/documents/passport/again")
    assert "is accepted" in browser.get("/apply/documents/passport").text
    better = room.documents.replace(room.application_id, Role.PASSPORT)
    room.intake.received(better.key, room.posted(better))
    assert room.now(first).state is State.REPLACED
    old = browser.get(f"/apply/documents/passport/sent?document={first.id}")
    assert (old.status, old.location) == (303, "/apply/documents/passport")


def test_a_file_that_needs_a_person_says_so(browser, room) -> None:
    document, version = room.scanning()
    room.intake.verdict(room.verdict(document, version, ScanResult.FAILED))
    page = browser.get("/apply/documents/passport")
    assert "A person will look at your file" in page.text


def test_another_applications_document_is_not_found(browser, room) -> None:
    other = room.applications.start(Once("start", "b"))
    theirs = room.documents.request_upload(other, Role.PASSPORT).document
    for path in ("sent", "status"):
        assert browser.get(f"/apply/documents/passport/{path}?document={theirs.id}").status == 404


@pytest.mark.parametrize(
    "path", ["/apply/documents/visa", "/apply/documents/Passport", "/apply/documents/visa/status"]
)
def test_a_role_that_nobody_asks_for_is_not_found(browser, path) -> None:
    assert browser.get(path).status == 404


def test_without_a_session_one_begins_at_the_start(browser) -> None:
    browser.cookies.clear()
    answer = browser.get("/apply/documents/passport")
    assert (answer.status, answer.location) == (303, "/")


def test_a_forged_request_for_a_form_is_refused(browser) -> None:
    browser.get("/apply/documents/passport")
    for path in ("form", "again"):
        answer = browser.post(f"/apply/documents/passport/{path}", {"csrf": "guessed"})
        assert answer.status == 403


def test_pages_carry_no_script_or_style_of_their_own(browser, room) -> None:
    room.scanning(Role.ADDRESS, JPEG)
    for path in ("/apply/documents/passport", "/apply/documents/address"):
        text = browser.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", text)
