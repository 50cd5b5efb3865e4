"""The bulk load of a names table: the same items as putting records one by one, in files, within little memory."""

import gzip
import json
import tracemalloc
from multiprocessing import get_context
from pathlib import Path

import pytest

from chalicelib.platform.items import Key, Write
from chalicelib.records import cli
from chalicelib.records.names import hosted, hosted_items, hosted_load
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.names.subjects import Subject, read_subject
from infra.local.population.people import application_of, people, record_of
from tests.fakes.items import MemoryItems

PEOPLE = list(people(60, 5))


def records() -> list[Subject]:
    return [read_subject(record_of(person, 5)) for person in PEOPLE]


def imported(folder: Path) -> MemoryItems:
    """What the table holds after an import of the folder's files."""
    items, seen = MemoryItems(), set()
    for file in sorted(folder.glob("*.json.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)["Item"]
                values = {n: int(v["N"]) if "N" in v else v["S"] for n, v in item.items()}
                key = Key(values.pop("pk"), values.pop("sk"))
                assert key not in seen
                seen.add(key)
                items.write(Write(key, values))
    return items


def put_one_by_one() -> MemoryItems:
    items = MemoryItems()
    index = HostedIndex(items)
    for record in records():
        index.put(record)
    return items


def listed(items: MemoryItems, prefix: str) -> dict[str, object]:
    rows = (row for row in items.rows.values() if row["pk"].startswith(prefix))
    return {
        row["pk"]: set(hosted_items.ids_in(row)) if "ids" in row else row.get("body", row.get("people"))
        for row in rows
    }


def test_an_import_holds_what_entering_each_would(tmp_path: Path) -> None:
    total = hosted_load.write_parts(records(), tmp_path / "parts")
    table = imported(tmp_path / "parts")
    assert total == len(table.rows)
    one_by_one = put_one_by_one()
    for prefix in ("names-key#", "names-record#", "names-index"):
        assert listed(table, prefix) == listed(one_by_one, prefix)
    assert any(row["pk"].startswith("names-term#") for row in table.rows.values())


def test_everybody_is_found_in_an_import(tmp_path: Path) -> None:
    hosted_load.write_parts(records(), tmp_path / "parts")
    index = HostedIndex(imported(tmp_path / "parts"))
    for person in PEOPLE[::6]:
        found = index.search(read_subject(application_of(person))).candidates
        assert found[0].record_id == f"SYN-{person.number:08d}"
    index.remove("SYN-00000000")
    assert index.people == len(PEOPLE) - 1


def test_many_lots_and_files_hold_the_same_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosted_load.write_parts(records(), tmp_path / "one")
    monkeypatch.setattr(hosted_load, "_HELD", 50)
    monkeypatch.setattr(hosted_load, "_ITEMS_A_FILE", 100)
    hosted_load.write_parts(records(), tmp_path / "many")
    assert len(list((tmp_path / "many").iterdir())) > 10
    assert imported(tmp_path / "many").rows == imported(tmp_path / "one").rows


def test_a_hot_key_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosted_items, "MOST_IDS", 2)
    crowd = [
        read_subject(
            {
                "id": f"C{n}",
                "names": [{"forenames": "Zoe", "surname": "Quill"}],
                "birth_dates": ["1971-08-09"],
            }
        )
        for n in range(7)
    ]
    hosted_load.write_parts(crowd, tmp_path / "parts")
    index = HostedIndex(imported(tmp_path / "parts"))
    asked = {"id": "Q", "names": [{"forenames": "Zoe", "surname": "Quill"}], "birth_dates": ["1971-08-09"]}
    assert len(index.search(read_subject(asked)).candidates) == 7


def test_the_later_of_two_records_with_one_id_counts(tmp_path: Path) -> None:
    earlier = read_subject({"id": "A", "names": [{"forenames": "Zoe", "surname": "Quill"}]})
    later = read_subject({"id": "A", "names": [{"forenames": "Ann", "surname": "Otter"}]})
    hosted_load.write_parts([earlier, later], tmp_path / "parts")
    table = imported(tmp_path / "parts")
    assert HostedIndex(table).people == 1
    assert "Otter" in str(table.get(hosted_items.record_key("A")))


def test_nobody_is_a_table_too(tmp_path: Path) -> None:
    assert hosted_load.write_parts([], tmp_path / "parts") == 1
    assert HostedIndex(imported(tmp_path / "parts")).people == 0


def test_memory_does_not_grow_with_the_people(tmp_path: Path) -> None:
    """In a process of its own: a cache that other tests filled may be laid out anew at any moment."""
    with get_context("spawn").Pool(1) as fresh:
        few, many = fresh.apply(peaks, (tmp_path,))
    assert many < 1.5 * few


def peaks(folder: Path) -> list[int]:
    """The most bytes held while 300 people, and while 1,200, are written."""
    hosted_load._HELD = 2_000
    everybody = [record_of(person, 5) for person in people(1200, 5)]
    hosted_load.write_parts(map(read_subject, everybody), folder / "warm")  # caches have limits of their own
    found = []
    for count in (300, 1200):
        tracemalloc.start()
        hosted_load.write_parts(map(read_subject, everybody[:count]), folder / f"parts{count}")
        found.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return found


def test_a_process_does_not_keep_every_count_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    items = MemoryItems()
    index = HostedIndex(items)
    index.load(records())
    expected = [index.search(read_subject(application_of(person))) for person in PEOPLE[:5]]
    monkeypatch.setattr(hosted, "_MOST_KNOWN", 20)
    again = HostedIndex(items)
    assert [again.search(read_subject(application_of(person))) for person in PEOPLE[:5]] == expected
    monkeypatch.setattr(hosted, "_MOST_KNOWN", 0)
    again.scorer.frequencies.count("s", "NOBODY")
    assert len(again.scorer.frequencies.known) == 1


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps(record_of(person, 5)) for person in PEOPLE[:5]]
    (tmp_path / "records.jsonl").write_text("\n".join([lines[0], "{", *lines[1:], ""]))
    arguments = ["table", "--records", str(tmp_path / "records.jsonl"), "--out", str(tmp_path / "parts")]
    assert cli.main(arguments) == 1
    told = capsys.readouterr()
    assert "line 2: it is not JSON; left out" in told.err
    assert told.out.endswith(f"items in {tmp_path / 'parts'}\n")
    assert HostedIndex(imported(tmp_path / "parts")).people == 5
    assert cli.main(arguments) == 2
