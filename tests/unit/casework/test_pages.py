"""The staff's pages as a browser meets them, without a socket."""

import json
import re

import pytest

from chalicelib.casework.models import CaseState, IdentityFinding
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.platform.queues import DeadLetter
from tests.fakes.casework import OLIVE, Station, matter, record
from tests.fakes.matters import matter as a_matter
from tests.fakes.office import Office

pytestmark = pytest.mark.usefixtures("origins")


@pytest.fixture
def office() -> Office:
    return Office(Station().ready())


@pytest.fixture
def crowded() -> Office:
    """A case with one candidate who has a conviction."""
    return Office(Station(record(matter())).ready())


def test_without_a_session_every_page_leads_to_sign_in_and_back(office):
    browser = office.visitor()
    answer = browser.get(office.path)
    assert answer.location == f"/staff/sign-in?next={office.path}"

    browser.get(answer.location)
    answer = browser.post("/staff/sign-in", {"email": "olive@x.example", "password": "right"})
    assert answer.location == office.path


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_sign_in_leads_to_no_other_site(office, target):
    browser = office.visitor()
    browser.get("/staff/sign-in")
    fields = {"email": "olive@x.example", "password": "right", "next": target}

    assert browser.post("/staff/sign-in", fields).location == "/staff/queue"


def test_a_wrong_password_says_no_more_than_an_unknown_name(office):
    browser, texts = office.visitor(), []
    browser.get("/staff/sign-in")
    for user in ("olive@x.example", "nobody@x.example"):
        answer = browser.post("/staff/sign-in", {"email": user, "password": "wrong"})
        assert answer.status == 422
        texts.append(re.sub(r'value="[^"]*"', "", answer.text))

    assert texts[0] == texts[1]


def test_a_second_factor_is_set_up_and_asked_for(office):
    office.station.identity.second_factor_needed = True
    browser = office.visitor()
    browser.get("/staff/sign-in")
    page = browser.post("/staff/sign-in", {"email": "olive@x.example", "password": "right"})
    assert "<svg" in page.text
    assert "JBSWY3DPEHPK3PXP" in page.text

    again = browser.post("/staff/sign-in/next", {"answer": "000000"})
    assert again.status == 422
    assert "<svg" in again.text
    assert browser.post("/staff/sign-in/next", {"answer": "123456"}).location == "/staff/queue"


def test_the_queue_shows_the_case_and_search_finds_it(office):
    browser = office.signed_in("olive")
    case = office.station.case
    page = browser.get("/staff/queue")
    assert case.reference in page.text
    assert "Thomas William Ashdown" in page.text
    assert "No candidates" in page.text

    spoken = case.reference.lower().replace("-", " ").replace(" ", "%20")
    assert browser.get(f"/staff/cases?reference={spoken}").location == office.path
    assert browser.get("/staff/cases?reference=PC-XXXX").status == 422


def test_one_recommends_the_same_person_is_refused_another_approves(office):
    olive, dev = office.signed_in("olive"), office.signed_in("dev")
    olive.get(office.path)
    olive.follow(olive.post(f"{office.path}/claim"))
    olive.follow(olive.post(f"{office.path}/recommend", {"note": "Clear"}))
    assert office.station.case.state is CaseState.RECOMMENDED

    assert olive.page
    assert f"{office.path}/approve" not in olive.page.text
    refused = olive.post(f"{office.path}/approve")
    assert refused.status == 403
    assert "You recommended this case, so another officer has to approve it." in refused.text

    dev.get(office.path)
    page = dev.follow(dev.post(f"{office.path}/approve"))
    assert office.station.case.state is CaseState.ORDERED
    assert "Approved. The issuer is making the certificate." in page.text


def test_an_approval_of_an_outdated_page_is_refused_and_the_case_shown_again(office):
    olive, dev = office.signed_in("olive"), office.signed_in("dev")
    olive.get(office.path)
    olive.follow(olive.post(f"{office.path}/claim"))
    olive.follow(olive.post(f"{office.path}/recommend"))
    dev.get(office.path)
    stored = office.station.applications.get(office.station.case_id)
    changed = stored.state.model_copy(update={"service": "premium"})
    office.station.applications.store.save(stored, changed, audit=AuditEntry("changed", SYSTEM))

    answer = dev.post(f"{office.path}/approve")

    assert answer.status == 409
    assert "nothing was approved" in answer.text
    assert office.station.case.state is CaseState.RECOMMENDED


def test_police_data_is_on_the_page_only_after_the_purpose(crowded):
    olive = crowded.signed_in("olive")
    page = olive.get(crowded.path)
    assert "SYN-1" not in page.text
    assert "1999/9000001X" not in page.text

    short = olive.post(f"{crowded.path}/purpose", {"reason_code": "8", "justification": "x"})
    assert short.status == 422
    page = olive.follow(
        olive.post(f"{crowded.path}/purpose", {"reason_code": "8", "justification": "Certificate"})
    )
    assert "1999/9000001X" in page.text


def test_decisions_lead_from_candidate_to_matter_to_the_preview(crowded):
    olive = crowded.signed_in("olive")
    olive.get(crowded.path)
    olive.follow(olive.post(f"{crowded.path}/claim"))
    olive.follow(olive.post(f"{crowded.path}/purpose", {"reason_code": "8", "justification": "Certificate"}))
    fields = {"record_id": "SYN-1", "finding": "same_person", "reason": "Same name, date and town"}
    page = olive.follow(olive.post(f"{crowded.path}/candidate", fields))
    assert "Theft from a shop" in page.text
    assert "1 matter still needs a decision." in page.text

    lacking = olive.post(
        f"{crowded.path}/matter",
        {"record_id": "SYN-1", "matter_id": "m1", "inclusion": "include", "reason": "x"},
    )
    assert lacking.status == 422
    fields = {"record_id": "SYN-1", "matter_id": "m1", "inclusion": "include", "reason": "Recent enough"}
    page = olive.follow(olive.post(f"{crowded.path}/matter", fields))
    assert "Recommend Trace" in page.text
    assert "£180.00" in page.text


def test_what_the_rules_settle_is_shown_with_its_count_and_overruled_with_a_ground():
    office = Office(Station(record(a_matter())).ready())
    olive = office.signed_in("olive")
    olive.get(office.path)
    olive.follow(olive.post(f"{office.path}/claim"))
    olive.follow(olive.post(f"{office.path}/purpose", {"reason_code": "8", "justification": "Certificate"}))
    same = {"record_id": "SYN-1", "finding": "same_person", "reason": "Same name, date and town"}
    page = olive.follow(olive.post(f"{office.path}/candidate", same))
    assert "3 May 2010 + 12 years = 3 May 2022" in page.text
    assert "Recommend No Live Trace" in page.text
    fields = {"record_id": "SYN-1", "matter_id": "m1", "inclusion": "include", "reason": "It came up again"}

    lacking = olive.post(f"{office.path}/matter", fields)

    assert lacking.status == 422
    assert "Choose the ground on which the rules do not hold here." in lacking.text
    page = olive.follow(olive.post(f"{office.path}/matter", {**fields, "ground": "new_matter"}))
    assert "Recommend Trace" in page.text
    back = {**fields, "inclusion": "leave_out", "reason": "The rules hold after all."}
    page = olive.follow(olive.post(f"{office.path}/matter", back))
    assert "Recommend No Live Trace" in page.text


def test_what_was_written_about_the_records_is_held_back_with_them(crowded):
    station = crowded.station
    station.claim(OLIVE)
    station.say_why(OLIVE)
    station.casework.decide_candidate(
        station.case_id,
        OLIVE,
        record_id="SYN-1",
        finding=IdentityFinding.DIFFERENT_PERSON,
        reason="Tattoo on the left arm",
    )

    assert "Tattoo" not in crowded.signed_in("dev").get(crowded.path).text


def test_a_form_of_another_site_or_without_its_secret_changes_nothing(office):
    olive = office.signed_in("olive")
    olive.get(office.path)

    assert olive.post(f"{office.path}/claim", {"csrf": "wrong"}).status == 403
    assert olive.post(f"{office.path}/claim", None, origin="https://evil.example").status == 403
    assert office.station.case.claim is None


def test_an_ended_session_is_told_and_nothing_is_done(office):
    olive = office.signed_in("olive")
    olive.get(office.path)
    kept = dict(olive.cookies)
    olive.post("/staff/sign-out")
    assert office.station.identity.signed_out == ["olive"]
    olive.cookies.update(kept)

    answer = olive.post(f"{office.path}/claim")

    assert answer.status == 403
    assert "signed out" in answer.text
    assert office.station.case.claim is None


def test_failed_messages_are_seen_by_officers_and_replayed_by_supervisors(office):
    body = json.dumps({"type": "RecordCheckAnswered", "id": "E1", "data": {"check_id": "K1"}})
    office.station.queues.dead = {"casework": [DeadLetter("m1", body, 1_700_000_000_000, 4, "r")]}
    olive = office.signed_in("olive")
    page = olive.get("/staff/failures")
    assert "RecordCheckAnswered" in page.text
    assert "Ask a supervisor" in page.text
    assert olive.post("/staff/failures/casework/replay", {"message_id": "m1"}).status == 403

    ruth = office.signed_in("ruth")
    ruth.get("/staff/failures")
    page = ruth.follow(ruth.post("/staff/failures/casework/replay"))
    assert office.station.queues.sent == [("casework", body)]
    assert "Every message was handled." in page.text


@pytest.mark.parametrize("path", ["/staff/cases/none", "/staff/cases/none/documents/x"])
def test_what_is_not_there_is_not_found(office, path):
    assert office.signed_in("olive").get(path).status == 404


def test_an_unknown_act_is_not_found(office):
    olive = office.signed_in("olive")
    olive.get(office.path)

    assert olive.post(f"{office.path}/explode").status == 404
