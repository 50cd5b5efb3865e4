"""`python -m bench.names.typical`: counts names among made-up people and writes model/typical.json, per million."""

import json
from collections import Counter

from bench.names.keep import keep
from chalicelib.records.names.frequencies import (
    BESIDE,
    DATE,
    FORENAME,
    NAMESAKE,
    PLACE,
    SURNAME,
    terms_of,
)
from chalicelib.records.names.subjects import read_subject
from chalicelib.records.names.typical import FILE
from infra.local.population.people import people, record_of

SEED, PEOPLE, LEAST = 78, 100_000, 60
LEAST_BESIDE, TIMES_CHANCE = 80, 4
"""Two things beside each other are listed when they are so often, per million, and so much oftener than by chance."""
_PAIRED = {
    "||||": (FORENAME, FORENAME),
    "|||": (PLACE, FORENAME),
    "||": (PLACE, SURNAME),
    "|": (FORENAME, SURNAME),
}


def main() -> None:
    """Count and write what occurs often enough."""
    counts: dict[str, Counter[str]] = {}
    for person in people(PEOPLE, SEED):
        for kind, text in terms_of(read_subject(record_of(person, SEED))):
            if kind not in {DATE, NAMESAKE}:
                counts.setdefault(kind, Counter())[text] += 1
    listed = {
        kind: {
            text: round(n * 1_000_000 / PEOPLE)
            for text, n in sorted(found.items())
            if (_beside(counts, text, n) if kind == BESIDE else n * 1_000_000 > LEAST * PEOPLE)
        }
        for kind, found in sorted(counts.items())
    }
    FILE.write_text(json.dumps(listed, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print({kind: len(found) for kind, found in listed.items()}, FILE.stat().st_size, keep())


def _beside(counts: dict[str, Counter[str]], text: str, times: int) -> bool:
    marks = next(marks for marks in _PAIRED if marks in text)
    (one_kind, other_kind), (one, other) = _PAIRED[marks], text.split(marks)
    chance = counts[one_kind][one] * counts[other_kind][other] / PEOPLE
    return times * 1_000_000 > LEAST_BESIDE * PEOPLE and times > TIMES_CHANCE * chance


if __name__ == "__main__":
    main()
