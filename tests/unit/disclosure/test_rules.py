"""The shipped data say exactly what is known, cell by cell, and broken data are refused."""

import json

import pytest
from pydantic import ValidationError

from chalicelib.disclosure import rules as room
from chalicelib.disclosure.errors import NoSuchRules
from chalicelib.disclosure.rules import Rules, rules, rules_on, versions
from chalicelib.kernel.outcomes import Product
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import find_qualifier, find_result
from tests.fakes.matters import SHIPPED, cells

VERIFIED = {
    "A/custodial/adult": "never",
    "A/non_custodial/adult": 20,
    "B/non_custodial/adult": 15,
    "C/non_custodial/adult": 12,
    "A/caution/adult": 10,
    "B/caution/adult": 5,
    "C/caution/adult": 5,
}
"""The whole of what public sources say. A change here changes what certificates say about people."""


def body() -> dict:
    return SHIPPED.model_dump(mode="json", by_alias=True)


def test_the_verified_cells_are_these_and_no_others() -> None:
    found = {name: "never" if cell.never else cell.years for name, cell in cells().items() if cell.verified}
    assert found == VERIFIED
    assert len(cells()) == 24


def test_an_unverified_cell_holds_no_number_that_could_be_applied() -> None:
    assert all(cell.years is None and not cell.never for cell in cells().values() if not cell.verified)


def test_nothing_beyond_the_cells_and_two_offences_counts_as_verified() -> None:
    assert [entry.codes for entry in SHIPPED.categories if entry.verified] == [("RT88007",), ("CJ88001",)]
    assert [(rule.name, rule.verified) for rule in SHIPPED.scotland] == [("40/20", False), ("70/30", False)]
    assert (SHIPPED.new_matter.since, SHIPPED.new_matter.verified) == (None, False)
    assert all(switches.step_down for switches in SHIPPED.products.values())


def test_every_rule_names_its_source() -> None:
    parts = [*SHIPPED.cells, *SHIPPED.categories, *SHIPPED.scotland, *SHIPPED.products.values()]
    assert all(part.source for part in parts)


def test_every_code_in_the_data_is_in_the_tables() -> None:
    lists = SHIPPED.sentences.model_dump(exclude={"source", "suspending"}).values()
    codes = [code for listed in lists for code in listed] + list(SHIPPED.endless.codes)
    assert [code for code in codes if find_result(code) is None] == []
    qualifiers = (*SHIPPED.endless.qualifiers, *SHIPPED.sentences.suspending)
    assert [code for code in qualifiers if find_qualifier(code) is None] == []
    offences = [code for entry in SHIPPED.categories for code in entry.codes]
    assert [code for code in offences if find_offence(code) is None] == []


def test_no_disposal_is_two_kinds_of_sentence() -> None:
    kinds = SHIPPED.sentences
    listed = (*kinds.custodial, *kinds.suspended, *kinds.non_custodial, *kinds.beside, *kinds.no_conviction)
    assert len(set(listed)) == len(listed)
    assert not set(listed) & set(SHIPPED.endless.codes)


def test_absolute_and_conditional_discharge_are_sentences_and_dismissed_is_none() -> None:
    assert {"1017", "1018"} <= set(SHIPPED.sentences.non_custodial)
    assert "2006" in SHIPPED.sentences.no_conviction


def test_the_digest_names_exactly_these_rules() -> None:
    again = Rules.model_validate(body())
    changed = body()
    next(cell for cell in changed["cells"] if cell["years"] == 12)["years"] = 13
    assert again.digest == SHIPPED.digest
    assert Rules.model_validate(changed).digest != SHIPPED.digest


@pytest.mark.parametrize(
    "change",
    [
        {"years": 20},
        {"verified": True},
        {"verified": True, "never": True, "years": 20},
        {"verified": True, "years": 0},
        {"category": "D"},
        {"from": "2018-01-06"},
        {"from": None},
    ],
)
def test_a_cell_that_can_not_be_trusted_is_refused(change: dict) -> None:
    broken = body()
    cell = next(cell for cell in broken["cells"] if not cell["verified"])
    cell.update(change)
    with pytest.raises(ValidationError):
        Rules.model_validate(broken)


def test_a_missing_or_doubled_cell_is_refused() -> None:
    for cells_ in (body()["cells"][1:], [*body()["cells"], body()["cells"][0]]):
        with pytest.raises(ValidationError):
            Rules.model_validate({**body(), "cells": cells_})


def test_a_product_without_switches_is_refused() -> None:
    with pytest.raises(ValidationError):
        Rules.model_validate({**body(), "products": {Product.POLICE: body()["products"]["police"]}})


def test_the_newest_version_that_has_begun_is_in_force(tmp_path, monkeypatch) -> None:
    for version in ("2018-01-05", "2027-02-01"):
        changed = {**body(), "version": version, "from": version}
        (tmp_path / f"{version}.json").write_text(json.dumps(changed))
    monkeypatch.setattr(room, "_FOLDER", tmp_path)
    for cached in (room.rules, room.versions):
        cached.cache_clear()
    try:
        days = ("2010-01-01", "2018-01-05", "2027-01-31", "2027-02-01")
        found = [rules_on(room.date.fromisoformat(day)).version for day in days]
    finally:
        for cached in (room.rules, room.versions):
            cached.cache_clear()
    assert found == ["2018-01-05", "2018-01-05", "2018-01-05", "2027-02-01"]


def test_an_unknown_version_is_refused_by_its_name() -> None:
    with pytest.raises(NoSuchRules, match="2018-01-05"):
        rules("../secret")
    assert versions() == ("2018-01-05",)
