"""The page of a case that waits for a country abroad, and the form for what became known later."""

import pytest

from chalicelib.casework.models import CaseState
from tests.fakes.casework import WHY, Station, record
from tests.fakes.office import Office
from tests.unit.casework.test_asking import abroad

pytestmark = pytest.mark.usefixtures("origins")


def test_an_officer_who_holds_the_case_notes_what_a_country_answered():
    office = Office(abroad())
    olive = office.signed_in("olive")
    seen = olive.get(office.path).text
    assert "Waits for a country" in seen
    assert "France: needed since" in seen
    assert 'value="nothing_held"' not in seen
    olive.post(f"{office.path}/claim", {})
    assert 'value="nothing_held"' in olive.get(office.path).text
    for country in ("FR", "PL"):
        olive.get(office.path)
        form = {"country": country, "finding": "nothing_held", "reason": WHY}
        assert olive.post(f"{office.path}/overseas", form).status == 303
        office.station.hear("OverseasCheckAnswered", country=country)
    assert office.station.case.state is CaseState.OPEN
    page = olive.get(office.path).text
    assert "Holds nothing" in page
    assert "noted that France holds nothing" in page


def test_an_answer_without_a_choice_comes_back_with_its_error():
    office = Office(abroad())
    olive = office.signed_in("olive")
    olive.get(office.path)
    olive.post(f"{office.path}/claim", {})
    olive.get(office.path)
    answer = olive.post(f"{office.path}/overseas", {"country": "FR", "reason": WHY})
    assert answer.status == 422
    assert "Choose one of the answers." in answer.text


def test_the_form_takes_another_name_and_date():
    office = Office(Station().ready())
    olive = office.signed_in("olive")
    olive.get(office.path)
    olive.post(f"{office.path}/claim", {})
    olive.get(office.path)
    form = {"reason": WHY, "also_forenames": "Tomasz", "also_surname": "Jesion", "also_born": "1985-11"}
    bad = olive.post(f"{office.path}/ask-again", {**form, "also_born": "last May"})
    assert (bad.status, "Tomasz" in bad.text) == (422, True)
    assert olive.post(f"{office.path}/ask-again", {**form, "also_surname": ""}).status == 422
    assert olive.post(f"{office.path}/ask-again", form).status == 303
    check = office.station.records.check_of(office.station.case_id).state
    assert [name.full for name in check.added_names] == ["Tomasz Jesion"]
    assert check.added_birth_dates == ("1985-11",)


def test_the_page_says_why_a_candidate_is_shown():
    office = Office(Station(record()).ready())
    olive = office.signed_in("olive")
    olive.get(office.path)
    olive.post(f"{office.path}/claim", {})
    olive.get(office.path)
    olive.post(f"{office.path}/purpose", {"reason_code": "8", "justification": "Is this the applicant?"})
    page = olive.get(office.path).text
    assert "How alike" in page
    assert "the birth date is the same" in page
    assert "Strong" in page
