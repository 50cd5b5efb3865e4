"""Entering and correcting records by forms: every part, rules of entry beside their fields, and conflicts."""

import json
import re

import pytest

from chalicelib.records.entry.places import NoPlace, read_place
from tests.fakes.bureau import Bureau, Keeper

pytestmark = pytest.mark.usefixtures("origins")
SHOP = {"kind": "conviction", "cjs_code": "th68010", "offence_date": "11/02/2012", "date": "03/04/2012"}
MATTER = {**SHOP, "jurisdiction": "england_and_wales", "country": "GB", "taken_into_consideration": "0"}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def nia(bureau: Bureau) -> Keeper:
    return bureau.at_work()


@pytest.fixture
def record_id(nia: Keeper) -> str:
    return nia.enter()


def told(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


PARTS = [
    ("names~new", {"forenames": "Zeb", "surname": "Quill", "kind": "alias"}, "Zeb Quill (alias or nickname)"),
    ("birth_dates~new", {"date": "7/1961"}, "07/1961"),
    ("nationalities~new", {"country": "IE"}, "Ireland"),
    ("driver_numbers~new", {"number": "quill605091z99ab"}, "QUILL605091Z99AB"),
    ("passports~new", {"number": "l898902c3", "country": "GB"}, "L898902C3, United Kingdom"),
    (
        "descriptions~new",
        {"on": "2012", "height": "181", "hair": "grey", "marks": "scar, left hand\r\ntattoo"},
        "2012, 181 cm, hair grey, scar, left hand, tattoo",
    ),
    ("markers~new", {"code": "VI", "text": "when drunk", "date": "2012"}, "VI Violent, when drunk, 2012"),
    (
        "addresses~new",
        {"lines": "1 Pier Road\nWick", "postcode": "ZZ99 3WZ", "country": "GB", "since": "2001"},
        "1 Pier Road, Wick, ZZ99 3WZ, United Kingdom (since 2001)",
    ),
    (
        "reports~new",
        {"asn": "11/01ZD/01/410836V", "kind": "arrest", "date": "11/02/2012", "force": "01", "station": "zd"},
        "Arrest 1101ZD0100000410836V, 11/02/2012",
    ),
    ("court_cases~new", {"reference": "97/1626/008395q", "court": "Leeds"}, "97/1626/8395Q, Leeds"),
    ("matters~new", MATTER, "Conviction: "),
    (
        "person",
        {"sex": "F", "birth_place": "Wick", "pncid": "12/9000123b"},
        "Female, born in Wick, PNCID 2012/",
    ),
]


@pytest.mark.parametrize(("place", "fields", "words"), PARTS, ids=lambda value: str(value)[:12])
def test_every_part_is_entered_shown_changed_and_taken_out(  # noqa: PLR0917 - fixtures and parameters
    bureau: Bureau, nia: Keeper, record_id: str, place: str, fields: dict, words: str
) -> None:
    if place == "person":
        from chalicelib.kernel.police_identifiers.pncid import PNCID  # noqa: PLC0415

        fields = {**fields, "pncid": PNCID(2012, 9_000_123).short}
    path = f"/people/{record_id}/edit"
    page = nia.save(f"{path}/{place}", **fields)
    assert "The record is changed." in page.text, told(page)
    assert words in told(page)
    assert bureau.record(record_id).nominal.version == 2
    if place == "person":
        return
    name = place.partition("~")[0]
    there = (
        f"{name}~1"
        if name in {"names", "birth_dates"}
        else f"{name}~m1"
        if name == "matters"
        else f"{name}~0"
    )
    form = nia.see(f"{path}/{there}")
    again = nia.browser.follow(nia.send(f"{path}/{there}", **fields))
    assert "The record is changed." in again.text, told(again)
    assert form.status == 200
    nia.see(f"{path}/{there}")
    gone = nia.browser.follow(nia.send(f"{path}/{there}", act="remove"))
    assert words not in told(gone)
    assert bureau.record(record_id).nominal.version == 4


def test_disposals_and_what_became_of_them_later(bureau: Bureau, nia: Keeper, record_id: str) -> None:
    path = f"/people/{record_id}/edit"
    nia.save(f"{path}/matters~new", **MATTER)
    nia.save(f"{path}/disposals~m1~new", code="1115", duration="6 months", qualifiers="C", text="", amount="")
    page = nia.save(
        f"{path}/variations~m1~0~new",
        kind="activated",
        code="1507",
        duration="",
        date="01/06/2013",
        court="York",
    )
    assert "6 months" in told(page)
    assert "Activated" in told(page)
    nia.save(f"{path}/disposals~m1~0", code="1115", duration="1 year", qualifiers="")
    nia.save(f"{path}/matters~m1", **{**MATTER, "court": "Leeds Magistrates' Court"})
    (matter,) = bureau.record(record_id).matters
    (disposal,) = matter.disposals
    assert (matter.court, disposal.duration, disposal.variations[0].code) == (
        "Leeds Magistrates' Court",
        "Y1",
        "1507",
    )
    assert matter.offence.recordable
    assert matter.offence.title
    nia.see(f"{path}/variations~m1~0~0")
    nia.browser.follow(nia.send(f"{path}/variations~m1~0~0", act="remove"))
    assert bureau.record(record_id).matters[0].disposals[0].variations == ()


def test_a_matter_that_is_taken_out_is_named_by_no_report_any_more(
    bureau: Bureau, nia: Keeper, record_id: str
) -> None:
    path = f"/people/{record_id}/edit"
    nia.save(f"{path}/matters~new", **MATTER)
    nia.save(f"{path}/reports~new", asn="11/01ZD/01/410836V", kind="arrest", matters=["m1"])
    assert bureau.record(record_id).reports[0].matters == ("m1",)
    assert 'value="m1" checked' in nia.see(f"{path}/reports~0").text
    nia.see(f"{path}/matters~m1")
    nia.send(f"{path}/matters~m1", act="remove")
    assert bureau.record(record_id).reports[0].matters == ()


@pytest.mark.parametrize(
    ("place", "fields", "field", "sentence"),
    [
        ("names~new", {"surname": "", "kind": "alias"}, "surname", "Enter the surname"),
        ("names~new", {"surname": "Qu1ll", "kind": "alias"}, "surname", "A name contains a digit."),
        ("birth_dates~new", {"date": ""}, "date", "Enter this, or go back."),
        ("birth_dates~new", {"date": "31/02/1961"}, "date", "Write the date as"),
        ("birth_dates~new", {"date": "01/01/2099"}, "date", "lies in the future"),
        ("birth_dates~new", {"date": "1750"}, "date", "lies before 1900"),
        ("nationalities~new", {"country": ""}, "country", "Choose a country"),
        ("person", {"sex": "M", "pncid": "2003/0011985Z"}, "pncid", "does not fit its digits"),
        ("person", {"sex": "M", "cro": "nothing"}, "cro", "This is not a CRO number"),
        ("driver_numbers~new", {"number": ""}, "number", "This is not a driver number"),
        ("passports~new", {"number": "!!"}, "number", "This is not a passport number"),
        ("descriptions~new", {"height": "6ft"}, "height", "Write a whole number"),
        ("descriptions~new", {"height": "900"}, "height", "in centimetres"),
        ("markers~new", {"code": ""}, "code", "Choose one"),
        ("addresses~new", {"lines": "", "country": "GB"}, "lines", "Enter the address"),
        ("reports~new", {"asn": "1101ZD0100000410836A", "kind": "arrest"}, "asn", "does not fit its digits"),
        ("court_cases~new", {"reference": ""}, "reference", "This is not a court case reference"),
        (
            "matters~new",
            {**MATTER, "cjs_code": "ZZ99999", "title": "Nothing"},
            "cjs_code",
            "no offence with the code",
        ),
        ("matters~new", {**MATTER, "cjs_code": "", "title": ""}, "title", "Enter the offence in words"),
        ("matters~new", {**MATTER, "cjs_code": "RT88191"}, "cjs_code", "not recordable"),
        ("matters~new", {**MATTER, "date": "03/04/2010"}, "date", "decided before the offence"),
        ("matters~new", {**MATTER, "offence_until": "01/01/2012"}, "offence_until", "ends before it begins"),
        ("matters~new", {**MATTER, "force": "77"}, "force", "no force with the code"),
        ("matters~new", {**MATTER, "court_code": "0001"}, "court_code", "no court with the code"),
        (
            "matters~new",
            {**MATTER, "taken_into_consideration": "many"},
            "taken_into_consideration",
            "whole number",
        ),
    ],
)
def test_a_broken_rule_is_said_beside_its_field_and_what_was_typed_stays(  # noqa: PLR0917 - as above
    bureau: Bureau, nia: Keeper, record_id: str, place: str, fields: dict, field: str, sentence: str
) -> None:
    path = f"/people/{record_id}/edit/{place}"
    nia.see(path)
    answer = nia.send(path, **fields)
    assert answer.status == 422, told(answer)
    assert answer.title.startswith("Error:")
    found = re.search(rf'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
    assert found, told(answer)
    assert sentence in found[1]
    assert f'href="#{field}"' in answer.text
    for text in fields.values():
        assert str(text) in answer.text
    assert bureau.record(record_id).nominal.version == 1


def test_a_disposal_that_does_not_fit_is_said_beside_its_code(nia: Keeper, record_id: str) -> None:
    path = f"/people/{record_id}/edit"
    nia.save(f"{path}/matters~new", **MATTER)
    for fields, field, sentence in (
        ({"code": "0001", "text": "Nothing"}, "code", "no disposal with the code 0001"),
        ({"code": "1002"}, "duration", "needs its length"),
        ({"code": "1015"}, "amount", "a fine needs its amount"),
        ({"code": "1015", "amount": "lots"}, "amount", "Write the amount in pounds"),
        ({"code": "1116", "duration": "life"}, "duration", "never for life"),
        ({"code": "1015", "amount": "180", "qualifiers": "ZZ"}, "qualifiers", "does not take the qualifier"),
        ({"code": "1015", "amount": "180", "qualifiers": "?"}, "qualifiers", "Write qualifiers as"),
        ({"code": "1002", "duration": "for ever"}, "duration", "Write the length as"),
    ):
        nia.see(f"{path}/disposals~m1~new")
        answer = nia.send(f"{path}/disposals~m1~new", **fields)
        assert answer.status == 422, fields
        found = re.search(rf'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)
        assert found, told(answer)
        assert sentence in found[1]


def test_a_conflict_keeps_what_was_typed_and_shows_both(bureau: Bureau, nia: Keeper, record_id: str) -> None:
    tom = bureau.at_work("tom")
    tom.find()
    path = f"/people/{record_id}/edit/names~0"
    nia.see(path)
    tom.save(path, forenames="Zebediah", surname="Quillfeather", kind="main")

    answer = nia.send(path, forenames="Zebulon", surname="Quillfeather", kind="main")

    assert answer.status == 409
    assert "Somebody else changed this record" in answer.text
    assert 'value="Zebulon"' in answer.text
    assert "As it stands now" in answer.text
    assert "Zebediah" in answer.text
    assert "(yours differs)" in answer.text
    assert bureau.record(record_id).nominal.names[0].forenames == "Zebediah"
    nia.browser.follow(nia.send(path, forenames="Zebulon", surname="Quillfeather", kind="main"))
    assert bureau.record(record_id).nominal.names[0].forenames == "Zebulon"
    assert bureau.record(record_id).nominal.version == 3


def test_a_conflict_about_a_part_that_is_gone_loses_nothing(
    bureau: Bureau, nia: Keeper, record_id: str
) -> None:
    path = f"/people/{record_id}/edit/addresses"
    nia.save(f"{path}~new", lines="1 Pier Road", country="GB")
    tom = bureau.at_work("tom")
    tom.find()
    nia.see(f"{path}~0")
    tom.see(f"{path}~0")
    tom.send(f"{path}~0", act="remove")

    answer = nia.send(f"{path}~0", lines="2 Pier Road", country="GB")

    assert answer.status == 409
    assert "2 Pier Road" in answer.text
    assert "not there any more" in answer.text


def test_who_entered_and_why_stands_in_the_trail(bureau: Bureau, nia: Keeper, record_id: str) -> None:
    nia.save(f"/people/{record_id}/edit/birth_dates~new", date="1961")
    rows = bureau.items.query(f"hosted_record#{record_id}", prefix="audit#").items
    trail = [json.loads(row["body"]) for row in rows]
    assert [event["action"] for event in trail] == ["record_created", "record_updated"]
    assert {event["actor"]["id"] for event in trail} == {"nia"}
    details = bureau.items.query(f"hosted_record#{record_id}", prefix="detail#").items
    assert json.loads(details[1]["body"])["justification"] == "The fingerprints agree"


def test_a_new_record_says_everything_that_is_wrong_at_once(bureau: Bureau, nia: Keeper) -> None:
    nia.find()
    page = nia.see("/new")
    assert 'value="Quillfeather"' in page.text
    assert 'value="09/05/1961"' in page.text
    answer = nia.send("/new", surname="", date="last May", pncid="2003/0011985Z", sex="M")
    assert answer.status == 422
    for sentence in ("Enter the surname", "Write the date as", "does not fit its digits"):
        assert sentence in answer.text
    assert 'value="2003/0011985Z"' in answer.text


def test_a_person_is_entered_once_under_one_pncid(nia: Keeper) -> None:
    from chalicelib.kernel.police_identifiers.pncid import PNCID  # noqa: PLC0415

    pncid = str(PNCID(2012, 9_000_123))
    nia.enter(pncid=pncid)
    nia.find()
    nia.see("/new")
    answer = nia.send("/new", forenames="Zeb", surname="Quill", date="1961", sex="M", pncid=pncid)
    assert answer.status == 409
    assert "recorded already" in answer.text
    assert f'value="{pncid}"' in answer.text


def test_the_last_name_stays(bureau: Bureau, nia: Keeper, record_id: str) -> None:
    path = f"/people/{record_id}/edit/names~0"
    nia.see(path)
    answer = nia.send(path, act="remove")
    assert answer.status == 422
    assert "enter the right one before" in answer.text
    assert len(bureau.record(record_id).nominal.names) == 1


@pytest.mark.parametrize(
    "place",
    ["names", "names~x", "names~9", "names~0~0", "person~0", "matters~m9", "disposals~m1~0", "x~0"],
)
def test_a_place_that_is_not_there_is_not_found(nia: Keeper, record_id: str, place: str) -> None:
    assert nia.see(f"/people/{record_id}/edit/{place}").status == 404


def test_only_whole_places_are_read() -> None:
    for text in ("variations~new~0~0", "disposals~new~0", "matters"):
        with pytest.raises(NoPlace):
            read_place(text)
    assert read_place("variations~m1~0~new").text == "variations~m1~0~new"


def test_a_form_that_is_sent_twice_enters_one_record(bureau: Bureau, nia: Keeper) -> None:
    nia.find()
    nia.see("/new")
    fields = {"forenames": "Zebedee", "surname": "Quillfeather", "date": "09/05/1961", "sex": "M"}
    first, second = nia.send("/new", **fields), nia.send("/new", **fields)
    assert first.status == second.status == 303
    assert first.location == second.location
    assert nia.find().text.count("data-row") == 1
