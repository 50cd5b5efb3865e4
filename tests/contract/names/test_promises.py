"""What every names index promises of its answers."""

import json
import random  # noqa: TID251 - seeded

import pytest

from chalicelib.records.names import hosted_items
from chalicelib.records.names.embedded import index as embedded
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.scoring import POSSIBLE, STRONG
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import HARD, SINGLE, spoiled
from infra.local.population.people import application_of, people, record_of
from tests.contract.names.asked import COUNT, PEOPLE, RECORDS, SEED, somebody


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
    query = somebody("Q")
    assert "N1" not in subject.ids(query)
    subject.index.put(read_subject(somebody("N1")))
    assert subject.ids(query)[0] == "N1"
    assert subject.index.people == COUNT + 1
    subject.index.put(read_subject(somebody("N1", birth_dates=["1971-09-08"])))
    assert subject.ids(query).count("N1") == 1
    assert subject.index.people == COUNT + 1
    subject.index.remove("N1")
    subject.index.remove("N1")
    assert "N1" not in subject.ids(query)
    assert subject.index.people == COUNT


def test_a_record_that_was_there_is_replaced(subject):
    first = RECORDS[0]
    subject.index.put(read_subject({**somebody(first["id"])}))
    assert subject.ids(somebody("Q"))[0] == first["id"]
    assert first["id"] not in subject.ids({**first, "id": "Q", "pncid": None, "cro": None, "postcodes": []})
    subject.index.put(read_subject(first))
    assert first["id"] not in subject.ids(somebody("Q"))
    assert subject.ids({**first, "id": "Q"})[0] == first["id"]


def test_an_identifier_alone_finds(subject):
    record = RECORDS[7]
    assert subject.ids({"id": "Q", "pncid": record["pncid"]})[0] == record["id"]


@pytest.mark.parametrize("query", [{"id": "Q"}, {"id": "Q", "names": [{"forenames": "", "surname": " - "}]}])
def test_nothing_to_search_by_is_never_nobody(subject, query):
    answer = subject.index.search(read_subject(query))
    assert not answer.complete
    assert answer.band == POSSIBLE


@pytest.mark.parametrize("born", [[], ["1980"], ["1980-05"]])
def test_without_a_whole_date_a_namesake_is_never_ruled_out(subject, born):
    subject.require_fast()
    for number in range(30):
        bearing = somebody(f"R{number}", birth_dates=[f"1980-05-{number + 1:02d}"])
        subject.index.put(read_subject(bearing))
    answer = subject.index.search(read_subject(somebody("Q", birth_dates=born)), top=50)
    assert len(answer.candidates) == 30
    assert answer.band != "none"
    assert not answer.complete
    stranger = somebody("Q", names=[{"forenames": "Iolanthe", "surname": "Vantongeren"}], birth_dates=born)
    assert subject.index.search(read_subject(stranger)).complete


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
    subject.index.put(read_subject(somebody("ODD", **changes)))
    assert "ODD" in subject.ids(somebody("Q", **changes))
    subject.index.remove("ODD")


def test_a_limit_that_is_reached_ends_in_possible(subject, monkeypatch):
    subject.require_fast()
    if subject.kind == "embedded":
        monkeypatch.setattr(embedded, "MOST_ENTRIES", 1)
    else:
        monkeypatch.setattr(hosted_items, "MOST_IDS", 2)
        monkeypatch.setattr(subject.index, "most_parts", 0)
    twins = [somebody(f"T{n}", birth_dates=["1971-08-09"]) for n in range(5)]
    for twin in twins:
        subject.index.put(read_subject(twin))
    answer = subject.index.search(read_subject(somebody("Q", birth_dates=["1971-08"])))
    for twin in twins:
        subject.index.remove(twin["id"])
    assert not answer.complete
    assert answer.band in {POSSIBLE, STRONG}


def test_a_split_key_is_read_whole(subject, monkeypatch):
    subject.require_fast()
    monkeypatch.setattr(hosted_items, "MOST_IDS", 2)
    crowd = [somebody(f"C{n}") for n in range(7)]
    for one in crowd:
        subject.index.put(read_subject(one))
    assert set(subject.ids(somebody("Q"))) >= {one["id"] for one in crowd}
    for one in crowd:
        subject.index.remove(one["id"])


def test_both_give_the_same_scores(subject, tmp_path):
    build((json.dumps(record).encode() for record in RECORDS), tmp_path, model="test", processes=1)
    other = embedded.EmbeddedIndex(tmp_path)
    for person in PEOPLE[::8]:
        query = read_subject(application_of(person))
        a, b = (index.search(query, top=1).candidates[0] for index in (subject.index, other))
        assert (a.record_id, a.scored, a.namesakes) == (b.record_id, b.scored, b.namesakes)
