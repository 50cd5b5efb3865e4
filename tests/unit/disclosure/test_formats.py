"""The published schemas are the models, and the worked examples come out as they were written down by hand."""

import json

import jsonschema
import pytest

from chalicelib.disclosure.models import RuleName
from chalicelib.disclosure.rules import rules, versions
from chalicelib.records.models import Record
from tests.unit.disclosure.make_formats import (
    FORMATS,
    RULES,
    as_file,
    disclosure_schema,
    examples,
    record_schema,
    result_of,
    rules_schema,
)

EXAMPLES = {path.stem: example for path, example in examples()}
RECORD = json.loads((FORMATS / "record.schema.json").read_text())
RULES_FORM = json.loads((FORMATS / "step-down.schema.json").read_text())
RESULT = json.loads((FORMATS / "disclosure.schema.json").read_text())


def test_the_schemas_are_made_from_the_models() -> None:
    assert (FORMATS / "record.schema.json").read_text() == as_file(record_schema())
    assert (FORMATS / "disclosure.schema.json").read_text() == as_file(disclosure_schema())
    assert (FORMATS / "step-down.schema.json").read_text() == as_file(rules_schema())
    for schema in (RECORD, RESULT, RULES_FORM):
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_out_as_expected(name: str) -> None:
    example = EXAMPLES[name]
    found = result_of(example)
    expected = example["expected"]
    listed = {part: [entry["id"] for entry in found[part]] for part in ("lines", "hidden", "needs_person")}
    assert {"outcome": found["outcome"], **listed} == expected
    assert found == example["result"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_follows_the_schemas(name: str) -> None:
    jsonschema.validate(EXAMPLES[name]["record"], RECORD)
    jsonschema.validate(EXAMPLES[name]["result"], RESULT)


def test_the_schema_refuses_an_outcome_that_contradicts_what_is_open() -> None:
    open_one = EXAMPLES["custody"]["result"]
    settled = EXAMPLES["anniversary"]["result"]
    for body in ({**open_one, "outcome": "no_trace"}, {**settled, "outcome": None}, {**settled, "note": ""}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(body, RESULT)


def test_the_least_that_the_schema_takes_is_a_record() -> None:
    least = {"nominal": {"record_id": "R1", "names": [{"surname": "Example"}], "version": 1}}
    jsonschema.validate(least, RECORD)
    assert Record.model_validate(least).matters == ()
    matter = {"id": "m1", "kind": "caution", "offence": {"title": "Affray"}}
    jsonschema.validate({**least, "matters": [matter]}, RECORD)
    assert Record.model_validate({**least, "matters": [matter]}).matters[0].date is None


@pytest.mark.parametrize(
    "change",
    [
        {"date": "3 May 2010"},
        {"kind": "murder"},
        {"id": "a b"},
        {"title": "x"},
        {"offence": {"title": ""}},
        {"offence": {"title": "x" * 501}},
        {"disposals": [{"code": "15", "text": "Fine"}]},
        {"disposals": [{"code": "1015", "text": "Fine", "duration": "6 months"}]},
        {"country": "France"},
    ],
)
def test_what_the_model_refuses_the_schema_refuses_too(change: dict) -> None:
    body = json.loads(json.dumps(EXAMPLES["anniversary"]["record"]))
    body["matters"][0] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, RECORD)
    with pytest.raises(ValueError):
        Record.model_validate_json(json.dumps(body))


def test_the_rules_that_ship_follow_their_schema() -> None:
    for version in versions():
        body = json.loads((FORMATS.parents[1] / f"chalicelib/disclosure/rules/{version}.json").read_text())
        jsonschema.validate(body, RULES_FORM)
        assert body["version"] == version
    assert RULES in versions()


def test_every_name_of_a_rule_is_explained() -> None:
    page = (FORMATS.parent / "disclosure.md").read_text()
    assert [name.value for name in RuleName if f"`{name.value}`" not in page] == []


def test_the_page_names_the_verified_cells_as_the_data_have_them() -> None:
    page = (FORMATS.parent / "disclosure.md").read_text()
    assert "| without custody | 20 years | 15 years | 12 years |" in page
    assert "| caution, conditional caution, reprimand, warning | 10 years | 5 years | 5 years |" in page
    told = {c.name: "never" if c.never else c.years for c in rules(RULES).cells if c.verified}
    assert [told[f"{c}/non_custodial/adult"] for c in "ABC"] == [20, 15, 12]
    assert [told[f"{c}/caution/adult"] for c in "ABC"] == [10, 5, 5]
    assert told["A/custodial/adult"] == "never"
