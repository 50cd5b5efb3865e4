"""What every names index promises, asked of the mapped files and of the table, in memory and as moto emulates it."""

import json
import random  # noqa: TID251 - seeded
from collections.abc import Iterator
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from chalicelib.platform.items import DynamoItems
from chalicelib.records.names import hosted_items
from chalicelib.records.names.embedded import index as embedded
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.names.ports import NamesIndex
from chalicelib.records.names.scoring import POSSIBLE, STRONG
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import HARD, SINGLE, spoiled
from infra.local.population.people import application_of, people, record_of
from tests.fakes.items import MemoryItems

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


def _table(client) -> None:
    client.create_table(
        TableName="names",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )


def _hosted(items) -> HostedIndex:
    index = HostedIndex(items)
    index.load(read_subject(record) for record in RECORDS)
    return index


@pytest.fixture(scope="module", params=["embedded", "memory", "dynamodb"])
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    if request.param == "embedded":
        folder = tmp_path_factory.mktemp("names")
        build((json.dumps(record).encode() for record in RECORDS), folder, model="test", processes=1)
        yield Subject(embedded.EmbeddedIndex(folder), "embedded")
    elif request.param == "memory":
        yield Subject(_hosted(MemoryItems()), "memory")
    else:
        with pytest.MonkeyPatch.context() as patch, mock_aws():
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            patch.delenv("AWS_ENDPOINT_URL", raising=False)
            client = boto3.client("dynamodb", region_name="eu-west-2")
            _table(client)
            yield Subject(_hosted(DynamoItems(client, "names")), "dynamodb")


def _new(record_id: str, **changes: object) -> dict:
    return {
        "id": record_id,
        "names": [{"forenames": "Zebedee", "surname": "Quillfeather", "kind": "main"}],
        "birth_dates": ["1971-08-09"],
        **changes,
    }


def test_it_knows_how_many_there_are(subject):
    assert subject.index.people == COUNT


def test_everybody_is_found_first_by_their_own_application(subject):
    for person in PEOPLE[::8]:
        assert subject.ids(application_of(person))[0] == f"SYN-{person.number:08d}"


@pytest.mark.parametrize("scenario", [*SINGLE, *HARD])
def test_a_fault_hides_nobody(subject, scenario):
    subject.require_fast()
    rng = random.Random(scenario)  # noqa: S311 - made-up people are no secret
    faults = (SINGLE | HARD)[scenario]
    made = ((p, spoiled(rng, application_of(p), p, *faults)) for p in people(2000, SEED))
    person, application = next((p, a) for p, a in made if a)
    if person.number >= COUNT:
        subject.index.put(read_subject(record_of(person, SEED)))
    found = subject.ids(application)
    if person.number >= COUNT:
        subject.index.remove(f"SYN-{person.number:08d}")
    assert f"SYN-{person.number:08d}" in found


def test_the_limit_is_kept_and_the_best_come_first(subject):
    answer = subject.index.search(read_subject(application_of(PEOPLE[3])), top=2)
    scores = [found.scored.score for found in answer.candidates]
    assert len(scores) <= 2
    assert scores == sorted(scores, reverse=True)
    assert answer.complete


def test_each_score_is_the_sum_of_its_weights(subject):
    for found in subject.index.search(read_subject(application_of(PEOPLE[5]))).candidates:
        assert sum(w.bits for w in found.scored.weights) == found.scored.score


def test_a_record_is_found_as_soon_as_it_is_put_and_no_longer_once_removed(subject):
    query = _new("Q")
    assert "N1" not in subject.ids(query)
    subject.index.put(read_subject(_new("N1")))
    assert subject.ids(query)[0] == "N1"
    assert subject.index.people == COUNT + 1
    subject.index.put(read_subject(_new("N1", birth_dates=["1971-09-08"])))
    assert subject.ids(query).count("N1") == 1
    assert subject.index.people == COUNT + 1
    subject.index.remove("N1")
    subject.index.remove("N1")
    assert "N1" not in subject.ids(query)
    assert subject.index.people == COUNT


def test_a_record_that_was_there_is_replaced(subject):
    first = RECORDS[0]
    subject.index.put(read_subject({**_new(first["id"])}))
    assert subject.ids(_new("Q"))[0] == first["id"]
    assert first["id"] not in subject.ids({**first, "id": "Q", "pncid": None, "cro": None, "postcodes": []})
    subject.index.put(read_subject(first))
    assert first["id"] not in subject.ids(_new("Q"))
    assert subject.ids({**first, "id": "Q"})[0] == first["id"]


def test_an_identifier_alone_finds(subject):
    record = RECORDS[7]
    assert subject.ids({"id": "Q", "pncid": record["pncid"]})[0] == record["id"]


@pytest.mark.parametrize("query", [{"id": "Q"}, {"id": "Q", "names": [{"forenames": "", "surname": " - "}]}])
def test_nothing_to_search_by_is_never_nobody(subject, query):
    answer = subject.index.search(read_subject(query))
    assert not answer.complete
    assert answer.band == POSSIBLE


@pytest.mark.parametrize(
    "changes",
    [
        {"names": [{"forenames": "X" * 500, "surname": "Y " * 250}]},
        {
            "names": [
                {"forenames": f"A{'xyz'[n % 3]}", "surname": f"Bc{chr(97 + n % 26)}"} for n in range(500)
            ]
        },
        {"names": [{"forenames": "M", "surname": "X"}]},
        {"names": [{"forenames": "محمد", "surname": "王"}]},
        {"birth_dates": ["2199-01-01", "1066-10-14", "not a date"]},
    ],
)
def test_odd_people_are_stored_and_found(subject, changes):
    subject.index.put(read_subject(_new("ODD", **changes)))
    assert "ODD" in subject.ids(_new("Q", **changes))
    subject.index.remove("ODD")


def test_a_limit_that_is_reached_ends_in_possible(subject, monkeypatch):
    subject.require_fast()
    if subject.kind == "embedded":
        monkeypatch.setattr(embedded, "MOST_ENTRIES", 1)
    else:
        monkeypatch.setattr(hosted_items, "MOST_IDS", 2)
        monkeypatch.setattr(subject.index, "most_parts", 0)
    twins = [_new(f"T{n}", birth_dates=["1971-08-09"]) for n in range(5)]
    for twin in twins:
        subject.index.put(read_subject(twin))
    answer = subject.index.search(read_subject(_new("Q", birth_dates=["1971-08"])))
    for twin in twins:
        subject.index.remove(twin["id"])
    assert not answer.complete
    assert answer.band in {POSSIBLE, STRONG}


def test_a_split_key_is_read_whole(subject, monkeypatch):
    subject.require_fast()
    monkeypatch.setattr(hosted_items, "MOST_IDS", 2)
    crowd = [_new(f"C{n}") for n in range(7)]
    for one in crowd:
        subject.index.put(read_subject(one))
    assert set(subject.ids(_new("Q"))) >= {one["id"] for one in crowd}
    for one in crowd:
        subject.index.remove(one["id"])


def test_both_give_the_same_scores(subject, tmp_path):
    build((json.dumps(record).encode() for record in RECORDS), tmp_path, model="test", processes=1)
    other = embedded.EmbeddedIndex(tmp_path)
    for person in PEOPLE[::8]:
        query = read_subject(application_of(person))
        a, b = (index.search(query, top=1).candidates[0] for index in (subject.index, other))
        assert (a.record_id, a.scored, a.namesakes) == (b.record_id, b.scored, b.namesakes)
