"""The model that ships: whole, ordered, and named by what is in it."""

import json

from chalicelib.records.names.births import Birth, compare_births
from chalicelib.records.names.likeness import LEVELS
from chalicelib.records.names.model import FOLDER, default_model, model_id
from chalicelib.records.names.scoring import NONE
from chalicelib.records.names.typical import rescored, typical_scorer
from tests.unit.records.names.people import subject


def test_its_id_is_a_hash_of_what_is_in_it():
    body = json.loads((FOLDER / "model.json").read_text("utf-8"))
    assert body["id"] == model_id(body)
    assert model_id(body | {"bands": {"possible": 0.0, "strong": 1.0}}) != body["id"]


def test_it_has_every_level_that_a_comparison_can_give():
    model = default_model()
    for field in ("surname", "forename", "other_forenames"):
        assert [level.name for level in model.fields[field]][: len(LEVELS)] == list(LEVELS)
    dates = [
        Birth(1985, 4, 6),
        Birth(1985, 6, 4),
        Birth(1985, 4),
        Birth(1985),
        Birth(1970, 1, 1),
        Birth(1930, 9, 9),
    ]
    for asked in dates:
        for held in dates:
            model.level("birth_date", compare_births(asked, held))


def test_bands_are_in_order():
    assert default_model().bands.possible < default_model().bands.strong


def test_whoever_a_record_system_returns_is_scored_and_kept():
    somebody = subject(id="R2", forenames="Peter", surname="Other", birth_dates=["1930-01-02"], pncid=None)
    answer = rescored(subject(id="Q", pncid=None), [somebody, subject()])
    assert [found.record_id for found in answer.candidates] == ["R1", "R2"]
    assert answer.candidates[1].scored.band == NONE
    assert answer.complete
    assert not rescored(subject(), [], truncated=True).complete


def test_a_rare_name_is_worth_more_than_a_common_one_by_typical_frequencies():
    scorer = typical_scorer()
    common, rare = (
        scorer.score(subject(surname=name, pncid=None), subject(surname=name)) for name in ("Smith", "Zzyzx")
    )
    assert common.score + 5 < rare.score
