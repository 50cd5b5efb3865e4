"""`python -m bench.names.typical`: counts names among made-up people and writes model/typical.json, per million."""

import json
from collections import Counter

from bench.names.keep import keep
from chalicelib.records.names.frequencies import DATE, NAMESAKE, terms_of
from chalicelib.records.names.subjects import read_subject
from chalicelib.records.names.typical import FILE
from infra.local.population.people import people, record_of

SEED, PEOPLE, LEAST = 78, 50_000, 60


def main() -> None:
    """Count and write what occurs often enough."""
    counts: dict[str, Counter[str]] = {}
    for person in people(PEOPLE, SEED):
        for kind, text in terms_of(read_subject(record_of(person, SEED))):
            if kind not in {DATE, NAMESAKE}:
                counts.setdefault(kind, Counter())[text] += 1
    listed = {
        kind: {text: round(n * 1_000_000 / PEOPLE) for text, n in sorted(found.items()) if n * 5 > LEAST * 4}
        for kind, found in sorted(counts.items())
    }
    FILE.write_text(json.dumps(listed, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print({kind: len(found) for kind, found in listed.items()}, FILE.stat().st_size, keep())


if __name__ == "__main__":
    main()
