"""What is asked of an index: applications of people who are recorded, with faults, and of people who are not."""

import random  # noqa: TID251 - seeded: the same made-up people on every machine
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.population.faults import Fault, spoiled
from infra.local.population.people import Person, application_of, people

STRANGERS_FROM = 50_000_000
"""People from this number on are in no index."""


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


def of_strangers(*, seed: int, count: int, fault_seed: int) -> list[Trial]:
    """Applications of people whom nobody has recorded."""
    first = STRANGERS_FROM + 1_000_000 * (fault_seed % 100)
    return [Trial("stranger", application_of(p), "", p.community) for p in people(count, seed, first)]


def _someone(rng: random.Random, recorded: int, seed: int) -> Person:
    return next(people(1, seed, rng.randrange(recorded)))


def _trial(scenario: str, application: Mapping[str, Any], person: Person) -> Trial:
    return Trial(scenario, application, f"SYN-{person.number:08d}", person.community)


def shuffled(trials: Sequence[Trial], seed: int) -> Iterator[Trial]:
    """In an order in which no scenario profits from a warm cache."""
    mixed = list(trials)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - see above
    return iter(mixed)
