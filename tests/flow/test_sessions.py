"""Who may send what: ended sessions, forms from elsewhere, other people's papers, other sites' pages."""

import time
from collections.abc import Callable

import httpx
import pytest

from chalicelib.applications.models import Answers
from chalicelib.bootstrap import Services
from chalicelib.casework.models import CaseState
from chalicelib.platform.items import Write
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, StaffMember
from infra.local.visitor import VisitError, Visitor
from tests.flow.steps import Applicant, Desk, send_raw, session_key, sign_in, words_of


@pytest.fixture
def applicant(desk: Desk) -> Applicant:
    """Somebody in the middle of the form, with the question for the destination open."""
    applicant = desk.fill()
    applicant.visitor.open("/apply/destination")
    return applicant


@pytest.fixture
def answers(applicant: Applicant, rooms: Services) -> Callable[[], Answers]:
    """What the applicant's form says now."""
    return lambda: rooms.applications.get(applicant.id).state.answers


def age(visitor: Visitor, rooms: Services, site: str, hours: float) -> None:
    """Let a visitor's session have been idle for so long."""
    key = session_key(visitor, site)
    item = rooms.sessions.items.get(key)
    kept = {name: value for name, value in item.items() if name not in {"pk", "sk"}}
    rooms.sessions.items.write(Write(key, {**kept, "seen": int(time.time() - hours * 3600)}))


class TestEnded:
    def test_an_applicants_answer_is_not_saved_and_the_page_says_how_to_go_on(
        self, applicant, answers, rooms
    ):
        age(applicant.visitor, rooms, "apply", hours=1.1)
        answer = send_raw(applicant.visitor, "/apply/destination", destination="CA")
        assert answer.status_code == 403
        assert "Every page that you sent before is saved" in words_of(answer)
        assert "/application/link" in answer.text
        assert answers().destination == "NO"

    def test_an_applicants_pages_close(self, applicant, rooms):
        age(applicant.visitor, rooms, "apply", hours=1.1)
        answer = applicant.visitor.client.get("/apply/name")
        assert answer.status_code == 403
        assert "Fairweather" not in answer.text

    def test_an_officer_is_asked_to_sign_in_and_nothing_was_decided(self, desk, rooms, stack):
        applicant = desk.send()
        desk.case_is(applicant, CaseState.OPEN)
        with Visitor(stack.staff_origin) as officer:
            sign_in(officer, FIRST_OFFICER)
            officer.open(f"/staff/cases/{applicant.id}")
            age(officer, rooms, "staff", hours=0.6)
            answer = send_raw(officer, f"/staff/cases/{applicant.id}/claim")
            assert answer.status_code == 403
            assert "Sign in again" in words_of(answer)
            look = officer.client.get(f"/staff/cases/{applicant.id}", follow_redirects=False)
            assert (look.status_code, look.headers["location"][:14]) == (303, "/staff/sign-in")
        assert desk.case(applicant).claim is None


class TestForged:
    @pytest.mark.parametrize("csrf", ["", "x" * 43], ids=["missing", "wrong"])
    def test_without_the_pages_secret(self, applicant, answers, csrf):
        answer = send_raw(applicant.visitor, "/apply/destination", csrf=csrf, destination="CA")
        assert answer.status_code == 403
        assert "nothing was saved" in words_of(answer)
        assert answers().destination == "NO"

    @pytest.mark.parametrize(
        "headers",
        [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
        ids=["origin", "no origin", "fetch site"],
    )
    def test_from_another_site_even_with_the_secret(self, applicant, answers, headers):
        form = applicant.visitor.form("/apply/destination").filled({"destination": "CA"})
        answer = applicant.visitor.client.post("/apply/destination", data=form, headers=headers)
        assert answer.status_code == 403
        assert answers().destination == "NO"

    def test_with_somebody_elses_secret(self, applicant, answers, desk):
        other = desk.begin()
        other.visitor.open("/apply/destination")
        secret = other.visitor.form("/apply/destination").filled({})["csrf"][0]
        answer = send_raw(applicant.visitor, "/apply/destination", csrf=secret, destination="CA")
        assert answer.status_code == 403
        assert answers().destination == "NO"

    def test_our_own_form_is_taken(self, applicant, answers):
        answer = send_raw(applicant.visitor, "/apply/destination", destination="CA")
        assert answer.status_code == 303
        assert answers().destination == "CA"


class TestOtherPeople:
    def test_somebody_elses_document_is_not_there(self, applicant, desk):
        other = desk.prepare()
        for path in ("status", "sent"):
            address = f"/apply/documents/passport/{path}?document={other.id}-passport-1"
            assert other.visitor.client.get(address).status_code == 200
            assert applicant.visitor.client.get(address).status_code == 404

    def test_without_an_application_there_is_only_the_start(self, stack):
        for path in ("/apply", "/apply/name", "/application", "/apply/documents/passport"):
            answer = httpx.get(f"{stack.apply_origin}{path}")
            assert (answer.status_code, answer.headers["location"]) == (303, "/")

    def test_without_a_sign_in_there_is_only_the_sign_in(self, stack, applicant):
        for path in ("/staff/queue", "/staff/failures", f"/staff/cases/{applicant.id}"):
            answer = httpx.get(f"{stack.staff_origin}{path}")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/staff/sign-in?next=/staff/")

    def test_who_signs_in_without_a_role_sees_nothing(self, stack):
        cognito, pool = stack.place.client("cognito-idp"), stack.environment["USER_POOL_ID"]
        somebody = StaffMember("Gwen Vaughan", "gwen@staff.probity.example", "local-only-nobody-1", "")
        cognito.admin_create_user(UserPoolId=pool, Username=somebody.email, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=somebody.email, Password=somebody.password, Permanent=True
        )
        with Visitor(stack.staff_origin) as visitor:
            with pytest.raises(VisitError, match=r"403.*may not use these pages yet"):
                sign_in(visitor, somebody)
            assert visitor.client.get("/staff/queue", follow_redirects=False).status_code == 303

    def test_an_applicants_cookie_opens_nothing_at_the_staffs(self, applicant, stack):
        token = applicant.visitor.client.cookies["probity-apply"]
        for name in ("probity-apply", "probity-staff"):
            answer = httpx.get(f"{stack.staff_origin}/staff/queue", headers={"Cookie": f"{name}={token}"})
            assert answer.status_code == 303


def test_every_site_has_its_own_pages_only(stack: Stack, olwen: Visitor, applicant: Applicant):
    elsewhere = {
        stack.apply_origin: ["/staff/queue", "/staff/sign-in", "/trust.json", "/verify/file"],
        stack.staff_origin: ["/apply", "/application", "/download/token", "/trust.json"],
        stack.verify_origin: ["/apply", "/staff/queue", "/staff/sign-in", "/download/token"],
    }
    for origin, paths in elsewhere.items():
        for path in paths:
            assert httpx.get(f"{origin}{path}").status_code in {404, 405}, (origin, path)
    for visitor, origin, path in [
        (olwen, stack.apply_origin, "/staff/queue"),
        (applicant.visitor, stack.staff_origin, "/apply"),
    ]:
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
        assert httpx.get(f"{origin}{path}", headers={"Cookie": cookies}).status_code == 404
