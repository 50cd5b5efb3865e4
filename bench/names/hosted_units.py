"""`python -m bench.names.hosted_units`: what a search of the names table reads and costs at 13 million people.

Keys and candidates are counted on the files of 100,000 people and scaled; nothing is asked of AWS. The counts of
names, places and pairs of them that a search needs are those of its 160 likeliest candidates and its own, each
once: a process that knows none of them reads a unit for each.
"""

import argparse
import math
import random  # noqa: TID251 - seeded

import numpy as np

from chalicelib.records.names import hosted, hosted_items
from chalicelib.records.names.embedded.arrays import keys_and_costs
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.frequencies import terms_of
from chalicelib.records.names.keys import query_keys
from chalicelib.records.names.subjects import Subject, read_subject
from infra.local.population.faults import SINGLE, spoiled
from infra.local.population.people import application_of, people
from infra.local.population.store import FIRST, SEED, prepared

PEOPLE = 13_000_000
UNIT = 4096
"""Bytes that one strongly consistent read unit reads."""
ENTRY = 54
"""Bytes of an id with its line end: two ULIDs and an @."""
ITEM = 110
"""Bytes of an item besides its ids: its key, names of attributes, counts."""
PRICE = 0.1485
"""US dollars a million read units on demand (London, from memory: check before relying on it)."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.names.hosted_units", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    given = parser.parse_args()
    population = prepared(given.people)
    index, scale = EmbeddedIndex(population.index_folder), PEOPLE / given.people
    rng = random.Random(1)  # noqa: S311 - made-up people are no secret
    reads = [_reads(index, application, scale) for application in _applications(rng, given)]
    names = ("keys", "units of keys", "further parts", "beyond the limit", "ids", "counts")
    for name, column in zip(names, np.array(reads).T, strict=True):
        middle, high = np.percentile(column, (50, 95))
        print(f"{name}: mean {column.mean():.1f}, p50 {middle:.0f}, p95 {high:.0f}")
    keys, terms = (float(np.mean([row[at] for row in reads])) for at in (1, 5))
    warm = keys + hosted.MOST_COMPARED
    cold = warm + terms
    for state, units in (("counts known to the process", warm), ("no count known", cold)):
        print(
            f"{state}: {units:.0f} units, {units * PRICE / 1e6:.5f} dollars a search, {units * PRICE:.0f} a million"
        )


def _applications(rng: random.Random, given: argparse.Namespace) -> list[dict]:
    faults = list(SINGLE.values())
    found = []
    for number in range(given.queries):
        (person,) = people(1, SEED, FIRST + rng.randrange(given.people - 100))
        made = spoiled(rng, application_of(person), person, *faults[number % len(faults)])
        found.append(made or application_of(person))
    return found


def _reads(index: EmbeddedIndex, application: dict, scale: float) -> tuple[float, ...]:
    """Keys, read units for them, further parts, parts that the limit leaves out, ids read, counts of terms."""
    query = read_subject(application)
    keys, _ = keys_and_costs(query_keys(query))
    keys = np.unique(keys)
    at, _ = index._look_up(keys)  # noqa: SLF001 - the lengths of its lists are what is measured
    held = np.bincount(at, minlength=len(keys)) * scale
    parts = np.maximum(np.ceil(held / hosted_items.MOST_IDS), 1)
    order = np.argsort(parts, kind="stable")
    further = np.cumsum(parts[order] - 1)
    allowed = np.clip(hosted.MOST_PARTS - (further - (parts[order] - 1)), 0, parts[order] - 1)
    read = np.minimum(held[order], (allowed + 1) * hosted_items.MOST_IDS)
    full = np.floor(read / hosted_items.MOST_IDS)
    rest = read - full * hosted_items.MOST_IDS
    whole = math.ceil((hosted_items.MOST_IDS * ENTRY + ITEM) / UNIT)
    units = full * whole + np.where(rest > 0, np.ceil((rest * ENTRY + ITEM) / UNIT), full == 0)
    beyond = max(float((parts - 1).sum()) - hosted.MOST_PARTS, 0)
    further_parts = float((parts - 1).sum())
    return (
        float(len(keys)),
        float(units.sum()),
        further_parts,
        beyond,
        float(read.sum()),
        _terms(index, query),
    )


def _terms(index: EmbeddedIndex, query: Subject) -> float:
    """Different terms of the query and its likeliest candidates: what a process that knows no count reads."""
    compared = index.likeliest(query, hosted.MOST_COMPARED)
    return float(len({term for subject in (query, *compared) for term in terms_of(subject)}))


if __name__ == "__main__":
    main()
