"""Rules of entry: each says what is wrong, and none judges again what stood there before."""

from datetime import date

import pytest

from chalicelib.kernel.people import PersonName
from chalicelib.records.hosted.rules import problems_of
from chalicelib.records.models import Matter, Nominal, Record

TODAY = date(2026, 11, 23)
FINE = {"code": "1015", "text": "Fine", "amount": 18000}
GOOD = {
    "id": "m1",
    "kind": "conviction",
    "offence": {"cjs_code": "TH68010", "title": "Theft"},
    "offence_date": "2012-02-11",
    "date": "2012-04-03",
    "disposals": (FINE,),
    "asn": "1101ZD0100000410836V",
    "court_case": "97/1626/8395Q",
    "force": "44",
    "court_code": "9998",
    "court": "Leeds",
}


def record(*matters: dict, **nominal: object) -> Record:
    known = {
        "record_id": "R1",
        "names": (PersonName(surname="Byron"),),
        "birth_dates": ("1990-01-02",),
        "version": 1,
    }
    return Record(
        nominal=Nominal.model_validate({**known, **nominal}),
        matters=tuple(Matter.model_validate(one) for one in matters),
    )


def test_a_sound_entry_passes() -> None:
    assert problems_of(record(GOOD), today=TODAY) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"disposals": ({**FINE, "code": "9876"},)}, "no disposal with the code 9876"),
        ({"disposals": ({**FINE, "amount": None},)}, "a fine needs its amount"),
        ({"disposals": ({"code": "1002", "text": "Imprisonment"},)}, "needs its length"),
        ({"disposals": ({**FINE, "duration": "Y999"},)}, "never for life"),
        ({"disposals": ({**FINE, "qualifiers": ({"code": "C"},)},)}, "does not take the qualifier C"),
        ({"disposals": ({"code": "2004", "text": "Not guilty"},)}, "does not end with the disposal 2004"),
        ({"kind": "caution"}, "only a conviction carries the disposal 1015"),
        ({"kind": "acquittal"}, "only a conviction"),
        (
            {
                "disposals": (
                    {
                        **FINE,
                        "variations": ({"kind": "quashed", "code": "2068", "text": "Q", "date": "2011"},),
                    },
                )
            },
            "varied before it was imposed",
        ),
        ({"offence_date": "2012-04-04"}, "decided before the offence"),
        ({"offence_until": "2012-02-10"}, "ends before it begins"),
        ({"date": "2027-01-01"}, "lies in the future"),
        ({"offence_date": "1999-12-31", "date": "2000"}, "under 10"),
        ({"offence": {"cjs_code": "RT88191", "title": "No insurance"}}, "not recordable"),
        ({"offence": {"cjs_code": "ZZ99999", "title": "Nothing"}}, "no offence with the code ZZ99999"),
        ({"offence": {"title": "Something"}}, "needs its CJS code"),
        ({"force": "77"}, "no force with the code 77"),
        ({"court_code": "0001"}, "no court with the code 0001"),
        ({"court": ""}, "needs its name"),
        ({"asn": "1101ZD0100000410836A"}, "arrest/summons number is wrong"),
        ({"court_case": "97/1626/8395A"}, "court case reference is wrong"),
    ],
)
def test_a_broken_rule_is_said(change: dict, problem: str) -> None:
    found = problems_of(record({**GOOD, **change}), today=TODAY)
    assert any(problem in sentence for sentence in found), found
    assert all(sentence.startswith(("Theft", "No insurance", "Nothing", "Something")) for sentence in found)


def test_partial_dates_break_no_rule_that_they_may_keep() -> None:
    assert problems_of(record({**GOOD, "offence_date": "2012-04", "date": "2012"}), today=TODAY) == ()


def test_a_matter_decided_with_a_recordable_one_is_recorded_too() -> None:
    other = {**GOOD, "id": "m2", "offence": {"cjs_code": "RT88191", "title": "No insurance"}}
    assert problems_of(record(GOOD, other), today=TODAY) == ()
    assert problems_of(record(GOOD, {**other, "court_case": "21/2732/4L"}), today=TODAY) != ()


def test_other_jurisdictions_have_codes_of_their_own() -> None:
    abroad = {**GOOD, "jurisdiction": "overseas", "country": "FR", "offence": {"title": "Vol"}}
    assert problems_of(record(abroad), today=TODAY) == ()


def test_identifiers_are_canonical() -> None:
    (pncid,) = problems_of(record(pncid="2003/0011985Z"), today=TODAY)
    assert "PNCID" in pncid
    assert problems_of(record(pncid="79/163001B"), today=TODAY) != ()
    assert problems_of(record(pncid="1979/0163001B", cro="065656/91H"), today=TODAY) == ()
    assert problems_of(record(cro="85227/65G"), today=TODAY) != ()
    assert problems_of(record(birth_dates=("2027",)), today=TODAY) != ()


def test_what_was_wrong_before_is_not_judged_again() -> None:
    bad = {**GOOD, "force": "77"}
    before = record(bad)
    assert problems_of(record(bad, {**GOOD, "id": "m2"}), before=before, today=TODAY) == ()
    assert problems_of(record({**bad, "court": "York"}), before=before, today=TODAY) != ()
