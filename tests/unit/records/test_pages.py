"""The record keepers' pages as a browser meets them: who may, why they look, and what they find."""

import json
import re
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.platform import clock
from tests.fakes.browser import Browser
from tests.fakes.bureau import STAFF, WHOM, WHY, Bureau, Keeper

pytestmark = pytest.mark.usefixtures("origins")


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def nia(bureau: Bureau) -> Keeper:
    return bureau.at_work()


def reads(bureau: Bureau) -> list[dict]:
    """Every audited look, oldest first."""
    rows = [row for key, row in bureau.items.rows.items() if key.pk.startswith("record_read#")]
    found = [json.loads(row["body"]) for row in rows if row["sk"].startswith("audit#")]
    return sorted(found, key=lambda event: event["at"])


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_only_record_keepers_come_in_and_that_is_where_they_begin(bureau: Bureau) -> None:
    browser = bureau.signed_in("nia")
    assert browser.get("/").location == "/staff/records"
    page = browser.get("/staff/records").text
    assert "Police records" in page
    assert "/staff/queue" not in page
    assert browser.get("/staff/queue").status == 403
    for other in ("olive", "ruth"):
        officer = bureau.signed_in(other)
        assert officer.get("/staff/records").status == 403
        assert officer.get("/").location == "/staff/queue"


def test_sign_in_leads_a_record_keeper_to_the_records(bureau: Bureau) -> None:
    browser = Browser(bureau.app, STAFF)
    browser.get("/staff/sign-in")
    answer = browser.post("/staff/sign-in", {"email": "nia@x.example", "password": "right"})
    assert answer.location == "/staff/records"


def test_nothing_is_searched_without_a_reason_and_nothing_typed_is_lost(bureau: Bureau, nia: Keeper) -> None:
    nia.browser.get("/staff/records")
    answer = nia.browser.post("/staff/records/find", {**WHOM, "born": "last May", "justification": "x"})
    assert answer.status == 422
    assert answer.title.startswith("Error:")
    for sentence in (
        "Write the date as 23/11/1985",
        "3 to 250 characters",
        "Say for whom",
        "Choose a reason code",
    ):
        assert sentence in answer.text
    assert 'value="Quillfeather"' in answer.text
    assert 'value="last May"' in answer.text
    assert reads(bureau) == []


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("surname", "", "Enter the surname"),
        ("surname", "x" * 400, "at most 300 characters"),
        ("born", "23/11/2099", "in the future"),
        ("born", "31/02/1985", "Write the date as"),
        ("forenames", "\u202e\ud7ff\u0378", "Write the names in letters"),
    ],
)
def test_what_can_not_be_asked_is_said_beside_its_field(
    nia: Keeper, field: str, text: str, sentence: str
) -> None:
    nia.browser.get("/staff/records")
    answer = nia.browser.post("/staff/records/find", {**WHY, **WHOM, field: text})
    assert answer.status == 422
    assert sentence in answer.text


def test_a_search_shows_who_may_be_it_and_why_and_is_written_down_first(bureau: Bureau, nia: Keeper) -> None:
    record_id = nia.enter(birth_place="Wick")
    page = nia.find(forenames="Zeb", birth_place="Wick")
    assert record_id in page.text
    assert "bits" in page.text
    assert "the surname is the same" in page.text
    assert "one person among" in page.text
    last = reads(bureau)[-1]
    assert (last["action"], last["actor"]["id"]) == ("names_searched", "nia")
    assert last["data"]["reason_code"] == 9
    assert "Quillfeather" not in json.dumps(last)
    assert "Quillfeather" not in nia.errand


def test_nobody_found_is_said_with_the_way_to_a_new_record(nia: Keeper) -> None:
    page = nia.find()
    assert "The records name nobody who may be this person." in text_of(page.text)
    assert "Enter a new record" in page.text


def test_a_record_is_read_under_the_errand_and_written_down(bureau: Bureau, nia: Keeper) -> None:
    record_id = nia.enter()
    before = len(reads(bureau))
    page = nia.see(f"/people/{record_id}").text
    assert "Zebedee Quillfeather" in page
    assert "Synthetic" in page
    assert "The fingerprints agree" in page
    assert [r["action"] for r in reads(bureau)[before:]] == ["record_read", "record_history_read"]
    assert nia.see("/people/none").status == 404
    assert nia.see("/people/a%20b%22").status == 404


def test_an_errand_is_its_officers_own_and_ends_after_half_an_hour(bureau: Bureau, nia: Keeper) -> None:
    record_id = nia.enter()
    tom = bureau.at_work("tom")
    tom.errand = nia.errand
    page = tom.see(f"/people/{record_id}")
    assert page.status == 403
    assert "State it again" in page.text
    assert "Quillfeather" not in page.text
    with freeze_time(clock.now() + timedelta(minutes=31)):
        over = bureau.at_work("nia")
        over.errand = nia.errand
        page = over.see(f"/people/{record_id}")
        assert page.status == 403
        sent = over.send(f"/people/{record_id}", **WHY)
        assert sent.status == 303
        assert "Zebedee" in over.browser.follow(sent).text


def test_what_was_typed_goes_on_when_the_reason_ran_out_meanwhile(bureau: Bureau, nia: Keeper) -> None:
    record_id = nia.enter()
    path = f"/people/{record_id}/edit/names~new"
    with freeze_time(clock.now() + timedelta(minutes=31)):
        late = bureau.at_work("nia")
        late.errand = nia.errand
        late.browser.get("/staff/records")
        page = late.send(path, surname="Quill", forenames="Zeb", kind="alias", version="1")
        assert page.status == 403
        assert "Everything that you typed is kept" in page.text
        assert 'value="Quill"' in page.text
        refused = late.send(path, **{**WHY, "justification": "x"})
        assert refused.status == 422
        assert 'value="Quill"' in refused.text
        done = late.browser.follow(late.send(path, **WHY))
    assert "The record is changed." in done.text
    assert "Zeb Quill" in done.text
    assert [n.full for n in bureau.record(record_id).nominal.names][-1] == "Zeb Quill"


def test_every_version_is_there_as_it_was(nia: Keeper) -> None:
    record_id = nia.enter()
    nia.save(f"/people/{record_id}/edit/names~0", forenames="Ewart", surname="Netherby", kind="main")
    page = nia.see(f"/people/{record_id}").text
    assert page.count("/versions/") == 2
    first = nia.see(f"/people/{record_id}/versions/1").text
    assert "Zebedee Quillfeather: version 1" in text_of(first)
    assert "Netherby" not in first
    assert nia.see(f"/people/{record_id}/versions/3").status == 404
    assert nia.see(f"/people/{record_id}/versions/x").status == 404


def test_where_records_are_kept_elsewhere_nothing_is_entered_here(bureau: Bureau, nia: Keeper) -> None:
    record_id = nia.enter()
    object.__setattr__(bureau.desk, "joining", None)
    assert "kept in another system" in nia.browser.get("/staff/records").text
    page = nia.find().text
    assert record_id in page
    assert "Enter a new record" not in page
    seen = nia.see(f"/people/{record_id}").text
    assert "It is entered and changed there." in seen
    assert "/edit/" not in seen
    for path in ("/new", f"/people/{record_id}/edit/names~0", f"/people/{record_id}/join/x"):
        assert nia.see(path).status in {403, 404}
    assert nia.send(f"/people/{record_id}/edit/names~0", version="1", surname="X").status == 403


def test_a_form_of_another_site_enters_nothing(bureau: Bureau, nia: Keeper) -> None:
    nia.find()
    nia.see("/new")
    path = nia.at("/new")
    assert nia.browser.post(path, {"surname": "X"}, origin="https://evil.example").status == 403
    assert nia.browser.post(path, {"surname": "X", "csrf": "no"}).status == 403
    assert not [key for key in bureau.items.rows if key.pk.startswith("hosted_record#")]
