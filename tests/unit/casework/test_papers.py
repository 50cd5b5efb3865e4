"""Documents on a case's page: what was read beside what is typed, the picture with marks, signals in words."""

import re

import pytest

from chalicelib.casework.papers import marks_of, papers
from chalicelib.documents.changes import commit_move
from chalicelib.documents.claims import Claims, claims_of
from chalicelib.documents.errors import NoCleanCopy
from chalicelib.documents.judging import Correction, Decision, Field, Judged, Mark, Note
from chalicelib.documents.models import Document, Role, Signal, State
from chalicelib.documents.reasons import Reason
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from tests.fakes.casework import ANSWERS, Station
from tests.fakes.office import Office
from tests.fakes.pictures import jpeg, scene

pytestmark = pytest.mark.usefixtures("origins")
CLAIMS = claims_of(ANSWERS)
HERE = Mark(left=100, top=800, right=500, bottom=850)
THERE = Mark(left=500, top=800, right=900, bottom=850)
SLIP = Correction(row=1, place=2, read="O", taken="0", why="check_digits")
READ = {
    "surname": Field(value="ASHDOWN", confidence=0.99, mark=HERE),
    "forenames": Field(value="THOMAS WILLIAM", confidence=0.7),
    "number": Field(value="L898902C3", confidence=0.99, corrections=(SLIP,), mark=THERE),
    "birth_date": Field(value="1985-11-23", confidence=0.4),
    "issuer": Field(value="GBR", confidence=0.99),
    "expires": Field(value=None, confidence=0.0),
    "sex": Field(value="M", confidence=1.0),
}
ACCEPTED = Judged(decision=Decision.ACCEPTED, fields=READ)
TWO = Signal(code="same_file", values={"application": "app-2", "document": "app-2-passport-1"})


def rows(document: Document, claims: Claims = CLAIMS) -> dict[str, tuple[str, str, str]]:
    (paper,) = papers([document], claims, {}, {})
    return {row.label: (row.typed, "".join(p.text for p in row.read), row.mark) for row in paper.rows}


@pytest.fixture
def station() -> Station:
    return Station().ready()


def read(station: Station, judged: Judged = ACCEPTED, role: Role = Role.PASSPORT, **more: object) -> Document:
    """A document as the intake leaves it, with a copy that opens."""
    store = station.papers.store
    stored = store.latest(station.case_id, role)
    after = stored.state.model_copy(update={"judged": judged, **more})
    store.save(stored, after, audit=AuditEntry("read", SYSTEM))
    station.papers.clean.put(after.clean.key, jpeg(scene(1, (600, 400))), "image/jpeg")
    return store.get(stored.id).state


def test_what_was_read_stands_beside_what_was_typed(station):
    found = rows(read(station))
    assert found.pop("Issued by")[2] == "same"
    assert found == {
        "Surname": ("Ashdown", "ASHDOWN", "same"),
        "Forenames": ("Thomas William", "THOMAS WILLIAM", "same"),
        "Passport number": ("L898902C3", "L898902C3", "same"),
        "Date of birth": ("23 November 1985", "23 November 1985", "same"),
        "Sex": ("", "M", "not known"),
        "Expires": ("15 April 2031", "not read", "not known"),
    }


@pytest.mark.parametrize(
    ("typed", "label", "mark"),
    [
        ({"surname": "Ashdon"}, "Surname", "differs"),
        ({"forenames": "Tom"}, "Forenames", "differs"),
        ({"number": "L898902C4"}, "Passport number", "close"),
        ({"number": "123456789"}, "Passport number", "differs"),
        ({"country": "FR"}, "Issued by", "differs"),
        ({"surname": None}, "Surname", "not known"),
    ],
)
def test_it_is_compared_with_what_is_typed_now(station, typed, label, mark):
    document = read(station)
    assert rows(document, CLAIMS.model_copy(update=typed))[label][2] == mark
    (paper,) = papers([document], CLAIMS.model_copy(update=typed), {}, {})
    assert paper.differs is (mark == "differs")


def test_doubt_and_corrections_are_said_in_words(station):
    (paper,) = papers([read(station)], CLAIMS, {}, {})
    said = {row.label: (row.sure, *row.corrections) for row in paper.rows}
    assert said["Surname"] == ("",)
    assert said["Forenames"] == ("read with some doubt",)
    assert said["Date of birth"] == ("hardly legible: look at the picture",)
    assert said["Passport number"] == ("", "“O” was read and “0” taken: the check digits agree only so")
    assert said["Expires"] == ("",)


def test_marks_are_numbered_alike_on_the_picture_and_beside_it(station):
    note = Note(reason=Reason.OTHER_NAME, mark=HERE)
    found = Judged(decision=Decision.PERSON, notes=(note,), fields=READ)
    document = read(station, found, state=State.NEEDS_PERSON, reason=Reason.OTHER_NAME.value)
    assert marks_of(document, {}) == {
        HERE: (1, "other name and surname"),
        THERE: (2, "passport number"),
    }
    (paper,) = papers([document], CLAIMS, {}, {})
    assert [each.number for each in paper.told] == [1]
    assert {row.label: row.number for row in paper.rows if row.number} == {"Surname": 1, "Passport number": 2}
    assert paper.pages[0].alt.endswith("Marked: 1 other name and surname, 2 passport number")


def test_the_picture_comes_with_its_marks_to_officers_of_that_case(station):
    office = Office(station)
    document, browser = read(station), office.signed_in("olive")
    address = f"{office.path}/documents/{document.id}/pages/1"
    assert address in browser.get(office.path).text
    answer = browser.get(address)
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.text.count("<text") == 2
    for wrong in ("0", "2", "x", "1e3", "99999"):
        assert browser.get(f"{office.path}/documents/{document.id}/pages/{wrong}").status == 404
    assert browser.get(f"{office.path}/documents/somebody-elses/pages/1").status in {404, 422}
    assert office.visitor().get(address).location.startswith("/staff/sign-in")


def test_a_copy_in_which_a_threat_was_found_later_is_shown_to_nobody(station):
    document = read(station)
    stored = station.papers.store.get(document.id)
    commit_move(station.papers.store, stored, State.NEEDS_PERSON, reason=Reason.THREAT_FOUND_LATER.value)
    with pytest.raises(NoCleanCopy):
        station.casework.document_picture(station.case_id, document.id, 1)
    with pytest.raises(NoCleanCopy):
        station.casework.document_link(station.case_id, document.id)
    page = Office(station).signed_in("olive")
    assert f"/documents/{document.id}" not in page.get(f"/staff/cases/{station.case_id}").text


def test_what_a_person_must_look_at_can_be_opened_and_settled(station):
    note = Note(reason=Reason.OTHER_NAME)
    found = Judged(decision=Decision.PERSON, notes=(note,), fields=READ)
    document = read(station, found)
    stored = station.papers.store.get(document.id)
    commit_move(station.papers.store, stored, State.NEEDS_PERSON, reason=Reason.OTHER_NAME.value)
    station.hear("DocumentNeedsPerson")
    office = Office(station)
    browser = office.signed_in("olive")
    page = browser.get(office.path).text
    assert 'list="usual-reasons"' in page
    assert station.casework.document_link(station.case_id, document.id)
    fields = {"document_id": document.id, "verdict": "refuse", "reason": "It is somebody else's."}
    assert browser.post(f"{office.path}/document", fields).location == f"{office.path}#papers"
    assert station.papers.now(document).state is State.REFUSED


def test_signals_are_said_with_what_to_do_and_lead_to_the_other_case(station):
    other = Signal(code="same_file", values={"application": station.case_id, "document": "x"})
    read(station, signals=(Signal(code="paper_edited", values={"program": "iLovePDF"}), other, TWO))
    station.hear("DocumentAccepted")
    office = Office(station)
    browser = office.signed_in("olive")
    page = browser.get(office.path).text
    assert "The PDF says that iLovePDF made it." in page
    assert "a reason to look, not proof" in page
    assert f"Open {station.case.reference}" in page
    assert "has no case" in page
    assert "3 signals" in page
    assert "Document signals" in browser.get("/staff/queue").text

    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    answer = browser.post(f"{office.path}/signals", {"seen": seen, "reason": "An agent mixed two files up."})
    assert answer.location == f"{office.path}#papers"
    assert "Document signals" not in browser.get("/staff/queue").text
    assert "weighed the signals" in browser.get(office.path).text


def test_following_a_signal_goes_to_the_case_that_it_names(station):
    document = read(
        station, signals=(Signal(code="same_file", values={"application": station.case_id, "document": "x"}),)
    )
    office = Office(station)
    browser = office.signed_in("olive")
    browser.get(office.path)
    fields = {"document_id": document.id, "other": station.case_id}
    assert browser.post(f"{office.path}/follow", fields).location == office.path
    assert browser.post(f"{office.path}/follow", {**fields, "other": "app-9"}).status == 422
    assert [
        line.actor for line in station.cases.trail(station.case_id) if line.action == "signal_followed"
    ] == ["olive"]


def test_an_officers_decision_is_told_from_the_checks(station):
    found = Judged(decision=Decision.PERSON, notes=(Note(reason=Reason.NUMBER_UNSURE),), fields=READ)
    document = read(station, found)
    (paper,) = papers([document], CLAIMS, {}, {})
    assert paper.decided == "An officer accepted it."
    (paper,) = papers([read(station)], CLAIMS, {}, {})
    assert paper.decided == "The checks accepted it."
    assert not paper.is_open
