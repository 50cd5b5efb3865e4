"""How the names index lies in a table.

names-key#<key>#<part>   ids of the records stored under a key, to `MOST_IDS` a part; part 0 counts the parts
names-record#<id>        the record
names-term#<number>      how many people have a name, date or place, when more than one has
names-index              how many people are recorded
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from chalicelib.platform.items import ItemMap, Key
from chalicelib.records.names.keys import left_of
from chalicelib.records.names.subjects import Subject, read_subject, to_body

MOST_IDS = 500
"""Ids in one part of a key: some 8 to 26 KB, two to seven read units."""
ABOUT_ALL = Key("names-index", "about")


def part_key(key: int, part: int) -> Key:
    """Where a part of a key's ids lies."""
    return Key(f"names-key#{key:016x}#{part}", "ids")


def record_key(record_id: str) -> Key:
    """Where a record lies."""
    return Key(f"names-record#{record_id}", "record")


def term_number(kind: str, text: str) -> int:
    """Under which number the count of a term is kept."""
    return left_of(f"t{kind}", text)


def term_key(number: int) -> Key:
    """Where the count of a term lies."""
    return Key(f"names-term#{number:016x}", "count")


def part_item(ids: Sequence[str], parts: int, version: int) -> dict[str, str | int]:
    """One part's item, changed under its version."""
    return {"ids": "\n".join(ids), "parts": parts, "version": version}


def ids_in(item: Mapping[str, object]) -> list[str]:
    """The ids of a part."""
    text = str(item.get("ids", ""))
    return text.split("\n") if text else []


def parts_of(key: int, ids: Sequence[str]) -> Iterator[tuple[Key, ItemMap]]:
    """All items of a new key."""
    cut = [ids[at : at + MOST_IDS] for at in range(0, len(ids), MOST_IDS)]
    for number, part in enumerate(cut):
        yield part_key(key, number), part_item(part, len(cut), 1)


def record_item(record: Subject) -> ItemMap:
    """A record's item."""
    return {"body": json.dumps(to_body(record))}


def record_in(item: Mapping[str, object]) -> Subject:
    """The record of an item."""
    return read_subject(json.loads(str(item["body"])))
