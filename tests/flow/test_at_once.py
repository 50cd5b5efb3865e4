"""Eight browsers send the same form at the same moment: one thing happens."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from chalicelib.bootstrap import Services
from chalicelib.casework.models import CaseState
from infra.local.stack import Stack
from infra.local.visitor import Visitor
from tests.flow.line import queue_events
from tests.flow.queues import Queues
from tests.flow.steps import Desk

AT_ONCE = 8


def post_at_once(visitor: Visitor, path: str, **answers: str) -> list[httpx.Response]:
    """The page's form, sent by eight threads as soon as all are ready."""
    form = visitor.form(path).filled(answers)
    ready = threading.Barrier(AT_ONCE)

    def post(_: int) -> httpx.Response:
        with httpx.Client(base_url=visitor.origin, cookies=visitor.client.cookies) as client:
            ready.wait()
            return client.post(path, data=form, headers={"Origin": visitor.origin})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(AT_ONCE)))


def test_one_submission_one_case_one_mail(desk: Desk, queues: Queues, stack: Stack):
    applicant = desk.prepare()
    applicant.visitor.open("/apply/declaration")
    answers = post_at_once(applicant.visitor, "/apply/declaration", declaration="yes")
    assert {(a.status_code, a.headers.get("location")) for a in answers} == {(303, "/application/sent")}
    desk.case_is(applicant, CaseState.OPEN)
    queues.settle()
    told = {
        b["id"]: b["type"] for _, b in queue_events(stack) if b["data"].get("application_id") == applicant.id
    }
    for once in ("ApplicationSubmitted", "ApplicationReady", "RecordCheckAnswered"):
        assert list(told.values()).count(once) == 1
    subjects = [mail["subject"] for mail in stack.mail() if applicant.email in mail["to"]]
    assert subjects == [f"We have your application {applicant.reference}"]


def test_one_application_begins(stack: Stack, rooms: Services):
    before = _applications(rooms)
    with Visitor(stack.apply_origin) as visitor:
        visitor.open("/apply/start")
        answers = post_at_once(visitor, "/apply/start")
    # Beginning changes the session, so the slower ones may find it gone: they are told so.
    assert {answer.status_code for answer in answers} <= {303, 403}
    assert 303 in {answer.status_code for answer in answers}
    assert len(_applications(rooms) - before) == 1


def _applications(rooms: Services) -> set[str]:
    return {item["pk"] for item in rooms.items.scan() if item["pk"].startswith("application#")}
