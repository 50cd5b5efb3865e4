"""Writes docs/formats/{record,disclosure,step-down}.schema.json from the models, and the worked examples' results.

`python -m tests.unit.disclosure.make_formats`; test_formats holds the files to the models. Of an example, `says`,
`on`, `product`, `record` and `expected` are written by hand, and only `result` is filled in.
"""

import ast
import json
from collections.abc import Iterator
from datetime import date
from inspect import getsource
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from chalicelib.disclosure import models as disclosure_models
from chalicelib.disclosure import rules as rules_module
from chalicelib.disclosure.cli import as_json
from chalicelib.disclosure.models import Entry
from chalicelib.disclosure.rules import Rules, rules
from chalicelib.disclosure.services import disclose
from chalicelib.kernel import people
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records import models as record_models
from chalicelib.records.models import Record

FORMATS = Path(__file__).parents[3] / "docs/formats"
VECTORS = FORMATS / "vectors/disclosure"
RULES = "2018-01-05"
Json = dict[str, Any]

_ID = "https://verify.probity.example/formats/"
_PARTIAL = {
    "type": "string",
    "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
    "description": "A date: YYYY-MM-DD, or YYYY-MM or YYYY where no more is known.",
}
_IDENTIFIER = {
    "type": "string",
    "minLength": 1,
    "description": "As it was written; one that is wrong is kept.",
}


def record_schema() -> Json:
    """What `disclose` reads: the project's record model."""
    made = Record.model_json_schema(mode="validation")
    made["$defs"].pop("WrittenIdentifier", None)
    made["$defs"].pop("Scheme", None)
    made["$defs"].pop("Standing", None)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_ID}record.schema.json",
        **_plain(made, {}),
        "title": "A person's police record",
        "description": "What `python -m chalicelib disclose` reads. Only nominal is needed; whatever else is not "
        "known is left out. How old the person was at a matter follows from birth_dates and its dates.",
    }
    for module in (record_models, people):
        _describe(schema, module)
    _date(schema)
    _explain_patterns(
        schema, {pattern: note for module in (record_models,) for pattern, note in _aliases(module)}
    )
    return schema


def disclosure_schema() -> Json:
    """What `disclose --json` prints."""
    entry = _plain(Entry.model_json_schema(mode="serialization"), {})
    definitions = {**entry.pop("$defs"), "Entry": entry}
    listed = {"type": "array", "items": {"$ref": "#/$defs/Entry"}}
    schema: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_ID}disclosure.schema.json",
        "title": "What `python -m chalicelib disclose --json` prints",
        "description": "What a certificate may say about a record, and why. Names of rules are stable; sentences are "
        "for people and may be reworded.",
        "type": "object",
        "additionalProperties": False,
        "required": ["outcome", "lines", "hidden", "needs_person"],
        "properties": {
            "outcome": {
                "enum": [*(outcome.value for outcome in Outcome), None],
                "description": "null exactly while needs_person is not empty.",
            },
            "lines": {**listed, "description": "What the certificate shows, oldest first."},
            "hidden": {
                **listed,
                "description": "What is stepped down: it changes the outcome and is not printed.",
            },
            "needs_person": {**listed, "description": "What no rule settles, so that a person decides."},
        },
        "allOf": [
            {
                "if": {"properties": {"needs_person": {"maxItems": 0}}},
                "then": {"properties": {"outcome": {"type": "string"}}},
                "else": {"properties": {"outcome": {"type": "null"}}},
            }
        ],
        "$defs": definitions,
    }
    _describe(schema, disclosure_models)
    for place in ("decided", "offence"):
        definitions["Dates"]["properties"][place]["anyOf"][0] |= {"pattern": _PARTIAL["pattern"]}
    return schema


def rules_schema() -> Json:
    """What a version of the step-down rules holds."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_ID}step-down.schema.json",
        **_plain(Rules.model_json_schema(mode="validation", by_alias=True), {}),
        "title": "A version of the step-down rules (chalicelib/disclosure/rules)",
    }
    _describe(schema, rules_module)
    return schema


def examples() -> Iterator[tuple[Path, Json]]:
    """Every worked example."""
    for path in sorted(VECTORS.glob("*.json")):
        yield path, json.loads(path.read_text())


def result_of(example: Json) -> Json:
    """What the program says of an example."""
    found = disclose(
        [Record.model_validate_json(json.dumps(example["record"]))],
        rules=rules(RULES),
        on=date.fromisoformat(example["on"]),
        product=Product(example["product"]),
    )
    return json.loads(as_json(found))


def as_file(value: Json) -> str:
    """As it is written."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _plain(node: Any, drop: Json) -> Any:
    """Without pydantic's generated titles; identifiers are texts to whoever writes a record."""
    if isinstance(node, list):
        return [_plain(inner, drop) for inner in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref", "").endswith("/WrittenIdentifier"):
        return dict(_IDENTIFIER)
    kept = {k: v for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    return {name: _plain(inner, drop) for name, inner in kept.items()}


def _describe(schema: Json, module: ModuleType) -> None:
    """The sentences that stand under a model's fields, at their places in the schema."""
    known = {"Record": schema, "Rules": schema, **schema["$defs"]}
    notes = dict(_notes(module))
    for name, definition in known.items():
        for field, place in definition.get("properties", {}).items():
            note = notes.get((name, field)) or _inherited(notes, name, field)
            if note and "$ref" not in place:
                place["description"] = note


def _inherited(notes: dict[tuple[str, str], str], name: str, field: str) -> str | None:
    return notes.get(("_Decided", field)) if name in {"Disposal", "Variation"} else None


def _notes(module: ModuleType) -> Iterator[tuple[tuple[str, str], str]]:
    for model in ast.parse(getsource(module)).body:
        if not isinstance(model, ast.ClassDef):
            continue
        for field, note in pairwise(model.body):
            is_note = isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant)
            if is_note and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield (model.name, field.target.id), " ".join(str(note.value.value).split())


def _aliases(module: ModuleType) -> Iterator[tuple[str, str]]:
    """The pattern of each named kind of text, and the sentence under its name."""
    body = ast.parse(getsource(module)).body
    for alias, note in pairwise(body):
        if (
            isinstance(alias, ast.Assign)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
        ):
            rules = get_args(getattr(module, alias.targets[0].id))[1:]
            yield from (
                (rule.pattern, str(note.value.value)) for rule in rules if getattr(rule, "pattern", None)
            )


def _explain_patterns(node: Any, notes: dict[str, str]) -> None:
    for inner in node if isinstance(node, list) else node.values() if isinstance(node, dict) else ():
        _explain_patterns(inner, notes)
    if isinstance(node, dict) and node.get("pattern") in notes:
        node.setdefault("description", notes[node["pattern"]])


def _date(schema: Json) -> None:
    """Fields that hold a date known in part say how it is written."""
    known = {"Record": Record, **{n: getattr(record_models, n, None) for n in schema["$defs"]}}
    for name, model in known.items():
        for field, info in getattr(model, "model_fields", {}).items():
            place = (schema if name == "Record" else schema["$defs"][name])["properties"][field]
            if PartialDate in getattr(info.annotation, "__args__", ()):
                target = place["items"] if place.get("type") == "array" else place["anyOf"][0]
                target |= _PARTIAL


def main() -> None:
    (FORMATS / "record.schema.json").write_text(as_file(record_schema()))
    (FORMATS / "disclosure.schema.json").write_text(as_file(disclosure_schema()))
    (FORMATS / "step-down.schema.json").write_text(as_file(rules_schema()))
    for path, example in examples():
        path.write_text(as_file({**example, "result": result_of(example)}))


if __name__ == "__main__":
    main()
