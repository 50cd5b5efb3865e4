"""Trials for the strong band: applicants who are not recorded, each beside the record of somebody like them.

Only the two are compared: an index can do no more than to bring them together. So that a million trials fit in
minutes, the pair is scored under the index's own frequencies, without a search.
"""

import random  # noqa: TID251 - seeded
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.records.names.scoring import STRONG, Scorer
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import SINGLE, Application, spoiled
from infra.local.population.lists import DECADES, FIRST_DECADE, lists
from infra.local.population.people import Person, application_of, people, record_of

KINDS = {
    "twin": 0.35,
    "parent or child": 0.25,
    "sibling": 0.15,
    "namesake, near date": 0.15,
    "namesake": 0.10,
}
_WITH_FAULT = 0.3


@dataclass
class StrongTrials:
    """How many trials there were, how many no rule held back, and how many wrong people came out strong."""

    trials: Counter[str] = field(default_factory=Counter)
    could_fire: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    the_same: int = 0
    """Trials left out because a fault made the applicant's every answer the record's own: nobody could tell."""


def run(scorer: Scorer, *, count: int, seed: int, recorded_seed: int, first: int = 0) -> StrongTrials:
    """`count` trials beside people from number `first` on."""
    rng = random.Random(f"lookalikes/{seed}")  # noqa: S311 - made-up people are no secret
    found = StrongTrials()
    for person, kind, other in _pairs(rng, count, recorded_seed, first):
        application = application_of(other)
        if rng.random() < _WITH_FAULT:
            application = spoiled(rng, application, other, *rng.choice(list(SINGLE.values()))) or application
        if _says_the_same(application, record_of(person, recorded_seed)):
            found.the_same += 1
            continue
        scored = scorer.score(read_subject(application), read_subject(record_of(person, recorded_seed)))
        found.trials[kind] += 1
        found.could_fire[kind] += not any(w.field == "rule" for w in scored.weights) and scored.score > 0
        found.wrong[kind] += scored.band == STRONG
    return found


def _says_the_same(application: Application, record: Application) -> bool:
    """Whether the first name, the birth date and the birthplace are all as recorded."""
    asked, *_ = application["names"]
    same_name = any(all(asked[p] == n[p] for p in ("forenames", "surname")) for n in record["names"])
    places = {application["birth_place"], record["birth_place"]} - {None}
    return same_name and application["birth_dates"][0] in record["birth_dates"] and len(places) < 2


def _pairs(rng: random.Random, count: int, seed: int, first: int) -> Iterator[tuple[Person, str, Person]]:
    for person in people(count, seed, first):
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        yield person, kind, _like(rng, person, kind)


def _like(rng: random.Random, person: Person, kind: str) -> Person:
    """Somebody else, as like as their kind."""
    if kind == "twin":
        return replace(person, forenames=_other_forenames(rng, person))
    if kind == "parent or child":
        years = rng.choice((-1, 1)) * timedelta(days=rng.randint(5800, 14_000))
        return replace(person, born=person.born + years)
    if kind == "sibling":
        apart = timedelta(days=rng.choice((-1, 1)) * rng.randint(300, 3500))
        return replace(person, forenames=_other_forenames(rng, person), born=person.born + apart)
    if kind == "namesake, near date":
        return replace(
            person, born=person.born + timedelta(days=rng.choice((-366, -30, -10, -1, 1, 10, 30, 365)))
        )
    born = person.born + timedelta(days=rng.randint(-2000, 2000) or 7)
    return replace(person, forenames=person.forenames[:1], born=born, birth_place=lists().towns.draw(rng))


def _other_forenames(rng: random.Random, person: Person) -> tuple[str, ...]:
    decade = min(max((person.born.year - FIRST_DECADE) // 10, 0), DECADES - 1)
    drawn = lists().forenames[person.community, person.sex, decade]
    first = person.forenames[0]
    while first == person.forenames[0]:
        first = drawn.draw(rng)
    return (first, drawn.draw(rng)) if len(person.forenames) > 1 else (first,)
