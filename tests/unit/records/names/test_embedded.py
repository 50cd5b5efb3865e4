"""The index in files: whole or refused, changed while it serves, and never lost to a crash."""

import json
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from chalicelib.records.names.embedded import journal, layout
from chalicelib.records.names.embedded.build import build, locked
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.errors import IndexRefused
from chalicelib.records.names.frequencies import terms_of
from chalicelib.records.names.keys import key_of, record_keys
from chalicelib.records.names.subjects import read_line, read_subject
from infra.local.population.people import application_of, people, record_of
from infra.local.population.prepare import prepare

PEOPLE = list(people(40, 3))
LINES = [json.dumps(record_of(person, 3)).encode() for person in PEOPLE]
NEW = {
    "id": "N",
    "names": [{"forenames": "Zebedee", "surname": "Quillfeather"}],
    "birth_dates": ["1971-08-09"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(LINES, tmp_path, model="test", processes=1)
    return tmp_path


def _ids(index: EmbeddedIndex, query: dict) -> list[str]:
    return [found.record_id for found in index.search(read_subject(query)).candidates]


def _files(folder: Path) -> Path:
    return folder / layout.read_manifest(folder).generation


def test_bad_lines_are_named_and_the_rest_goes_on(tmp_path):
    poison = [
        b"{",
        b"[]",
        b'{"names": []}',
        b"\xff\xfe",
        b'{"id": "A", "names": "John"}',
        b'{"id": "B", "sex": 7}',
        b"",
    ]
    built = build([*poison, *LINES], tmp_path, model="test", processes=1)
    assert [refusal.line for refusal in built.refused] == [1, 2, 3, 4, 5, 6]
    assert all(refusal.reason for refusal in built.refused)
    assert built.manifest.people == len(LINES)
    assert _ids(EmbeddedIndex(tmp_path), application_of(PEOPLE[0]))[0] == "SYN-00000000"


def test_the_later_of_two_lines_with_one_id_counts(tmp_path):
    earlier, later = dict(NEW), {**NEW, "birth_dates": ["1999-12-31"]}
    built = build(
        [json.dumps(line).encode() for line in (earlier, later)], tmp_path, model="test", processes=1
    )
    assert (built.replaced, built.manifest.people) == (1, 1)
    found = EmbeddedIndex(tmp_path).search(read_subject({**later, "id": "Q"})).candidates
    assert len(found) == 1
    assert any(w.field == "birth_date" and w.level == "exact" for w in found[0].scored.weights)


def test_two_processes_build_the_same_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr("chalicelib.records.names.embedded.build._LINES", 7)
    one, two = tmp_path / "one", tmp_path / "two"
    poisoned = [*LINES[:20], b"{", *LINES[20:], LINES[3]]
    for folder, processes in ((one, 1), (two, 2)):
        built = build(poisoned, folder, model="test", processes=processes)
        assert ([refusal.line for refusal in built.refused], built.replaced) == ([21], 1)
    for name in layout.FILES:
        assert (_files(one) / name).read_bytes() == (_files(two) / name).read_bytes()


def test_every_key_leads_to_its_record_and_every_term_is_counted(folder):
    index = EmbeddedIndex(folder)
    counted: Counter[tuple[str, str]] = Counter()
    for number, line in enumerate(LINES):
        record = read_line(line)
        counted.update(terms_of(record))
        keys = np.array([key_of(*parts) for parts in record_keys(record)], dtype=np.uint64)
        at, numbers = index._look_up(keys)
        assert set(at[numbers == number].tolist()) == set(range(len(keys)))
    for (kind, text), times in counted.items():
        assert index.scorer.frequencies.count(kind, text) == times


def test_more_lines_than_an_index_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("chalicelib.records.names.embedded.build.MOST_NUMBERS", 30)
    with pytest.raises(IndexRefused, match="30 records at most"):
        build(LINES, tmp_path, model="test", processes=1)


def test_an_empty_index_answers(tmp_path):
    build([], tmp_path, model="test", processes=1)
    answer = EmbeddedIndex(tmp_path).search(read_subject(NEW))
    assert (answer.candidates, answer.complete, answer.band) == ((), True, "none")


@pytest.mark.parametrize("name", layout.FILES)
def test_a_file_cut_short_is_refused(folder, name):
    file = _files(folder) / name
    if file.stat().st_size == 0:
        pytest.skip("this file is empty here")
    with file.open("rb+") as opened:
        opened.truncate(file.stat().st_size - 1)
    with pytest.raises(IndexRefused, match="cut short"):
        EmbeddedIndex(folder)


def test_another_format_is_refused(folder):
    manifest = json.loads((folder / layout.MANIFEST).read_text())
    (folder / layout.MANIFEST).write_text(json.dumps(manifest | {"format": layout.FORMAT + 1}))
    with pytest.raises(IndexRefused, match=f"has format {layout.FORMAT + 1}"):
        EmbeddedIndex(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_manifest_is_refused(folder, content):
    (folder / layout.MANIFEST).write_text(content)
    with pytest.raises(IndexRefused):
        EmbeddedIndex(folder)


def test_no_index_is_refused(tmp_path):
    with pytest.raises(IndexRefused, match="Build one"):
        EmbeddedIndex(tmp_path)


def test_a_build_that_breaks_off_leaves_the_old_index(folder):
    def breaking():
        yield from LINES[:5]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(breaking(), folder, model="test", processes=1)
    assert EmbeddedIndex(folder).people == len(LINES)
    assert not list(folder.glob(".draft-*"))


def test_what_a_killed_build_left_is_swept_away(folder):
    (folder / ".draft-old").mkdir()
    build(LINES, folder, model="test", processes=1)
    assert not list(folder.glob(".draft-*"))
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1


def test_two_builds_at_once_are_refused(folder):
    with locked(folder), pytest.raises(IndexRefused, match="Somebody else"):
        build(LINES, folder, model="test", processes=1)


def test_a_reader_sees_what_another_writes_and_a_new_build(folder):
    reader, writer = EmbeddedIndex(folder), EmbeddedIndex(folder)
    writer.put(read_subject(NEW))
    assert _ids(reader, {**NEW, "id": "Q"})[0] == "N"
    writer.remove("N")
    assert "N" not in _ids(reader, {**NEW, "id": "Q"})
    build([*LINES, json.dumps(NEW).encode()], folder, model="test", processes=1)
    assert _ids(reader, {**NEW, "id": "Q"})[0] == "N"


def test_changes_last_and_a_torn_line_is_left_out(folder):
    EmbeddedIndex(folder).put(read_subject(NEW))
    file = _files(folder) / layout.JOURNAL
    with file.open("ab") as opened:
        opened.write(b'00000000 {"remove": "N"')
    assert _ids(EmbeddedIndex(folder), {**NEW, "id": "Q"})[0] == "N"
    EmbeddedIndex(folder).put(read_subject({**NEW, "id": "N2"}))
    assert set(_ids(EmbeddedIndex(folder), {**NEW, "id": "Q"})) >= {"N", "N2"}
    assert len(journal.read(file, 0)[0]) == 2


def test_a_line_whose_sum_is_wrong_is_left_out(tmp_path):
    file = tmp_path / "journal"
    journal.append(file, {"remove": "A"})
    file.write_bytes(file.read_bytes().replace(b'"A"', b'"B"'))
    assert journal.read(file, 0)[0] == []


def test_a_population_is_built_once_and_opened_at_once_afterwards(tmp_path):
    first = prepare(200, 5, tmp_path)
    stamp = (first / layout.MANIFEST).stat().st_mtime_ns
    started = time.process_time()
    assert prepare(200, 5, tmp_path) == first
    assert EmbeddedIndex(first).people == 200
    assert time.process_time() - started < 1
    assert (first / layout.MANIFEST).stat().st_mtime_ns == stamp
    assert prepare(200, 6, tmp_path) != first


def test_the_same_seed_draws_the_same_people_wherever_it_begins():
    assert list(people(40, 3)) == PEOPLE
    assert list(people(5, 3, first=20)) == PEOPLE[20:25]
    assert list(people(40, 4)) != PEOPLE


def test_a_record_comes_back_as_it_was_packed():
    odd = {
        **NEW,
        "names": [{"forenames": "A\x1fB\x1e", "surname": "C\x1dD\n", "kind": "alias"}],
        "postcodes": ["N1 1AA"],
    }
    for body in (json.loads(LINES[3]), odd, {"id": "only"}):
        given = read_subject(body)
        back = layout.unpacked(layout.packed(given))
        assert [name[:3] for name in back.names] == [name[:3] for name in given.names]
        assert (back.id, back.births, back.postcodes) == (
            given.id,
            given.births,
            given.postcodes,
        )


def test_a_first_of_january_is_compared_with_everybody_of_that_name_and_year(tmp_path):
    john = {"names": [{"forenames": "John", "surname": "Smith"}], "birth_dates": ["1985-01-01"]}
    crowd = [{**john, "id": f"R{number}"} for number in range(45)]
    wanted = {"id": "W", "names": [{"forenames": "Jon", "surname": "Smyth"}], "birth_dates": ["1985-07-09"]}
    build([json.dumps(one).encode() for one in (*crowd, wanted)], tmp_path, model="test", processes=1)
    index = EmbeddedIndex(tmp_path)
    index._base = np.float32(np.log2(13_000_000))  # as rare as their keys are among so many
    assert "W" in _ids(index, {**john, "id": "Q"})
    assert "W" not in _ids(index, {**john, "id": "Q", "birth_dates": ["1985-01-02"]})


def test_the_likeliest_of_many_are_the_first_of_them(folder):
    index = EmbeddedIndex(folder)
    index.put(read_subject(NEW))
    query = read_subject({**NEW, "id": "Q"})
    assert [subject.id for subject in index.likeliest(query, 1)] == ["N"]
