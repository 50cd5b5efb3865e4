"""How the names index lies in a table.

names-key#<key>#<part>   ids of the records stored under a key, to `MOST_IDS` a part; part 0 counts the parts
names-record#<id>        the record
names-term#<number>      how many people have a name, date or place, when more than one has
names-index              how many people are recorded, and by which format: that of the files, whose keys these are
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.platform.items import ItemMap, Key
from chalicelib.records.names.embedded.layout import FORMAT
from chalicelib.records.names.errors import IndexRefused
from chalicelib.records.names.keys import left_of
from chalicelib.records.names.subjects import Subject, read_subject, to_body

MOST_IDS = 145
"""Ids in one part of a key: with ids of hosted records just under 8 KB, two read units and eight write units."""
ABOUT_ALL = Key("names-index", "about")
_LONG, _LONGEST = 100_000, 390_000
"""Bytes of a record: above the first it is packed; above the second it fits no item (DynamoDB: 400 KB)."""


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


def about_item(people: int) -> dict[str, str | int]:
    """What is known of the whole."""
    return {"people": people, "format": FORMAT}


def people_in(item: Mapping[str, int] | None) -> int:
    """How many people there are; raises `IndexRefused` for a table that was loaded by keys of another format."""
    if item is None:
        return 0
    if item["format"] != FORMAT:
        raise IndexRefused(
            f"The names table has format {item['format']}; this program reads {FORMAT}. Load it again."
        )
    return item["people"]


def record_item(record: Subject) -> ItemMap:
    """A record's item; one of very many names is packed. Raises `IndexRefused` for one that fits no item."""
    text = json.dumps(to_body(record))
    if len(text) <= _LONG:
        return {"body": text}
    packed = zlib.compress(text.encode())
    if len(packed) > _LONGEST:
        raise IndexRefused(
            "This record has more names than the names table can keep. Divide it, or shorten it."
        )
    return {"packed": packed}


def record_in(item: Mapping[str, Any]) -> Subject:
    """The record of an item."""
    text = zlib.decompress(bytes(item["packed"])) if "packed" in item else item["body"]
    return read_subject(json.loads(text))
