"""How common a name is, alone and beside the rest of a record, and what a slip of it is worth."""

import pytest

from chalicelib.records.names.frequencies import BESIDE, CountedFrequencies, terms_of
from chalicelib.records.names.model import default_model
from chalicelib.records.names.scoring import Scorer
from chalicelib.records.names.shares import Shares
from tests.unit.records.names.people import scorer, subject

PEOPLE = 1_000_000
COUNTS = {
    ("s", "NOWAK"): 900,
    ("s", "SMITH"): 18_000,
    ("f", "PIOTR"): 3_000,
    ("p", "LODZ"): 1_000,
    (BESIDE, "PIOTR|NOWAK"): 90,
    (BESIDE, "LODZ||NOWAK"): 45,
}
SHARES = Shares(CountedFrequencies(PEOPLE, COUNTS))


def _bits(scored, field):
    return next(w.bits for w in scored.weights if w.field == field)


def test_a_forename_common_beside_a_surname_is_worth_less_there():
    (polish,) = subject(forenames="Piotr", surname="Nowak").names
    (other,) = subject(forenames="Piotr", surname="Smith").names
    assert SHARES.of_first_forename(polish) == pytest.approx(0.09, abs=0.01)
    assert SHARES.of_first_forename(other) == pytest.approx(0.003, abs=0.0005)
    assert SHARES.of_place("LODZ", polish) > 20 * SHARES.of_place("LODZ", other)


def test_the_candidate_alone_makes_nothing_common():
    (name,) = subject(forenames="Zebedee", surname="Quill").names
    assert SHARES.of_first_forename(name) == SHARES.of("f", "ZEBEDEE")


def test_namesakes_of_a_small_community_score_no_higher_than_they_should():
    counted = Scorer(default_model(), CountedFrequencies(PEOPLE, COUNTS))
    blind = Scorer(
        default_model(), CountedFrequencies(PEOPLE, {k: n for k, n in COUNTS.items() if k[0] != BESIDE})
    )
    nowak = {"forenames": "Piotr", "surname": "Nowak", "birth_place": "Lodz", "postcodes": [], "pncid": None}
    asked, held = subject(id="Q", birth_dates=["1981-05-06"], **nowak), subject(**nowak)
    assert counted.score(asked, held).score < blind.score(asked, held).score - 7


def test_what_is_counted_beside_each_other_is_counted_once_a_person():
    beside = {text for kind, text in terms_of(subject(forenames="John John William")) if kind == BESIDE}
    assert {"JOHN|ASHDOWN", "LEEDS||ASHDOWN", "LEEDS|||JOHN", "JOHN||||WILLIAM"} <= beside


def test_a_slip_to_a_word_that_nobody_bears_is_worth_nearly_the_name():
    scores = scorer(s_ASHDOWN=40, s_ASHTOWN=2000)
    held = subject()
    same = _bits(scores.score(subject(id="Q"), held), "surname")
    no_name = _bits(scores.score(subject(id="Q", surname="Ashdwon"), held), "surname")
    a_name = _bits(scores.score(subject(id="Q", surname="Ashtown"), held), "surname")
    assert same - 3 < no_name <= same
    assert a_name < no_name - 3


def test_every_further_forename_counts():
    held = subject(forenames="John William Henry")
    two = scorer().score(subject(forenames="John William Henry", id="Q"), held)
    one = scorer().score(subject(forenames="John William", id="Q"), held)
    assert _bits(two, "third_forename") > 0
    assert all(w.field != "third_forename" for w in one.weights)
