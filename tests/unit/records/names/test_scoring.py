"""Scores add up exactly, better fields never lower them, and look-alikes stay with an officer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.records.names.scoring import POSSIBLE, STRONG
from chalicelib.records.names.subjects import Subject, read_subject
from tests.unit.records.names.people import JOHN, scorer, subject

SCORER = scorer(s_SMITH=18_000, S_SMT=24_000, f_JOHN=25_000, F_JN=40_000)
_WORDS = st.sampled_from(
    (
        "John",
        "Jon",
        "Jack",
        "Jhon",
        "J",
        "William",
        "Bill",
        "Ashdown",
        "Ashdwon",
        "Ashton",
        "Smith",
        "Smyth",
        "Khan",
    )
)
_NAMES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_BIRTHS = st.sampled_from(
    (
        "1985-11-23",
        "1985-11-13",
        "1985-11",
        "1985",
        "1985-01-01",
        "1986-11-23",
        "1958-11-23",
        "1970-01-01",
        "1911-05-06",
    )
)


def _level(scored, field):
    return next((w.level for w in scored.weights if w.field == field), None)


@st.composite
def _subjects(draw) -> Subject:
    names = draw(st.lists(st.tuples(_NAMES, _NAMES), max_size=3))
    return read_subject(
        {
            "id": "X",
            "names": [{"forenames": f, "surname": s, "kind": "main"} for f, s in names],
            "birth_dates": draw(st.lists(_BIRTHS, max_size=2)),
            "sex": draw(st.sampled_from(("M", "F", None))),
            "birth_place": draw(st.sampled_from(("Leeds", "Leeds, Yorkshire", "York", None))),
            "postcodes": draw(st.lists(st.sampled_from(("LS1 4AP", "LS1 9ZZ", "YO1 1AA")), max_size=2)),
            "pncid": draw(st.sampled_from(("2001/9000001H", "2001/9000002J", None))),
        }
    )


@given(_subjects(), _subjects())
@settings(max_examples=300)
def test_the_weights_add_up_to_the_score_exactly(asked, held):
    scored = SCORER.score(asked, held)
    assert sum(w.bits for w in scored.weights) == scored.score
    assert sum(w.bits for w in reversed(scored.weights)) == scored.score
    assert scored.weights[0].field == "prior"
    assert all(w.text for w in scored.weights)


@given(
    _subjects(),
    _subjects(),
    st.sampled_from(("given", "birth_texts", "sex", "birth_place", "postcodes", "pncid")),
)
@settings(max_examples=500)
def test_a_field_as_recorded_never_scores_lower(asked, held, field):
    if not getattr(held, field):
        return
    better = replace(asked, **{field: getattr(held, field)})
    before = SCORER.score(asked, held).score
    if getattr(asked, field):
        assert SCORER.score(better, held).score >= before


@given(_subjects(), _subjects(), st.sampled_from(("sex", "birth_place", "postcodes")))
@settings(max_examples=200)
def test_sex_birthplace_and_address_never_count_against_anybody(asked, held, field):
    without = replace(asked, **{field: type(getattr(asked, field))()})
    with_rule_aside = SCORER.score(asked, held).score
    assert with_rule_aside >= SCORER.score(without, held).score or field == "sex"


def test_the_same_person_is_strong():
    assert SCORER.score(subject(), subject(id="Q", pncid=None)).band == STRONG


@pytest.mark.parametrize(
    ("changes", "field", "level"),
    [
        ({"forenames": "Jack William"}, "forename", "variant"),
        ({"forenames": "Johm"}, "forename", "slip"),
        ({"forenames": "J"}, "forename", "initial"),
        ({"forenames": "William"}, "forename", "middle_name_exact"),
        ({"surname": "Ashdown-Khan"}, "surname", "one_part_exact"),
        ({"surname": "Ashcown"}, "surname", "slip"),
        ({"forenames": "Ashdown", "surname": "John"}, "name_order", "swapped"),
        ({"birth_dates": ["1985-11-13"]}, "birth_date", "one_slip"),
        ({"birth_dates": ["1985-01-01"]}, "birth_date", "default"),
        ({"sex": "M"}, "sex", "same"),
        ({"birth_place": "LEEDS"}, "birth_place", "same"),
        ({"postcodes": ["ls14ap"]}, "postcode", "same"),
        ({"pncid": JOHN["pncid"][2:].lower()}, "pncid", "same"),
    ],
)
def test_each_way_of_agreeing_has_its_level(changes, field, level):
    assert _level(SCORER.score(subject(id="Q", **changes), subject()), field) == level


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"forenames": "Peter"}, "twin"),
        ({"birth_dates": ["1955-02-03"]}, "generation"),
        ({"birth_dates": ["1985-11-13"]}, "birth_date"),
        ({"surname": "Featherstone"}, "surname"),
        ({"sex": "F"}, "sex"),
        ({"forenames": "William"}, "twin"),
        ({"forenames": "John Peter"}, "twin"),
        ({"forenames": "John"}, "twin"),
        ({"forenames": "Jack"}, "twin"),
        ({"surname": "Ashcown"}, "surname"),
        ({"birth_dates": []}, "no_birth_date"),
        ({"names": []}, "no_name"),
    ],
)
def test_whoever_may_be_a_relative_is_never_strong(changes, level):
    scored = SCORER.score(subject(id="Q", **changes), subject())
    assert scored.band == POSSIBLE
    assert _level(scored, "rule") == level


def test_a_common_name_is_worth_less_than_a_rare_one():
    common = SCORER.score(subject(surname="Smith", pncid=None), subject(surname="Smith"))
    rare = SCORER.score(subject(pncid=None), subject())
    assert common.score < rare.score


def test_any_of_many_names_counts():
    aliases = [{"forenames": f"Zed{n}", "surname": f"Quux{n}", "kind": "alias"} for n in range(10_000)]
    held = subject(names=[*aliases, {"forenames": "John William", "surname": "Ashdown", "kind": "alias"}])
    scored = SCORER.score(subject(pncid=None), held)
    assert (scored.band, _level(scored, "rule")) == (POSSIBLE, "alias")
    assert _level(scored, "surname") == "exact"
