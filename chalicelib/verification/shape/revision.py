"""The first revision of a file read byte by byte: every byte belongs to one object or to the one table of places.

No PDF parser: the issuer's writer has one way to lay a file out, and a file that is laid out otherwise is not read.
So there is nothing between the objects, none stands there twice, and no reader can find another table than this one.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
_OBJECT = re.compile(rb"([1-9][0-9]{0,5}) 0 obj\n(<< [^\n\r]{1,4000} >>)\nstream\n")
_LENGTH = re.compile(rb" /Length (0|[1-9][0-9]{0,7}) ")
_AFTER = b"\nendstream\nendobj\n"
_END = re.compile(rb"startxref\n([1-9][0-9]{0,9})\n%%EOF\n")
_PACKED = re.compile(
    rb"<< /Type /ObjStm /Length [0-9]+ /Filter /FlateDecode /N ([1-9][0-9]{0,4}) /First ([1-9][0-9]{0,6}) >>"
)
_TABLE = re.compile(
    rb"<< /Type /XRef /Length [0-9]+ /Filter /FlateDecode /DecodeParms << /Columns ([4-6]) /Predictor 12 >>"
    rb" /W \[ 1 ([2-4]) 1 \] /Info ([1-9][0-9]{0,5}) 0 R /Root ([1-9][0-9]{0,5}) 0 R /Size ([1-9][0-9]{0,5})"
    rb" /ID \[<([0-9a-f]{2,64})><([0-9a-f]{32})>\] >>"
)
_LARGEST = 4 * 1024 * 1024
"""Bytes that one stream may unpack to."""
_MOST = 40_000
"""Objects: two hundred matters make fewer than ten thousand."""


class Misshapen(ValueError):  # noqa: N818 - its users turn it into their own refusal
    """A file is not laid out as the issuer lays one out."""


@dataclass(frozen=True)
class Object:
    """One object: its dictionary, array or stream as written, and its stream's bytes as they stand."""

    text: bytes
    data: bytes | None = None

    @cached_property
    def unpacked(self) -> bytes:
        """The stream without its compression, whole; raises `Misshapen`."""
        if self.data is None:
            raise Misshapen("not a stream")
        return inflate(self.data) if b"/FlateDecode" in self.text else self.data


@dataclass(frozen=True)
class Revision:
    """A first revision: its objects by number, and what its table of places says besides."""

    objects: dict[int, Object]
    length: int
    """Bytes of it."""
    table: int
    """Where its cross-reference stream begins."""
    size: int
    root: int
    info: int
    first_id: bytes
    """In hexadecimal."""


def inflate(data: bytes) -> bytes:
    """One whole zlib stream with nothing after it, and no larger than may be; raises `Misshapen`."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, _LARGEST)
    except zlib.error as broken:
        raise Misshapen("a stream is damaged") from broken
    if not unpacker.eof or unpacker.unused_data:
        raise Misshapen("a stream is too large, or something follows it")
    return unpacked


def read_revision(pdf: bytes) -> Revision:
    """Raises `Misshapen` unless the file begins with a revision laid out as the issuer's are."""
    if not pdf.startswith(_HEADER):
        raise Misshapen("another beginning")
    placed, at = _placed(pdf)
    end = _END.match(pdf, at)
    *_, number = placed
    place, table = placed.pop(number)
    said = _TABLE.fullmatch(table.text)
    if end is None or said is None or int(end[1]) != place:
        raise Misshapen("its table of places is not where it says")
    objects, rows = _unpack(placed)
    rows[number] = (1, place, 0)
    columns, width, info, root, size = (int(each) for each in said.groups()[:5])
    if sorted(rows) != list(range(1, size)) or number != size - 1 or columns != width + 2:
        raise Misshapen("a number is missing")
    if table.unpacked != _predicted([(0, 0, 0), *(rows[each] for each in range(1, size))], width):
        raise Misshapen("the table names other places")
    return Revision(objects, end.end(), place, size, root, info, said[6])


def _placed(pdf: bytes) -> tuple[dict[int, tuple[int, Object]], int]:
    """Every stream of the revision with its place, and where the last one ends."""
    placed: dict[int, tuple[int, Object]] = {}
    at, before = len(_HEADER), 0
    while (found := _OBJECT.match(pdf, at)) is not None:
        number, length = int(found[1]), _LENGTH.findall(found[2])
        if len(length) != 1 or not before < number:
            raise Misshapen("an object stands out of order")
        end = found.end() + int(length[0])
        if pdf[end : end + len(_AFTER)] != _AFTER:
            raise Misshapen("a stream does not end where it says")
        placed[number] = (at, Object(found[2], pdf[found.end() : end]))
        at, before = end + len(_AFTER), number
    if not placed:
        raise Misshapen("no objects")
    return placed, at


def _unpack(
    placed: dict[int, tuple[int, Object]],
) -> tuple[dict[int, Object], dict[int, tuple[int, int, int]]]:
    """All objects, those in object streams too, and the row of each in the table of places."""
    objects: dict[int, Object] = {}
    rows: dict[int, tuple[int, int, int]] = {}
    for number, (place, held) in placed.items():
        rows[number] = (1, place, 0)
        packed = _PACKED.fullmatch(held.text)
        if packed is None:
            objects[number] = held
            continue
        for index, (inside, text) in enumerate(_inside(held.unpacked, int(packed[1]), int(packed[2]))):
            if inside in rows or inside in placed or len(rows) > _MOST:
                raise Misshapen("an object stands there twice")
            objects[inside], rows[inside] = Object(text), (2, number, index)
    return objects, rows


def _inside(unpacked: bytes, count: int, first: int) -> list[tuple[int, bytes]]:
    """The objects of an object stream: numbers and places, then each on lines of its own, and nothing between."""
    head, body = unpacked[:first], unpacked[first:]
    if not head.endswith(b"\n") or not body.endswith(b"\n"):
        raise Misshapen("an object stream of another form")
    said = [int(each) for each in head[:-1].split(b" ")]
    numbers, places = said[::2], said[1::2]
    spelt = b" ".join(b"%d %d" % pair for pair in zip(numbers, places, strict=False))
    if len(numbers) != count or spelt + b"\n" != head or places[0] != 0:
        raise Misshapen("an object stream of another form")
    texts = [body[begin : end - 1] for begin, end in pairwise([*places, len(body)])]
    if b"\n".join(texts) + b"\n" != body:
        raise Misshapen("something stands between two objects")
    return list(zip(numbers, texts, strict=True))


def _predicted(rows: list[tuple[int, int, int]], width: int) -> bytes:
    """The table as its writer packs it: each row as its difference from the one above (PNG's predictor 'up')."""
    written = [bytes((kind,)) + place.to_bytes(width, "big") + bytes((more,)) for kind, place, more in rows]
    up = [bytes(width + 2), *written]
    return b"".join(
        b"\x02" + bytes((one - two) & 0xFF for one, two in zip(row, above, strict=True))
        for above, row in pairwise(up)
    )
