"""Font programs taken apart into what draws: each glyph's outline, and what all of a font's glyphs share.

A certificate's font holds only the glyphs that its words need, so no two are the same file; but each glyph is drawn
as in the shipped font, to the byte. Compact fonts (CFF, Adobe technical note 5176) and TrueType; nothing is drawn.
"""

from __future__ import annotations

import struct
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

DIGEST = 12
"""Bytes kept of a SHA-256."""
_OFFSETS = frozenset({b"\x0f", b"\x11", b"\x0c\x24", b"\x0c\x25", b"\x12", b"\x0c\x26"})
"""Operators of a dictionary whose numbers differ from subset to subset: places of charset, glyphs, font and private
dictionaries, and the number of a face's name."""
_GLYPHS, _FONTS, _PRIVATE, _SUBROUTINES = b"\x11", b"\x0c\x24", b"\x12", b"\x13"
_TABLES = ("cvt ", "fpgm", "prep")
"""Programs and numbers that move a TrueType outline's points."""
_COMPOSITE, _MORE, _WORDS, _SCALES = -1, 0x20, 0x01, ((0x08, 2), (0x40, 4), (0x80, 8))


class Program(NamedTuple):
    """A font program's parts as digests."""

    glyphs: tuple[bytes, ...]
    """Of each glyph's outline, by its number in the file."""
    shared: frozenset[bytes]
    """Of what all of them share."""


def digest(part: bytes) -> bytes:
    """What a part is known by."""
    return sha256(part).digest()[:DIGEST]


def read_compact(program: bytes) -> Program:
    """A CFF font whose glyphs call no subroutines; raises `ValueError` (`LookupError`) for any other."""
    names, at = _index(program, program[2])
    tops, at = _index(program, at)
    strings, at = _index(program, at)
    shared, _ = _index(program, at)
    top = _dictionary(tops[0])
    if len(names) != 1 or len(tops) != 1 or shared:
        raise ValueError("not a font of one face without subroutines")
    glyphs, _ = _index(program, _number(top[_GLYPHS]))
    faces, _ = _index(program, _number(top[_FONTS]))
    frames = [_frame(top), *(_face(program, each) for each in faces), *strings]
    return Program(tuple(digest(each) for each in glyphs), frozenset(digest(each) for each in frames))


def read_truetype(program: bytes) -> Program:
    """A TrueType font; raises `ValueError` (`LookupError`, `struct.error`) for what is none."""
    tables = _tables(program)
    wide = struct.unpack_from(">h", tables["head"], 50)[0]
    raw = tables["loca"]
    step, size = (4, 1) if wide else (2, 2)
    places = [size * int.from_bytes(raw[at : at + step], "big") for at in range(0, len(raw), step)]
    outlines = (tables["glyf"][begin:end] for begin, end in pairwise(places))
    em = tables["head"][18:20]
    kept = [em, *(name.encode() + tables.get(name, b"") for name in _TABLES)]
    return Program(tuple(digest(_plain(each)) for each in outlines), frozenset(digest(each) for each in kept))


def _index(program: bytes, at: int) -> tuple[list[bytes], int]:
    """The parts of an INDEX, and where it ends (5176, 5)."""
    count = int.from_bytes(program[at : at + 2], "big")
    if not count:
        return [], at + 2
    width, first = program[at + 2], at + 3
    places = [
        int.from_bytes(program[first + n * width : first + (n + 1) * width], "big") for n in range(count + 1)
    ]
    base = first + (count + 1) * width - 1
    if sorted(places) != places or base + places[-1] > len(program):
        raise ValueError("an index passes the font's end")
    return [program[base + begin : base + end] for begin, end in pairwise(places)], base + places[-1]


def _dictionary(data: bytes) -> dict[bytes, bytes]:
    """Operator to its operands as written (5176, 4)."""
    found, at, begin = {}, 0, 0
    while at < len(data):
        first = data[at]
        if first <= 21:  # noqa: PLR2004 - an operator (5176, table 1)
            end = at + (2 if first == 12 else 1)  # noqa: PLR2004 - an operator of two bytes
            found[data[at:end]] = data[begin:at]
            at = begin = end
        else:
            at += _operand(data, at)
    return found


def _operand(data: bytes, at: int) -> int:
    """Bytes of the operand there."""
    first = data[at]
    if first == 30:  # noqa: PLR2004 - a real number, to its nibble of fifteen
        end = at + 1
        while data[end] & 15 != 15 and data[end] >> 4 != 15:  # noqa: PLR2004 - as above
            end += 1
        return end + 1 - at
    return {28: 3, 29: 5}.get(first, 1 if first <= 246 else 2)  # noqa: PLR2004 - 5176, table 3


def _number(operand: bytes) -> int:
    first = operand[0]
    if first in {28, 29}:
        return int.from_bytes(operand[1:], "big", signed=True)
    return first - 139 if first <= 246 else (first - 247) * 256 + operand[1] + 108  # noqa: PLR2004 - table 3


def _frame(said: dict[bytes, bytes]) -> bytes:
    """A dictionary without the places that differ from subset to subset."""
    return b"".join(kind + said[kind] for kind in sorted(said) if kind not in _OFFSETS)


def _face(program: bytes, written: bytes) -> bytes:
    """One font dictionary with its private one, which must bring no subroutines."""
    said = _dictionary(written)
    operands = said[_PRIVATE]
    first = _operand(operands, 0)
    size, at = _number(operands[:first]), _number(operands[first:])
    private = program[at : at + size]
    if _SUBROUTINES in _dictionary(private):
        raise ValueError("a font with subroutines")
    return _frame(said) + b"\0" + private


def _tables(program: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", program, 4)
    found = {}
    for number in range(count):
        name, _, at, size = struct.unpack_from(">4sLLL", program, 12 + 16 * number)
        found[name.decode("latin-1")] = program[at : at + size]
    return found


def _plain(outline: bytes) -> bytes:
    """A glyph's outline without the padding at its end, and without the numbers of the glyphs that it is made of."""
    if not outline or struct.unpack_from(">h", outline)[0] != _COMPOSITE:
        return outline.rstrip(b"\0")
    parts, at, more = bytearray(outline), 10, True
    while more:
        (flags,) = struct.unpack_from(">H", parts, at)
        parts[at + 2 : at + 4] = b"\0\0"
        at += 4 + (4 if flags & _WORDS else 2) + next((size for bit, size in _SCALES if flags & bit), 0)
        more = bool(flags & _MORE)
    return bytes(parts).rstrip(b"\0")
