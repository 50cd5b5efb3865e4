"""Whatever a name or a date holds, it is stored and found, or said to be more than the index can hold: never lost."""

import json
import sys
import unicodedata
from collections.abc import Iterator

import pytest

from chalicelib.records.names import hosted_items
from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.errors import IndexRefused, IndexUnavailable
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.names.ports import POSSIBLE
from chalicelib.records.names.subjects import read_subject
from tests.contract.names.asked import COUNT, RECORDS, Subject, somebody
from tests.fakes.items import MemoryItems


def named(forenames: str, surname: str) -> dict:
    return somebody("ODD", names=[{"forenames": forenames, "surname": surname, "kind": "main"}])


def require_found(subject: Subject, record: dict, query: dict | None = None) -> None:
    """Stored, found, and forgotten again."""
    subject.index.put(read_subject(record))
    asked = read_subject({**(query or record), "id": "Q"})
    answer = subject.index.search(asked)
    subject.index.remove("ODD")
    found = "ODD" in [candidate.record_id for candidate in answer.candidates]
    assert found or (not asked.names and not answer.complete and answer.band == POSSIBLE)
    assert subject.index.people == COUNT


@pytest.mark.parametrize(
    ("forenames", "surname"),
    [
        ("", "Sukarno"),
        ("Sukarno", ""),
        ("", ""),
        ("-", "'"),
        ("M", "X"),
        ("X", ""),
        ("R2", "D2"),
        ("John 2nd", "Smith 3"),
        ("123", "456"),
        ("J" * 500, "K" * 500),
        ("A " * 250, "B " * 250),
        ("\u200b\u202e\x00\t\n", "Quill\u200dfeather"),
        ("Robert'); DROP TABLE records;--", "O\u2019Brien#0"),
        ("\U0001f600", "\ud83d"),
    ],
    ids=range(14),
)
def test_odd_names(subject: Subject, forenames: str, surname: str):
    subject.require_fast()
    require_found(subject, named(forenames, surname))


def scripts() -> Iterator[tuple[str, str]]:
    """Six letters of each script that Unicode has, as far as their names tell the script."""
    letters: dict[str, list[str]] = {}
    for point in range(sys.maxunicode):
        letter = chr(point)
        if unicodedata.category(letter).startswith("L"):
            letters.setdefault(unicodedata.name(letter, "NONE").split()[0], []).append(letter)
    for script, found in sorted(letters.items()):
        yield script, "".join(found[:: max(len(found) // 6, 1)][:6])


SCRIPTS = list(scripts())


def test_every_script(subject: Subject):
    subject.require_fast()
    assert len(SCRIPTS) > 150
    for script, letters in SCRIPTS:
        subject.index.put(read_subject(named(letters[:3], letters[3:] or letters)))
        asked = read_subject({**named(letters[:3], letters[3:] or letters), "id": "Q"})
        answer = subject.index.search(asked)
        found = "ODD" in [candidate.record_id for candidate in answer.candidates]
        assert found or (not asked.names and not answer.complete), script
    subject.index.remove("ODD")


@pytest.mark.parametrize(
    "born",
    [
        "2199-01-01",
        "2031-05-05",
        "1899-12-31",
        "1066-10-14",
        "0000-00-00",
        "1971-02-30",
        "1971-13-01",
        "",
        "?",
    ],
)
def test_odd_dates(subject: Subject, born: str):
    subject.require_fast()
    require_found(subject, somebody("ODD", birth_dates=[born]))


def test_ten_thousand_aliases(subject: Subject):
    subject.require_fast()
    aliases = [
        {
            "forenames": f"Ali{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}",
            "surname": f"Bey{n // 676:02d}ova",
            "kind": "alias",
        }
        for n in range(10_000)
    ]
    last = somebody("Q", names=[aliases[-1]])
    require_found(subject, somebody("ODD", names=[*somebody("M")["names"], *aliases]), last)


def test_more_than_an_item_holds_is_refused_and_nothing_is_lost():
    index = HostedIndex(MemoryItems())
    index.load(map(read_subject, RECORDS))
    letters = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(200_000))
    names = [
        {"forenames": letters[n : n + 100], "surname": letters[-n - 100 : -n - 1]}
        for n in range(0, 100_000, 100)
    ]
    before = dict(index.items.rows)
    with pytest.raises(IndexRefused, match="more names than the names table can keep"):
        index.put(read_subject(somebody("ODD", names=names)))
    assert index.items.rows == before


def test_a_table_of_another_format_is_refused_and_never_searched():
    items = MemoryItems()
    index = HostedIndex(items)
    index.load(map(read_subject, RECORDS))
    items.rows[hosted_items.ABOUT_ALL]["format"] = layout.FORMAT + 1
    fresh = HostedIndex(items)
    with pytest.raises(IndexUnavailable):
        fresh.search(read_subject(somebody("Q")))
    with pytest.raises(IndexRefused, match=f"has format {layout.FORMAT + 1}"):
        fresh.put(read_subject(somebody("NEW")))


def test_one_poisoned_record_keeps_nobody_else_out(tmp_path):
    lines = [json.dumps(record).encode() for record in RECORDS]
    poisoned = [*lines[:5], b'{"id": "P", "names": [{"forenames": 7}]}', b"\x00\xff", *lines[5:]]
    built = build(poisoned, tmp_path, model="test", processes=1)
    assert [refusal.line for refusal in built.refused] == [6, 7]
    index = EmbeddedIndex(tmp_path)
    assert index.people == COUNT
    for record in RECORDS:
        query = read_subject({**record, "id": "Q"})
        assert index.search(query).candidates[0].record_id == record["id"]
