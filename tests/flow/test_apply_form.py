"""The applicant's form over HTTP and the queues: coming back by mail, sending twice at once, and what is refused."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from infra.local.sample import fill_in
from infra.local.simulators.records.known import NO_RECORD
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.stackrun import eventually

LINK = re.compile(r"https?://\S+(/apply/resume/\S+)")
REFERENCE = r"PC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"
BORN = NO_RECORD.birth_date
BIRTH = {
    "birth-date-day": str(BORN.day),
    "birth-date-month": str(BORN.month),
    "birth-date-year": str(BORN.year),
}


def _mail_to(stack: Stack, address: str, words: str) -> list[str]:
    """Texts of the mail to an address whose text or subject holds these words."""
    texts = [str(message) for message in stack.mail() if address in message["to"]]
    return [text.replace("\\n", "\n") for text in texts if words in text]


def test_save_and_come_back_by_the_mailed_link(stack: Stack):
    email = "comes.back@applicant.example"
    with Visitor(stack.apply_origin) as first, Visitor(stack.apply_origin) as later:
        fill_in(first, NO_RECORD, email)
        reference = first.open("/apply") and first.find(REFERENCE)
        first.answer("/apply/save")
        assert first.open("/apply").url.path == "/"
        (text,) = eventually(lambda: _mail_to(stack, email, "/apply/resume/"))
        assert BORN.isoformat() not in text
        assert NO_RECORD.surname not in text
        path = LINK.search(text)[1]
        later.answer(path, **{name.replace("-", "__"): value for name, value in BIRTH.items()})
        assert reference in later.page.text
        assert later.client.get(path).status_code == 410


def test_one_form_sent_eight_times_at_once_is_one_application(stack: Stack):
    email = "impatient@applicant.example"
    with Visitor(stack.apply_origin) as applicant:
        fill_in(applicant, NO_RECORD, email)
        applicant.open("/apply/declaration")
        form = applicant.form().filled({"declaration": "yes"})
        headers = {"Origin": stack.apply_origin, "Cookie": _cookie(applicant)}

        def send(_: int) -> httpx.Response:
            return httpx.post(
                f"{stack.apply_origin}/apply/declaration", data=form, headers=headers, timeout=30
            )

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))
        assert {(a.status_code, a.headers.get("location")) for a in answers} == {(303, "/application/sent")}
        reference = applicant.open("/application/sent") and applicant.find(REFERENCE)
    eventually(lambda: _mail_to(stack, email, reference))
    assert len(_mail_to(stack, email, "We have your application")) == 1


def _cookie(visitor: Visitor) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())


def test_a_forged_form_changes_nothing(stack: Stack):
    with Visitor(stack.apply_origin) as applicant:
        applicant.answer("/apply/start")
        applicant.open("/apply/sex")
        form = applicant.form().filled({"sex": "F"})
        for origin, fields in (("https://evil.example", form), (stack.apply_origin, {**form, "csrf": ["x"]})):
            answer = applicant.client.post("/apply/sex", data=fields, headers={"Origin": origin})
            assert answer.status_code == 403
        assert "checked" not in applicant.open("/apply/sex").text


def test_a_session_that_is_over_is_told_kindly(stack: Stack):
    cookies = {"probity-apply": "long-gone"}
    answer = httpx.get(f"{stack.apply_origin}/apply", cookies=cookies)
    assert answer.status_code == 403
    assert "You have been signed out" in answer.text


@pytest.mark.parametrize("path", ["/", "/apply", "/nothing", "/static/nothing", "/health", "/apply/name"])
def test_headers_over_the_wire_and_head(stack: Stack, path: str):
    with httpx.Client(base_url=stack.apply_origin) as client:
        for method in (
            "GET",
            "HEAD",
            "GET",
        ):  # on one connection: a body after HEAD would break the next answer
            answer = client.request(method, path)
            assert answer.headers["x-frame-options"] == "DENY"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["cache-control"] == "no-store"
            assert method == "GET" or not answer.content


def test_each_origin_answers_its_own_paths_only(stack: Stack):
    assert httpx.get(f"{stack.staff_origin}/apply/start").status_code == 404
    assert httpx.get(f"{stack.apply_origin}/staff").status_code == 404
    assert httpx.get(f"{stack.verify_origin}/application/link").status_code == 404
