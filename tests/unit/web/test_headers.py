"""Security headers on every route of the whole application, whatever it answers."""

import re

import pytest
from chalice.app import Chalice

from tests.fakes.browser import Browser
from tests.fakes.desk import ORIGINS, Desk

WANTED = {
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cache-Control",
}
UPLOAD = ORIGINS["UPLOAD_ORIGIN"]


def _assert_safe(answer) -> None:
    assert set(answer.headers) >= WANTED, answer
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if "text/html" in answer.headers["Content-Type"]:
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)


@pytest.fixture(scope="module")
def whole_app() -> Chalice:
    from app import app  # noqa: PLC0415 - only here

    return app


def test_every_route_of_the_application(whole_app):
    """With a host that is nobody's, so that no route needs a table: what answers is the edge itself."""
    browser = Browser(whole_app, "http://nobody.example")
    assert len(whole_app.routes) > 25
    for path, methods in whole_app.routes.items():
        concrete = re.sub(r"\{\w+\}", "x", path)
        for method in {*methods, "PUT"}:
            answer = browser.send(
                method, concrete, None, {"content-type": "application/x-www-form-urlencoded"}
            )
            _assert_safe(answer)
            if path != "/health":
                assert answer.status in {404, 405, 415}, (method, path, answer.status)


def test_every_page_of_an_applicant(desk: Desk):
    browser = desk.filled()
    for path, methods in desk.app.routes.items():
        if "GET" in methods:
            answer = browser.get(re.sub(r"\{\w+\}", "1", path))
            _assert_safe(answer)
            assert answer.status in {200, 303, 404, 410}, (path, answer)


def test_only_applicants_pages_may_talk_to_the_upload_origin(whole_app):
    policies = {
        name: Browser(whole_app, origin).get("/health").headers["Content-Security-Policy"]
        for name, origin in ORIGINS.items()
    }
    assert f"form-action 'self' {UPLOAD}" in policies["APPLY_ORIGIN"]
    assert f"connect-src 'self' {UPLOAD}" in policies["APPLY_ORIGIN"]
    assert UPLOAD not in policies["STAFF_ORIGIN"] + policies["VERIFY_ORIGIN"]


def test_pages_are_not_stored_and_static_files_are_for_ever(desk: Desk):
    from chalicelib.web.static import static_url  # noqa: PLC0415 - only here

    browser = desk.browser()
    assert browser.get("/").headers["Cache-Control"] == "no-store"
    sheet = browser.get(static_url("app.css"))
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "name", ["app.css", "..%2Fsite.py", "%2e%2e%2fapp.css", "site.py", "app.000000000000.css", "%FF", "%00"]
)
def test_other_files_are_not_served(desk: Desk, name):
    answer = desk.browser().get(f"/static/{name}")
    assert answer.status in {400, 404}
    _assert_safe(answer)
