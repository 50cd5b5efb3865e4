"""How far the rules reach: other jurisdictions, attempts, products, several matters (docs/disclosure.md)."""

import pytest

from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.records.models import Qualifier
from tests.fakes.matters import (
    C_OFFENCE,
    FINE,
    PRISON,
    SHIPPED,
    UNSORTED,
    all_known,
    disclosed,
    fate,
    matter,
    why,
)


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
