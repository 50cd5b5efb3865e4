"""What every request passes through: host, session, origin and secret of a form, role, and errors told as pages."""

import json

import pytest
from chalice.app import Chalice, Response

from chalicelib.kernel.errors import Conflict
from chalicelib.web.front import mount
from chalicelib.web.pages import redirect
from chalicelib.web.sessions import Officer, Sessions
from chalicelib.web.site import Site
from tests.fakes.browser import Browser
from tests.fakes.desk import ORIGINS
from tests.fakes.items import MemoryItems

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def app() -> Chalice:
    app, kept = Chalice("site-test"), Sessions(MemoryItems())
    sites = {name: Site(name, lambda: kept) for name in ("apply", "staff", "verify")}
    apply, staff = sites["apply"], sites["staff"]

    @apply.get("/")
    def form(visit):
        return Response(f'<input type="hidden" name="csrf" value="{visit.session.csrf_token}">', dict(HTML))

    @apply.post("/save/{name}")
    def save(visit, name):
        return Response(f"{name}={visit.form.text('field')}", dict(HTML))

    @apply.post("/open", csrf=False, content_types=["application/pdf"])
    def open_to_all(visit):
        return Response(str(len(visit.request.raw_body)), dict(HTML))

    @apply.get("/conflict")
    def conflict(visit):
        raise Conflict("Somebody else was faster.")

    @apply.get("/broken")
    def broken(visit):
        raise ValueError("secret: Ada Lovelace, 27 March 1987")

    @staff.get("/")
    def sign_in_form(visit):
        return Response(f'<input type="hidden" name="csrf" value="{visit.session.csrf_token}">', dict(HTML))

    @staff.post("/staff/sign-in")
    def sign_in(visit):
        roles = frozenset(visit.form.all("role"))
        visit.session.replace(officer=Officer("o1", "Officer Nine", roles))
        return redirect("/staff")

    @staff.get("/staff", role="officer")
    def queue(visit):
        return Response(visit.officer.name, dict(HTML))

    @staff.post("/staff/approve", role="supervisor")
    def approve(visit):
        return Response("approved", dict(HTML))

    mount(app, list(sites.values()))
    return app


@pytest.fixture
def browser(app) -> Browser:
    return Browser(app, ORIGINS["APPLY_ORIGIN"])


@pytest.fixture
def staff(app) -> Browser:
    return Browser(app, ORIGINS["STAFF_ORIGIN"])


def test_a_form_of_ours_is_read(browser):
    browser.get("/")
    assert browser.post("/save/%C3%A9%252F", {"field": "é"}).text == "é%2F=é"


def test_each_origin_has_its_own_root(app, browser, staff):
    assert browser.get("/").status == 200
    assert staff.get("/").status == 200
    assert Browser(app, ORIGINS["VERIFY_ORIGIN"]).get("/").status == 404


@pytest.mark.parametrize("host", ["localhost:8002", "localhost", "evil.example", ""])
def test_a_path_of_another_origin_is_not_found(browser, host):
    assert browser.get("/conflict", host=host).status == 404


@pytest.mark.parametrize("path", ["/nothing", "/apply/nothing", "/a/b/c", "/a/b/c/d", "/wp-login.php"])
def test_nobody_s_address_is_a_page_too(browser, path):
    answer = browser.get(path)
    assert answer.status == 404
    assert "Page not found" in answer.text


def test_without_the_secret_nothing_is_done(browser):
    browser.get("/")
    answer = browser.post("/save/x", {"csrf": "guessed"})
    assert answer.status == 403
    assert "nothing was saved" in answer.text


def test_without_a_session_nothing_is_done(browser):
    assert browser.post("/save/x", {"csrf": ""}).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ORIGINS["STAFF_ORIGIN"]},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_origin_is_refused_even_with_the_secret(browser, headers):
    browser.get("/")
    assert browser.post("/save/x", {}, **headers).status == 403


def test_an_old_browser_without_origin_headers_gets_by_on_the_secret(browser):
    browser.get("/")
    assert browser.post("/save/x", {}, origin="", **{"sec-fetch-site": ""}).status == 200


def test_one_visitor_s_secret_is_no_use_to_another(app, browser):
    other = Browser(app, browser.origin)
    browser.get("/")
    other.get("/")
    other.page = browser.page
    assert other.post("/save/x").status == 403


def test_scripts_may_send_the_secret_in_a_header(browser):
    browser.get("/")
    secret = browser.page.text.partition('value="')[2].partition('"')[0]
    browser.page = None
    headers = {"content-type": "application/x-www-form-urlencoded", "x-csrf-token": secret}
    assert browser.send("POST", "/save/x", b"field=1", headers).text == "x=1"


def test_an_ended_session_is_told_kindly(browser):
    browser.get("/")
    browser.cookies["probity-apply"] = "long-gone"
    answer = browser.post("/save/x", {"field": "1"})
    assert answer.status == 403
    assert "You have been signed out" in answer.text
    assert "/application/link" in answer.text


def test_an_endpoint_may_be_open_to_other_content(browser):
    assert browser.send("POST", "/open", b"%PDF", {"content-type": "application/pdf"}).text == "4"
    assert browser.send("POST", "/open", b"a=1", {"content-type": "text/plain"}).status == 415


def test_methods_that_a_page_has_not(browser):
    answer = browser.send("DELETE", "/save/x", None, {})
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"
    assert "<h1" in answer.text


def test_head_has_headers_and_no_body(browser):
    answer = browser.send("HEAD", "/", None, {})
    assert (answer.status, answer.text) == (200, "")
    assert browser.send("HEAD", "/health", None, {}).status == 200


def test_our_errors_are_pages_or_json(browser):
    answer = browser.get("/conflict")
    assert answer.status == 409
    assert "Somebody else was faster." in answer.text
    answer = browser.get("/conflict", accept="application/json")
    assert json.loads(answer.text) == {
        "error": "Conflict",
        "message": "Somebody else was faster.",
        "reference": None,
    }


def test_a_fault_of_ours_shows_a_reference_and_logs_no_text(browser, caplog):
    answer = browser.get("/broken")
    assert answer.status == 500
    (record,) = caplog.records
    assert record.reference in answer.text
    assert (record.error, record.route) == ("ValueError", "/broken")
    for secret in ("Ada", "1987", "Traceback"):
        assert secret not in answer.text
        assert secret not in str(vars(record))


def test_staff_pages_ask_for_a_sign_in(staff):
    assert staff.get("/staff").location == "/staff/sign-in?next=/staff"
    staff.get("/")
    assert "signed out" in staff.post("/staff/approve").text


def test_roles(staff):
    staff.get("/")
    staff.post("/staff/sign-in", {"role": "officer"})
    assert staff.get("/staff").text == "Officer Nine"
    staff.get("/")
    answer = staff.post("/staff/approve")
    assert answer.status == 403
    assert "role" in answer.text
    staff.get("/")
    staff.post("/staff/sign-in", {"role": "supervisor"})
    staff.get("/")
    assert staff.post("/staff/approve").text == "approved"
    assert staff.get("/staff").status == 403


def test_a_large_form_is_refused(browser):
    browser.get("/")
    assert browser.post("/save/x", {"field": "x" * 70_000}).status == 413


def test_another_charset_is_refused(browser):
    browser.get("/")
    answer = browser.post(
        "/save/x", {}, **{"content-type": "application/x-www-form-urlencoded; charset=latin-1"}
    )
    assert answer.status == 415
