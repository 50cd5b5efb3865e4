"""Kinds of matters: what is always shown, never shown, or contradicts itself (docs/disclosure.md)."""

import pytest

from chalicelib.kernel.outcomes import Outcome
from tests.fakes.matters import (
    FINE,
    PRISON,
    disclosed,
    fate,
    matter,
)


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
