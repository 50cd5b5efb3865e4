"""What officers see of a check: what was asked, what was answered, by which model, and whether it comes out again."""

import json
import re
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import SYSTEM
from chalicelib.platform import clock
from chalicelib.records.checks import RecordCheck
from chalicelib.records.replaying.cli import main
from tests.fakes.browser import Browser
from tests.fakes.bureau import WHY, Bureau
from tests.fakes.casework import record

pytestmark = pytest.mark.usefixtures("origins")


@pytest.fixture
def bureau() -> Bureau:
    """A case whose police records answered twice."""
    bureau = Bureau()
    station = bureau.station
    station.send_form()
    station.system.records = (record(),)
    object.__setattr__(station.records, "system", station.system)
    station.records.check(station.case_id)
    station.records.recheck(station.case_id, by=SYSTEM, reason="A day has passed.")
    station.records.check(station.case_id)
    station.hear("RecordCheckAnswered")
    return bureau


def opened(bureau: Bureau) -> tuple[Browser, str]:
    """An officer who stated why, and where they were led."""
    browser = bureau.signed_in("olive")
    path = f"/staff/records/checks/{bureau.station.case_id}"
    browser.get(path)
    return browser, browser.post(path, WHY).location


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_nothing_is_shown_before_a_reason_is_stated(bureau: Bureau) -> None:
    browser = bureau.signed_in("olive")
    path = f"/staff/records/checks/{bureau.station.case_id}"
    page = browser.get(path).text
    assert "Say why you need it." in page
    assert "Ashdown" not in page
    refused = browser.post(path, {**WHY, "justification": ""})
    assert refused.status == 422
    assert browser.post("/staff/records/checks/none", WHY).status == 404
    assert bureau.signed_in("nia").get(path).status == 403


def test_every_question_answer_and_model_is_shown_and_worked_out_again(bureau: Bureau) -> None:
    browser, path = opened(bureau)
    page = browser.get(path).text
    text = text_of(page)
    assert "2 attempts, 2 answers" in text
    assert text.count("it agrees to the last bit") == 2
    assert "Thomas William Ashdown" in text
    assert "11/23" not in text
    assert "23/11/1985" in text
    assert "the birth date is the same" in text
    check = bureau.station.records.check_of(bureau.station.case_id).state
    assert check.answered.basis
    assert check.answered.basis.model_id in text
    assert bureau.items.count(f"record_reads#{bureau.station.case_id}", index="gsi1") == 1


def test_the_saved_check_is_what_the_command_replays(bureau: Bureau, tmp_path, capsys) -> None:
    browser, path = opened(bureau)
    answer = browser.get(f"{path}/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="CHECK.json"'
    assert len(RecordCheck.model_validate_json(answer.text).earlier) == 1
    assert json.loads(answer.text)["application_id"] == bureau.station.case_id
    file = tmp_path / "CHECK.json"
    file.write_text(answer.text)
    assert main(["replay", str(file)], lambda: bureau.station.records) == 0
    assert capsys.readouterr().out.count("agrees to the last bit") == 2


def test_a_forged_answer_is_called_what_it_is(bureau: Bureau) -> None:
    records = bureau.station.records
    stored = records.check_of(bureau.station.case_id)
    answer = stored.state.answered
    forged = answer.findings[0].model_copy(update={"sixty_fourths": 64})
    changed = answer.model_copy(update={"findings": (forged,)})
    from chalicelib.kernel.changes import AuditEntry  # noqa: PLC0415

    after = stored.state.model_copy(update={"answer": changed})
    records.checks.save(stored, after, audit=AuditEntry("forged", SYSTEM))
    browser, path = opened(bureau)
    assert "It does NOT agree now:" in browser.get(path).text


def test_a_reason_that_ran_out_is_asked_for_again(bureau: Bureau) -> None:
    _, path = opened(bureau)
    with freeze_time(clock.now() + timedelta(minutes=31)):
        late = bureau.signed_in("olive")
        assert late.get(path).location == f"/staff/records/checks/{bureau.station.case_id}"
        assert late.get("/staff/records/answers/none").location == "/staff/queue"
        assert late.get(f"{path}/json").status == 403


def test_the_cases_page_leads_to_it(bureau: Bureau) -> None:
    page = bureau.signed_in("olive").get(f"/staff/cases/{bureau.station.case_id}").text
    assert f"/staff/records/checks/{bureau.station.case_id}" in page
