"""What is asked of an index: applications of people who are recorded, with faults, and of people who are not."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.population.faults import Fault, spoiled
from infra.local.population.people import Person, application_of, people

STRANGERS_FROM = 50_000_000
"""People from this number on are in no index."""


_A_BLOCK, _BLOCKS, _IN_A_POOL = 500, 120, 300


@dataclass(frozen=True)
class Trial:
    """One application; `record_id` is empty when its applicant is not recorded."""

    scenario: str
    application: Mapping[str, Any]
    record_id: str
    community: str


def of_the_recorded(
    scenarios: Mapping[str, Sequence[Fault]], *, recorded: int, seed: int, each: int, fault_seed: int
) -> list[Trial]:
    """`each` applications of every scenario, by people drawn from the index."""
    rng = random.Random(f"trials/{fault_seed}")  # noqa: S311 - made-up people are no secret
    found = []
    for scenario, faults in scenarios.items():
        made = 0
        while made < each:
            person = _someone(rng, recorded, seed)
            application = spoiled(rng, application_of(person), person, *faults)
            if application:
                found.append(_trial(scenario, application, person))
                made += 1
    return found


def of_each_community(
    scenarios: Mapping[str, Sequence[Fault]], *, recorded: int, seed: int, each: int, fault_seed: int
) -> list[Trial]:
    """`each` applications of every scenario in every community that has enough people: the same faults for all.

    A scenario that some community can't have (a nickname that no list of its names knows) is left out for all.
    """
    rng = random.Random(f"communities/{fault_seed}")  # noqa: S311 - see above
    pools = _pools(rng, recorded, seed)
    found: dict[str, dict[str, list[Trial]]] = {}
    for scenario, faults in scenarios.items():
        for community, pool in pools.items():
            found.setdefault(scenario, {})[community] = list(_of_pool(rng, scenario, faults, pool, each))
    return [
        trial
        for by_community in found.values()
        if all(len(trials) == each for trials in by_community.values())
        for trials in by_community.values()
        for trial in trials
    ]


def _pools(rng: random.Random, recorded: int, seed: int) -> dict[str, list[Person]]:
    """Up to so many people of each community, from blocks drawn at random."""
    found: dict[str, list[Person]] = {}
    for _ in range(_BLOCKS):
        first = rng.randrange(max(recorded // _A_BLOCK, 1)) * _A_BLOCK
        for person in people(min(_A_BLOCK, recorded - first), seed, first):
            pool = found.setdefault(person.community, [])
            if len(pool) < _IN_A_POOL:
                pool.append(person)
    return {name: pool for name, pool in sorted(found.items()) if len(pool) == _IN_A_POOL}


def _of_pool(
    rng: random.Random, scenario: str, faults: Sequence[Fault], pool: Sequence[Person], each: int
) -> Iterator[Trial]:
    made = 0
    for person in rng.sample(pool, len(pool)):
        application = spoiled(rng, application_of(person), person, *faults)
        if application and made < each:
            made += 1
            yield _trial(scenario, application, person)


def of_strangers(
    *, seed: int, count: int, fault_seed: int, faults: Sequence[Sequence[Fault]] = ()
) -> list[Trial]:
    """Applications of people whom nobody has recorded; with `faults`, half of them have one of these."""
    rng = random.Random(f"strangers/{fault_seed}")  # noqa: S311 - see above
    found = []
    for person in people(count, seed, STRANGERS_FROM + 1_000_000 * (fault_seed % 100)):
        application = application_of(person)
        if faults and rng.random() < 0.5:
            application = spoiled(rng, application, person, *rng.choice(faults)) or application
        found.append(Trial("stranger", application, "", person.community))
    return found


def _someone(rng: random.Random, recorded: int, seed: int) -> Person:
    return next(people(1, seed, rng.randrange(recorded)))


def _trial(scenario: str, application: Mapping[str, Any], person: Person) -> Trial:
    return Trial(scenario, application, f"SYN-{person.number:08d}", person.community)


def shuffled(trials: Sequence[Trial], seed: int) -> Iterator[Trial]:
    """In an order in which no scenario profits from a warm cache."""
    mixed = list(trials)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - see above
    return iter(mixed)
