"""Whether a page's fonts are the certificate's own: each glyph drawn as shipped, and saying the letter that it draws.

`glyphs.bin` is made by `python -m infra.glyphs`. For the two Latin families it knows which text each glyph may stand
for; for other scripts, whose glyphs depend on their neighbours, only that the outline is the shipped font's, and that
none of them passes for a Latin letter or a figure.
"""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalicelib.verification.shape.objects import Shaped
from chalicelib.verification.shape.outlines import DIGEST, Program, read_compact, read_truetype
from chalicelib.verification.shape.revision import Misshapen

_TABLE = Path(__file__).with_name("glyphs.bin")
_NAME = re.compile(rb"/FontName /[A-Z]{6}\+([A-Za-z-]+)")
_LETTERS = re.compile(
    rb"%!PS-Adobe-3\.0 Resource-CMap\n[^<]{0,600}1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    rb"((?:[0-9]{1,3} beginbfchar\n(?:<[0-9A-F]{4}> <[0-9A-F]{4,512}>\n)+endbfchar\n)*)"
    rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n%%EndResource\n%%EOF"
)
_LETTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4,512})>\n")


class OddFont(ValueError):  # noqa: N818 - its users turn it into their own refusal
    """A font of the page is not the certificate's own."""


@dataclass(frozen=True)
class Known:
    """A shipped font."""

    glyphs: frozenset[bytes]
    shared: frozenset[bytes]
    texts: Mapping[bytes, frozenset[str]]
    """What a glyph may stand for; empty where that depends on its neighbours."""


def check_fonts(shaped: Shaped) -> None:
    """Raises `OddFont` unless each font holds only the shipped font's outlines, each under its own letter."""
    for number, font in shaped.of("font").items():
        (glyphs,) = shaped.to(number, "glyphs")
        (descriptor,) = shaped.to(glyphs, "descriptor")
        (letters,) = shaped.to(number, "letters")
        name = _name(shaped, descriptor)
        if b"+%s-Identity-H " % name not in font.text and b"+%s /" % name not in font.text:
            raise OddFont("a font that goes by two names")
        _check(
            name.decode(), _program(shaped, descriptor), letters_of(shaped.revision.objects[letters].unpacked)
        )


def _name(shaped: Shaped, descriptor: int) -> bytes:
    found = _NAME.search(shaped.revision.objects[descriptor].text)
    if found is None:
        raise OddFont("a font without a name")
    return found[1]


def _program(shaped: Shaped, descriptor: int) -> Program:
    found = [
        read(shaped.revision.objects[number].unpacked)
        for kind, read in (("outlines-cff", read_compact), ("outlines-ttf", read_truetype))
        for number in shaped.to(descriptor, kind)
    ]
    if len(found) != 1:
        raise OddFont("a font without its program")
    return found[0]


def _check(name: str, program: Program, letters: Mapping[int, str]) -> None:
    known = shipped().get(name)
    if known is None or not known.glyphs.issuperset(program.glyphs) or not program.shared <= known.shared:
        raise OddFont("an outline that the shipped font does not have")
    for number, text in letters.items():
        if number >= len(program.glyphs) or not _may_say(known, program.glyphs[number], text):
            raise OddFont("a glyph that stands for another letter")


def _may_say(known: Known, glyph: bytes, text: str) -> bool:
    """A Latin letter or a figure only under its own outline, and such an outline for nothing else."""
    texts = known.texts.get(glyph, frozenset())
    if _is_plain(text) or any(_is_plain(each) for each in texts):
        return text in texts or unicodedata.normalize("NFKC", text) in texts
    return True


def _is_plain(text: str) -> bool:
    return any(letter.isascii() and letter.isalnum() for letter in text)


def letters_of(table: bytes) -> dict[int, str]:
    """What each glyph stands for, by a font's `/ToUnicode`; raises `Misshapen` unless Typst writes one so."""
    found = _LETTERS.fullmatch(table)
    if found is None:
        raise Misshapen("a table of letters of another form")
    said = {int(code, 16): bytes.fromhex(text.decode()) for code, text in _LETTER.findall(found[1])}
    if len(said) != len(_LETTER.findall(found[1])):
        raise Misshapen("a glyph that stands for two letters")
    return {code: text.decode("utf-16-be") for code, text in said.items()}


def write(programs: Mapping[str, Program], texts: Mapping[str, Mapping[bytes, set[str]]]) -> bytes:
    """The table as `shipped` reads it: a line of JSON, then the digests of all fonts."""
    fonts, digests = {}, []
    for name, program in sorted(programs.items()):
        glyphs, shared = sorted(set(program.glyphs)), sorted(program.shared)
        said = texts.get(name, {})
        fonts[name] = {
            "glyphs": len(glyphs),
            "shared": len(shared),
            "texts": {
                each.hex(): sorted(said[each]) for each in glyphs if any(map(_is_plain, said.get(each, ())))
            },
        }
        digests += [*glyphs, *shared]
    head = json.dumps(fonts, ensure_ascii=True, sort_keys=True).encode()
    return struct.pack(">L", len(head)) + head + b"".join(digests)


@cache
def shipped() -> Mapping[str, Known]:
    """The certificate's fonts by name."""
    table = _TABLE.read_bytes()
    (length,) = struct.unpack_from(">L", table)
    said, at, found = json.loads(table[4 : 4 + length]), 4 + length, {}
    for name, font in sorted(said.items()):
        digests = [
            table[at + n * DIGEST : at + (n + 1) * DIGEST] for n in range(font["glyphs"] + font["shared"])
        ]
        at += len(digests) * DIGEST
        texts = {bytes.fromhex(glyph): frozenset(each) for glyph, each in font["texts"].items()}
        glyphs = digests[: font["glyphs"]]
        found[name] = Known(frozenset(glyphs), frozenset(digests[font["glyphs"] :]), texts)
    return found
