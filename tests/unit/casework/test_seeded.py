"""The seeded case of a travelled life shows what rules settle and what they leave to a person."""

from datetime import date

from chalicelib.disclosure.rules import rules_on
from chalicelib.disclosure.services import disclose
from chalicelib.records.adapters.leds_history import PersonAnswer
from infra.local.cases import travelled
from infra.local.simulators.records.known import TRAVELLED
from infra.local.simulators.records.known_records import known_entries


def test_the_travelled_life_has_every_kind_of_answer() -> None:
    entry = next(entry for entry in known_entries() if entry["person"]["id"] == TRAVELLED.record_id)
    record = PersonAnswer.model_validate(entry).to_record()
    on = date(2026, 11, 23)
    result = disclose([record], rules=rules_on(on), on=on)
    year_of = {matter.id: (matter.date or "")[:4] for matter in record.matters}
    found = {
        part: [year_of[entry.id] for entry in getattr(result, part)]
        for part in ("lines", "hidden", "needs_person")
    }
    assert found == {
        "lines": ["2024"],
        "hidden": ["2004", "2009"],
        "needs_person": ["1986", "1996", "2011", "2013", "2016"],
    }


def test_the_seeded_case_has_the_candidate() -> None:
    items = [str(item) for item in travelled()]
    assert any(TRAVELLED.record_id in item for item in items)
    assert any('"candidates":1' in item for item in items)
