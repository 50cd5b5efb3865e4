"""Which of several disposals governs, and what later decisions make of a sentence (docs/disclosure.md)."""

import pytest

from chalicelib.kernel.outcomes import Outcome
from tests.fakes.matters import (
    COSTS,
    DISCHARGE,
    FINE,
    PRISON,
    SHIPPED,
    SUSPENDED,
    UNSORTED,
    disclosed,
    fate,
    matter,
    why,
)


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
