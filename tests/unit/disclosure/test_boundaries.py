"""Every boundary that docs/disclosure.md fixes: the day before, the day itself, and what is not known whole."""

from datetime import date

import pytest

from chalicelib.disclosure.spans import Span, anniversary
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.models import Qualifier
from tests.fakes.matters import (
    C_OFFENCE,
    FINE,
    NOT_A,
    PRISON,
    SHIPPED,
    UNSORTED,
    all_known,
    disclosed,
    fate,
    matter,
    why,
)

DISCHARGE = {"code": "1018", "text": "Conditional Discharge", "duration": "M12"}
SUSPENDED = {"code": "1115", "text": "Suspended Imprisonment", "duration": "M6"}
COSTS = {"code": "3011", "text": "Costs", "amount": 8500}


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        ("2010-05-03", 12, "2022-05-03"),
        ("2016-02-29", 5, "2021-03-01"),
        ("2016-02-29", 12, "2028-02-29"),
        ("2088-02-29", 12, "2100-03-01"),
        ("2016-02-28", 5, "2021-02-28"),
        ("2015-03-01", 5, "2020-03-01"),
        ("9999-12-31", 5, "9999-12-31"),
    ],
)
def test_anniversaries(day: str, years: int, then: str) -> None:
    assert anniversary(date.fromisoformat(day), years) == date.fromisoformat(then)


def test_a_date_known_in_part_is_every_day_that_it_may_be() -> None:
    span = Span.of(PartialDate("2012-02"))
    assert (span.earliest, span.latest) == (date(2012, 2, 1), date(2012, 2, 29))
    assert [span.has_come(date(2012, m, 10)) for m in (1, 2, 3)] == [False, None, True]


@pytest.mark.parametrize(
    ("code", "kind", "on", "where"),
    [
        # C, without custody: 12 years.
        (C_OFFENCE, "conviction", "2022-05-02", "lines"),
        (C_OFFENCE, "conviction", "2022-05-03", "hidden"),
        # B or C, caution: 5 years either way.
        (NOT_A, "caution", "2015-05-02", "lines"),
        (NOT_A, "caution", "2015-05-03", "hidden"),
        (NOT_A, "conditional_caution", "2015-05-03", "hidden"),
        # B or C, without custody: 12 or 15 years.
        (NOT_A, "conviction", "2022-05-02", "lines"),
        (NOT_A, "conviction", "2022-05-03", "needs_person"),
        (NOT_A, "conviction", "2025-05-02", "needs_person"),
        (NOT_A, "conviction", "2025-05-03", "hidden"),
        # A, B or C: 12, 15 or 20 years; a caution 5 or 10.
        (UNSORTED, "conviction", "2022-05-02", "lines"),
        (UNSORTED, "conviction", "2022-05-03", "needs_person"),
        (UNSORTED, "conviction", "2030-05-02", "needs_person"),
        (UNSORTED, "conviction", "2030-05-03", "hidden"),
        (UNSORTED, "caution", "2015-05-02", "lines"),
        (UNSORTED, "caution", "2015-05-03", "needs_person"),
        (UNSORTED, "caution", "2020-05-02", "needs_person"),
        (UNSORTED, "caution", "2020-05-03", "hidden"),
    ],
)
def test_the_day_before_and_the_day_itself(code: str, kind: str, on: str, where: str) -> None:
    assert fate(disclosed(matter(code=code, kind=kind), on=on)) == where


@pytest.mark.parametrize(("on", "where"), [("2021-02-28", "lines"), ("2021-03-01", "hidden")])
def test_what_began_on_29_february_ends_on_1_march(on: str, where: str) -> None:
    assert fate(disclosed(matter(code=NOT_A, kind="caution", date="2016-02-29"), on=on)) == where


@pytest.mark.parametrize(
    ("written", "on", "where"),
    [
        ("2010-05", "2022-04-30", "lines"),
        ("2010-05", "2022-05-01", "needs_person"),
        ("2010-05", "2022-05-30", "needs_person"),
        ("2010-05", "2022-05-31", "hidden"),
        ("2010", "2021-12-31", "lines"),
        ("2010", "2022-01-01", "needs_person"),
        ("2010", "2022-12-31", "hidden"),
    ],
)
def test_a_date_known_in_part_is_a_persons_while_its_readings_differ(
    written: str, on: str, where: str
) -> None:
    assert fate(disclosed(matter(date=written, offence_date="2010-01-01"), on=on)) == where


def test_a_year_that_is_not_over_has_not_begun_to_be_contradictory() -> None:
    assert fate(disclosed(matter(date="2026", offence_date="2026-01-02"))) == "lines"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"date": None}, "is not recorded"),
        ({"date": "2026-11-24", "offence_date": "2020-01-01"}, "has not come yet"),
        ({"offence_date": "2027"}, "has not come yet"),
        ({"offence_date": "2010-05-04"}, "dated after the decision"),
        ({"offence_date": "2009-05-01", "offence_until": "2009-04-01"}, "ended before it began"),
        ({"offence_date": "2009-05-01", "offence_until": "2011-04-01"}, "went on after the decision"),
        ({"offence_date": None, "offence_until": "2009-04-01"}, "a last day and no first"),
        ({"disposals": [{**FINE, "date": "2010-05-02"}]}, "dated before the decision"),
        ({"disposals": [{**FINE, "date": "2027-05-02"}]}, "has not come yet"),
        ({"country": "FR"}, "not marked as decided overseas"),
        ({"jurisdiction": "overseas"}, "its country is the United Kingdom"),
        ({"jurisdiction": "overseas", "country": "FR"}, "comes closest is not recorded"),
        ({"code": "ZZ99999"}, "in no list of offences"),
        ({"code": None}, "has no code"),
        ({"code": "RT88191"}, "not recordable"),
        ({"offence": {"recordable": False}}, "not recordable"),
        ({"code": "TH68010A", "offence": {"inchoate": "C"}}, "disagree"),
        ({"adjudication": "not_guilty"}, "the finding is not guilty"),
        ({"adjudication": "non_conviction"}, "the finding is non conviction"),
        ({"disposals": []}, "No sentence is recorded"),
        ({"disposals": [COSTS]}, "No sentence is recorded"),
        ({"disposals": [{"code": "7777", "text": "Odd"}]}, "in no list of codes"),
        ({"disposals": [{"code": "1008", "text": "Hospital Order"}]}, "the rules do not say"),
        ({"disposals": [{"code": "2006", "text": "Dismissed"}]}, "says that there is no conviction"),
        ({"disposals": [{**FINE, "qualifiers": [{"code": "QQ"}]}]}, "qualifier QQ is in no list"),
        ({"disposals": [{"code": "1097", "text": "Referral Order"}]}, "to people under 18 only"),
        ({"offence": {"title": "Theft \u202egnihtemos"}}, "can't be seen"),
        ({"court": "Leeds\u2066"}, "can't be seen"),
        ({"disposals": [{**FINE, "duration": "Y999"}]}, "terms are those of custody"),
        ({"disposals": [{**FINE, "text": "Imprisonment"}]}, "not those of the code 1015"),
        ({"disposals": [{**FINE, "text": "Acquitted"}]}, "not those of the code 1015"),
        ({"disposals": [FINE, {**COSTS, "text": "imprisonment"}]}, "not those of the code 3011"),
        ({"disposals": [{**DISCHARGE, "duration": "M0"}]}, "has a length of 0"),
        (
            {"disposals": [{**DISCHARGE, "qualifiers": [{"code": "B", "duration": "D00"}]}]},
            "has a length of 0",
        ),
        ({"offence": {"npcc_code": "2.8.16.1"}}, "not of the chapter of the NPCC code"),
        ({"disposals": [{**FINE, "qualifiers": [{"code": "S"}]}]}, "terms are those of custody"),
        ({"disposals": [{**FINE, "qualifiers": [{"code": "AB"}]}]}, "terms are those of custody"),
        ({"jurisdiction": "overseas", "country": "QZ"}, "QZ is in no list of countries"),
        ({"equivalent": {"cjs_code": UNSORTED, "title": "Theft"}}, "not marked as decided overseas"),
    ],
)
def test_what_is_missing_or_contradictory_is_a_persons(facts: dict, says: str) -> None:
    result = disclosed(matter(**facts))
    assert fate(result) == "needs_person"
    assert says in why(result).arithmetic
    assert result.outcome is None


@pytest.mark.parametrize(
    ("born", "offence_date", "where"),
    [
        ("1992-05-03", "2010-05-03", "hidden"),  # 18 that day
        ("1992-05-04", "2010-05-03", "needs_person"),  # 17 for one day more
        ("1992-02-29", "2010-02-28", "needs_person"),  # 18 on 1 March
        ("1992-02-29", "2010-03-01", "hidden"),
        ("1992-05", "2010-05-03", "needs_person"),
        ("1992-04", "2010-05-03", "hidden"),
        ("1992", "2010-05-03", "needs_person"),
        ("1991", "2010-05-03", "hidden"),
        ("1975-06-15", "2010", "hidden"),
        ("1992-02-01", "2010", "needs_person"),
        (None, "2010-05-03", "needs_person"),
        ("1970-01-01", "2010-05-03", "needs_person"),  # what systems fill in when nobody knows
        ("1900-01-01", "2010-05-03", "needs_person"),
        ("1991-01-01", None, "needs_person"),  # 19 at the decision: perhaps 17 at the offence
        ("1989-05-04", None, "needs_person"),
        ("1989-05-03", None, "hidden"),  # 21 at the decision
    ],
)
def test_an_adult_was_one_at_the_offence_and_at_the_decision(
    born: str | None, offence_date: str, where: str
) -> None:
    assert fate(disclosed(matter(offence_date=offence_date), born=born)) == where


def test_an_offence_that_began_before_18_is_not_an_adults() -> None:
    grew_up = matter(offence_date="2009-12-01", offence_until="2010-05-01")
    assert fate(disclosed(grew_up, born="1992-03-01")) == "needs_person"


def test_of_several_birth_dates_every_one_counts() -> None:
    from chalicelib.disclosure.services import disclose  # noqa: PLC0415
    from tests.fakes.matters import record  # noqa: PLC0415

    on = date(2026, 11, 23)
    one = record(matter(), born="1975-06-15")
    two = record(born="1995-06-15")
    assert fate(disclose([one], rules=SHIPPED, on=on)) == "hidden"
    assert fate(disclose([one, two], rules=SHIPPED, on=on)) == "needs_person"
    assert fate(disclose([one], rules=SHIPPED, on=on, born=PartialDate("1995-06-15"))) == "needs_person"
    unknown = record(matter(), born=None)
    assert fate(disclose([unknown], rules=SHIPPED, on=on, born=PartialDate("1975-06-15"))) == "hidden"


@pytest.mark.parametrize("kind", ["caution", "reprimand", "warning", "conviction"])
def test_nobody_under_18_is_stepped_down_by_a_rule(kind: str) -> None:
    result = disclosed(matter(kind=kind, code=NOT_A, date="1980-01-01"), born="1965-01-01")
    assert fate(result) == "needs_person"
    assert why(result).rule == "rule-not-verified"


@pytest.mark.parametrize(
    ("disposals", "where"),
    [
        ([FINE, COSTS], "hidden"),
        ([DISCHARGE, FINE], "hidden"),
        ([FINE, PRISON], "needs_person"),  # the gravest governs, and its cell is not verified
        ([SUSPENDED], "needs_person"),
        ([{**PRISON, "qualifiers": [{"code": "S", "duration": "M12"}]}], "needs_person"),
        ([{**PRISON, "duration": "Y999"}], "lines"),
        ([{"code": "1003", "text": "Detained during HM Pleasure"}], "lines"),
        ([{"code": "1121", "text": "Indeterminate Sentence Minimum", "duration": "Y5"}], "lines"),
        ([PRISON, {"code": "4064", "text": "Life Sentence - Tariff to be set later"}], "lines"),
        ([FINE, {"code": "3070", "text": "Disqualified from Driving", "duration": "Y999"}], "hidden"),
    ],
)
def test_of_several_disposals_the_gravest_governs(disposals: list, where: str) -> None:
    assert fate(disclosed(matter(disposals=disposals))) == where


def test_life_never_steps_down_even_of_the_very_young_and_the_unborn_of_record() -> None:
    life = [{**PRISON, "duration": "Y999"}]
    for born in ("1998-01-01", None):
        result = disclosed(matter(disposals=life, code=UNSORTED), born=born, on="2095-01-01")
        assert (fate(result), result.outcome) == ("lines", Outcome.TRACE)
        assert why(result).rule == "endless-sentence-never-steps-down"


def category_a() -> dict:
    entry = {"codes": ["SX03007"], "categories": ["A"], "verified": True, "source": "A test's own list"}
    return {"categories": [entry, *SHIPPED.model_dump(mode="json")["categories"]]}


def test_custody_in_category_a_never_steps_down() -> None:
    body = SHIPPED.model_dump(mode="json", by_alias=True)
    known = type(SHIPPED).model_validate({**body, **category_a()})
    old = matter(code="SX03007", date="1970-01-01", disposals=[PRISON])
    result = disclosed(old, by=known, born="1940-01-01", on="2060-01-01")
    assert (fate(result), why(result).rule, why(result).cell) == (
        "lines",
        "never-steps-down",
        "A/custodial/adult",
    )
    assert fate(disclosed(old, born="1940-01-01")) == "needs_person"


@pytest.mark.parametrize(
    ("before", "later", "where"),
    [
        (FINE, {"kind": "completed", "code": "1015", "text": "Paid"}, "hidden"),
        (FINE, {"kind": "varied", "code": "1030", "text": "Order Varied"}, "hidden"),
        (FINE, {"kind": "varied", "code": "1116", "text": "Community Order"}, "hidden"),
        (FINE, {"kind": "varied", "code": "1002", "text": "Imprisonment"}, "needs_person"),
        (FINE, {"kind": "varied", "code": "1008", "text": "Hospital Order"}, "needs_person"),
        (FINE, {"kind": "quashed", "code": "2068", "text": "Sentence Quashed"}, "needs_person"),
        (FINE, {"kind": "revoked", "code": "1029", "text": "Order Revoked"}, "needs_person"),
        (FINE, {"kind": "revoked", "code": "1015", "text": "Fine"}, "hidden"),
        (FINE, {"kind": "other", "code": "1015", "text": "Fine"}, "needs_person"),
        (PRISON, {"kind": "varied", "code": "1015", "text": "Fine"}, "needs_person"),  # lighter
        (SUSPENDED, {"kind": "revoked", "code": "1116", "text": "Community Order"}, "needs_person"),
        (FINE, {"kind": "activated", "code": "1002", "text": "Imprisonment"}, "needs_person"),
        (FINE, {"kind": "varied", "code": "1030", "text": "Varied", "date": "2009-01-01"}, "needs_person"),
        (FINE, {"kind": "varied", "code": "1030", "text": "Varied", "date": "2027-01-01"}, "needs_person"),
        (FINE, {"kind": "completed", "code": "1002", "text": "Imprisonment"}, "needs_person"),
        (FINE, {"kind": "completed", "code": "1003", "text": "HM Pleasure"}, "needs_person"),
    ],
)
def test_what_became_of_a_sentence(before: dict, later: dict, where: str) -> None:
    assert fate(disclosed(matter(disposals=[{**before, "variations": [later]}]))) == where


def test_what_stood_beside_a_sentence_may_change_unless_it_was_quashed() -> None:
    disqualified = {"code": "3070", "text": "Disqualified from Driving"}
    for kind, where in (("varied", "hidden"), ("revoked", "hidden"), ("quashed", "needs_person")):
        later = {"kind": kind, "code": "3050", "text": "Reduced"}
        disposals = [FINE, {**disqualified, "variations": [later]}]
        assert fate(disclosed(matter(disposals=disposals))) == where
    endless = {"kind": "varied", "code": "1003", "text": "Detained during HM Pleasure"}
    disposals = [FINE, {**disqualified, "variations": [endless]}]
    assert fate(disclosed(matter(disposals=disposals))) == "needs_person"


def test_a_suspended_sentence_that_took_effect_is_custody() -> None:
    active = {"kind": "activated", "code": "1507", "text": "Suspended Sentence Implemented"}
    served = matter(disposals=[{**SUSPENDED, "variations": [active]}])
    assert why(disclosed(served)).cell == "C/custodial/adult"
    held_back = {**PRISON, "qualifiers": [{"code": "S", "duration": "M12"}]}
    for disposal in (SUSPENDED, held_back):
        assert why(disclosed(matter(disposals=[disposal]))).cell == "C/suspended/adult"


def test_a_later_life_sentence_has_no_end() -> None:
    later = {"kind": "varied", "code": "1002", "text": "Imprisonment", "duration": "Y999"}
    assert fate(disclosed(matter(disposals=[{**PRISON, "variations": [later]}]))) == "lines"


@pytest.mark.parametrize("kind", ["pending_prosecution", "under_investigation"])
def test_open_proceedings_are_shown_whatever_their_age(kind: str) -> None:
    for facts in ({}, {"date": None, "offence_date": None}, {"date": "1998-01-01"}, {"code": None}):
        assert fate(disclosed(matter(kind=kind, **facts))) == "lines"
    bailed = matter(kind=kind, disposals=[{"code": "4027", "text": "Remand On Conditional Bail"}])
    assert fate(disclosed(bailed)) == "lines"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("pending_prosecution", {"disposals": [{"code": "2004", "text": "Not Guilty"}]}),
        ("pending_prosecution", {"disposals": [FINE]}),
        ("pending_prosecution", {"adjudication": "guilty"}),
        ("pending_prosecution", {"adjudication": "not_guilty"}),
        ("under_investigation", {"adjudication": "non_conviction"}),
        ("caution", {"adjudication": "not_guilty"}),
        ("acquittal", {"taken_into_consideration": 3}),
        ("acquittal", {"date": "2030-01-01", "offence_date": "2026-01-01"}),
        ("no_further_action", {"offence_date": "2010-05-04"}),
        ("pending_prosecution", {"date": "2030-01-01"}),
        ("pending_prosecution", {"code": "ZZ99999"}),
        ("under_investigation", {"disposals": [{"code": "1113", "text": "NFA"}]}),
        ("acquittal", {"adjudication": "guilty"}),
        ("acquittal", {"disposals": [FINE]}),
        ("no_further_action", {"disposals": [PRISON]}),
        ("penalty_notice", {"disposals": [FINE]}),
        ("penalty_notice", {"adjudication": "guilty"}),
        ("caution", {"disposals": [FINE]}),
        ("caution", {"adjudication": "guilty"}),
        ("conditional_caution", {"disposals": [{"code": "1118", "text": "Conditional Caution Withdrawn"}]}),
    ],
)
def test_a_kind_that_its_own_facts_contradict_is_a_persons(kind: str, facts: dict) -> None:
    assert fate(disclosed(matter(kind=kind, **facts))) == "needs_person"


@pytest.mark.parametrize(
    ("kind", "disposals"),
    [
        ("acquittal", [{"code": "2004", "text": "Not Guilty"}]),
        ("acquittal", [{"code": "2006", "text": "Dismissed"}, {"code": "3047", "text": "Restraining Order"}]),
        ("no_further_action", []),
        ("no_further_action", [{"code": "1113", "text": "NFA - No Court Appearance"}]),
        ("penalty_notice", [{"code": "1109", "text": "Penalty Notice", "amount": 9000}]),
    ],
)
def test_what_is_never_on_a_certificate_counts_in_neither_set(kind: str, disposals: list) -> None:
    result = disclosed(matter(kind=kind, disposals=disposals, date=None, offence_date=None))
    assert (fate(result), result.outcome) == ("not_counted", Outcome.NO_TRACE)


@pytest.mark.parametrize("jurisdiction", ["northern_ireland", "service"])
def test_northern_ireland_and_the_services_follow_the_model(jurisdiction: str) -> None:
    assert fate(disclosed(matter(jurisdiction=jurisdiction))) == "hidden"


def test_overseas_the_equivalent_offence_is_sorted() -> None:
    here = {"cjs_code": C_OFFENCE, "title": "Drink-driving"}
    abroad = {"jurisdiction": "overseas", "country": "FR", "code": None}
    assert fate(disclosed(matter(**abroad, equivalent=here))) == "hidden"
    assert fate(disclosed(matter(**abroad, equivalent={**here, "cjs_code": "RT88191"}))) == "needs_person"
    assert fate(disclosed(matter(**abroad, equivalent={"title": "Drink-driving"}))) == "needs_person"


@pytest.mark.parametrize("code", ["RT88007B", "RT88007A"])
def test_an_attempt_is_not_taken_for_the_offence_itself(code: str) -> None:
    assert fate(disclosed(matter(code=code))) == "needs_person"
    assert fate(disclosed(matter(offence={"inchoate": "A"}))) == "needs_person"
    assert fate(disclosed(matter(offence={"title": "Conspiracy to drive"}))) == "needs_person"


def test_an_attempt_overseas_is_not_taken_for_the_equivalent_offence() -> None:
    tried = {"title": "Tentative", "inchoate": "A"}
    here = {"cjs_code": C_OFFENCE, "title": "Drink-driving"}
    abroad = matter(jurisdiction="overseas", country="FR", code=None, offence=tried, equivalent=here)
    assert fate(disclosed(abroad)) == "needs_person"


def test_a_first_cut_is_a_hint_and_decides_nothing() -> None:
    result = disclosed(matter(code="SX03007", offence={"npcc_code": "2.8.16.1"}))
    assert fate(result) == "needs_person"
    assert "a first cut is A" in why(result).arithmetic


def test_scottish_matters_never_follow_the_model() -> None:
    result = disclosed(matter(jurisdiction="scotland", date="1990-01-01"), born="1950-01-01")
    assert (fate(result), why(result).cell, why(result).rule) == (
        "needs_person",
        "40/20; 70/30",
        "rule-not-verified",
    )


@pytest.mark.parametrize(
    ("disposals", "born", "on", "where"),
    [
        # Without custody 40/20 or, if it was serious, 70/30: both have to agree.
        ([FINE], "1975-06-15", "2030-05-02", "lines"),
        ([FINE], "1975-06-15", "2030-05-03", "needs_person"),
        ([FINE], "1975-06-15", "2045-06-14", "needs_person"),
        ([FINE], "1975-06-15", "2045-06-15", "hidden"),
        ([FINE], "1991-06-15", "2031-06-14", "lines"),  # 20 years past, but not yet 40
        ([FINE], "1991-06-15", "2031-06-15", "needs_person"),
        # In custody: 70/30 alone.
        ([PRISON], "1965-06-15", "2040-05-02", "lines"),
        ([PRISON], "1965-06-15", "2040-05-03", "hidden"),
        ([PRISON], "1975-06-15", "2045-06-14", "lines"),
        ([PRISON], "1975-06-15", "2045-06-15", "hidden"),
        ([{**PRISON, "duration": "Y999"}], "1930-06-15", "2090-01-01", "lines"),
        ([FINE], None, "2090-01-01", "needs_person"),
    ],
)
def test_the_scottish_rules_once_they_are_verified(
    disposals: list, born: str | None, on: str, where: str
) -> None:
    scottish = matter(jurisdiction="scotland", disposals=disposals)
    assert fate(disclosed(scottish, by=all_known(), born=born, on=on)) == where


def test_the_switches_of_a_product() -> None:
    body = SHIPPED.model_dump(mode="json", by_alias=True)
    assert fate(disclosed(matter(), product=Product.ICPC)) == "hidden"
    shut = {**body["products"]["icpc"], "step_down": False, "open_proceedings": False}
    unfiltered = type(SHIPPED).model_validate({**body, "products": {**body["products"], "icpc": shut}})
    shown = disclosed(matter(code=UNSORTED), by=unfiltered, product=Product.ICPC)
    assert (fate(shown), why(shown).rule) == ("lines", "step-down-not-applied")
    assert fate(disclosed(matter(), by=unfiltered)) == "hidden"
    pending = matter(kind="pending_prosecution")
    assert fate(disclosed(pending, by=unfiltered, product=Product.ICPC)) == "needs_person"
    assert fate(disclosed(matter(date="2030-01-01"), by=unfiltered, product=Product.ICPC)) == "needs_person"
    unsure = {**body["products"]["icpc"], "verified": False}
    doubtful = type(SHIPPED).model_validate({**body, "products": {**body["products"], "icpc": unsure}})
    assert fate(disclosed(matter(), by=doubtful, product=Product.ICPC)) == "needs_person"
    assert fate(disclosed(matter(), by=doubtful)) == "hidden"


def test_a_cell_that_has_ended_is_not_verified_any_more() -> None:
    body = SHIPPED.model_dump(mode="json", by_alias=True)
    for cell in body["cells"]:
        cell["until"] = "2025-12-31"
    ended = type(SHIPPED).model_validate(body)
    assert fate(disclosed(matter(), by=ended, on="2025-12-31")) == "hidden"
    assert fate(disclosed(matter(), by=ended, on="2026-01-01")) == "needs_person"


NEWER = "2023-03-01"


@pytest.mark.parametrize(
    ("switch", "newer", "where"),
    [
        ({}, {}, "hidden"),
        ({"from": "2020-01-01"}, {}, "needs_person"),
        ({"from": "2020-01-01", "verified": True}, {}, "lines"),
        ({"from": "2023-03-01", "verified": True}, {}, "lines"),
        ({"from": "2023-03-02", "verified": True}, {}, "hidden"),
        ({"from": "2020-01-01", "until": "2023-02-28", "verified": True}, {}, "hidden"),
        ({"from": "2020-01-01", "verified": True}, {"kind": "caution", "disposals": []}, "hidden"),
        (
            {"from": "2020-01-01", "verified": True},
            {"date": "2022-05-02"},
            "hidden",
        ),  # before it stepped down
        ({"from": "2020-01-01", "verified": True}, {"date": "2022-05-03"}, "lines"),
        ({"from": "2020-01-01", "verified": True}, {"code": "ZZ99999"}, "needs_person"),
        ({"from": "2020-01-01", "verified": True}, {"date": "2022"}, "needs_person"),
    ],
)
def test_a_new_matter_brings_back_what_had_stepped_down(switch: dict, newer: dict, where: str) -> None:
    body = SHIPPED.model_dump(mode="json", by_alias=True)
    known = type(SHIPPED).model_validate({**body, "new_matter": {**body["new_matter"], **switch}})
    result = disclosed(
        matter(), matter("new", **{"date": NEWER, "offence_date": "2021-12-31", **newer}), by=known
    )
    assert fate(result) == where


def test_each_matter_steps_down_by_itself() -> None:
    result = disclosed(matter(), matter("new", date="2023-03-01"), matter("old", kind="acquittal"))
    assert result.outcome is Outcome.FURTHER_INFORMATION_STEPPED_DOWN
    assert (fate(result), fate(result, "new"), fate(result, "old")) == ("hidden", "lines", "not_counted")


def test_two_hundred_matters_and_long_titles() -> None:
    title = "Théft of ωords " * 20
    many = [matter(f"m{n}", date=f"{1995 + n % 30}-05-03", offence={"title": title}) for n in range(200)]
    result = disclosed(*many)
    assert len(result.lines) + len(result.hidden) == 200
    assert result.outcome is Outcome.FURTHER_INFORMATION_STEPPED_DOWN


def test_qualifiers_are_not_lost_on_the_line() -> None:
    suspended = matter(
        disposals=[{**PRISON, "qualifiers": [Qualifier(code="S", duration="M12").model_dump()]}]
    )
    from chalicelib.disclosure.wording import printed_line  # noqa: PLC0415

    assert printed_line(suspended).disposal == "Imprisonment, 6 months, Wholly Suspended 12 months"
