"""The boundaries of docs/disclosure.md in time: the day before, the day itself, ages, and dates not known whole."""

from datetime import date

import pytest

from chalicelib.disclosure.spans import Span, anniversary
from chalicelib.kernel.partial_dates import PartialDate
from tests.fakes.matters import (
    C_OFFENCE,
    COSTS,
    DISCHARGE,
    FINE,
    NOT_A,
    SHIPPED,
    UNSORTED,
    disclosed,
    fate,
    matter,
    why,
)


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
