"""The names index under test, its people, and somebody who is not among them."""

from dataclasses import dataclass

import pytest

from chalicelib.records.names.ports import NamesIndex
from chalicelib.records.names.subjects import read_subject
from infra.local.population.people import people, record_of

SEED, COUNT = 11, 24
PEOPLE = list(people(COUNT, SEED))
RECORDS = [record_of(person, SEED) for person in PEOPLE]


@dataclass
class Subject:
    index: NamesIndex
    kind: str

    def require_fast(self) -> None:
        """Leave out what is the same on the table in memory and slow on moto."""
        if self.kind == "dynamodb":
            pytest.skip("as in memory, and moto takes its time")

    def ids(self, query: dict, **options: int) -> list[str]:
        return [found.record_id for found in self.index.search(read_subject(query), **options).candidates]


def somebody(record_id: str, **changes: object) -> dict:
    return {
        "id": record_id,
        "names": [{"forenames": "Zebedee", "surname": "Quillfeather", "kind": "main"}],
        "birth_dates": ["1971-08-09"],
        **changes,
    }
