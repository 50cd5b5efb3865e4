"""`python -m infra.glyphs`: what each glyph of the certificate's fonts looks like, as digests, for the verifier.

Run it after a font or Typst has changed; it writes `chalicelib/verification/shape/glyphs.bin`. TrueType glyphs are
copied into a certificate as they are, so they are read off the font; compact fonts are set by Typst, which writes
each glyph without subroutines, and read off its file.
"""

import io
import json
import re
import struct
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path
from string import ascii_letters

import pikepdf
import typst

from chalicelib.verification.shape.glyphs import letters_of, write
from chalicelib.verification.shape.outlines import Program, read_compact, read_truetype

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "templates" / "certificate" / "fonts"
TABLE = ROOT / "chalicelib" / "verification" / "shape" / "glyphs.bin"
_LANGUAGES = ("en", "cy")
_SURROGATES = range(0xD800, 0xE000)
_LATIN = ("SourceSansPro-Regular", "SourceSerifPro-Regular")
_PAIRS = [*("".join(pair) for pair in product(ascii_letters, repeat=2)), "ffi", "ffl", "ffj", "fft"]
"""Letters that a font may set as one."""


def main() -> int:
    """Write the table anew."""
    programs, texts = {}, {}
    for font in sorted(FONTS.glob("*.[ot]tf")):
        if font.suffix == ".ttf":
            programs[font.stem] = read_truetype(font.read_bytes())
        else:
            name, programs_of, said = compact(font)
            programs[name] = programs_of
            texts |= {name: said} if name in _LATIN else {}
    TABLE.write_bytes(write(programs, texts))
    print(f"{TABLE.name}: {sum(len(each.glyphs) for each in programs.values())} glyphs")
    return 0


def compact(font: Path) -> tuple[str, Program, dict[bytes, set[str]]]:
    """A compact font's name, its glyphs, and what each of them says, as Typst sets them."""
    letters = [chr(code) for code in sorted(_codes(font.read_bytes()))]
    glyphs: set[bytes] = set()
    shared: set[bytes] = set()
    said: dict[bytes, set[str]] = defaultdict(set)
    name = ""
    sets = [letters, _PAIRS] if font.stem in _LATIN else [letters]
    for found, program, mapping in chain.from_iterable(_set(font, words) for words in sets):
        name = found
        glyphs |= set(program.glyphs)
        shared |= program.shared
        for number, text in mapping.items():
            said[program.glyphs[number]].add(text)
    return name, Program(tuple(sorted(glyphs)), frozenset(shared)), said


def _set(font: Path, words: list[str]) -> Iterator[tuple[str, Program, dict[int, str]]]:
    """The font as Typst embeds it for these words, in each language and with both kinds of figures."""
    family = {"S": "Source Sans Pro", "N": "Noto Sans CJK SC"}[font.stem[0]]
    family = "Source Serif Pro" if "Serif" in font.stem else family
    source = "#set page(width: 400pt, height: auto)\n" + "".join(
        f'#set text(lang: "{language}", font: "{family}", fallback: false, number-width: "{width}")\n'
        "#for word in json(bytes(sys.inputs.words)) [#word #h(1pt)\n]\n"
        for language, width in product(_LANGUAGES, ("tabular", "proportional"))
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.typ")
        page.write_text(source)
        compiler = typst.Compiler(str(page), font_paths=[str(FONTS)], ignore_system_fonts=True)
        pdf = compiler.compile(format="pdf", sys_inputs={"words": json.dumps(words)})
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for held in opened.objects:
            if isinstance(held, pikepdf.Dictionary) and held.get("/Subtype") == "/Type0":
                descriptor = held.DescendantFonts[0].FontDescriptor
                name = re.sub(r"\A/[A-Z]{6}\+", "", str(descriptor.FontName))
                program = read_compact(descriptor.FontFile3.read_bytes())
                yield name, program, letters_of(held.ToUnicode.read_bytes())


def _codes(font: bytes) -> set[int]:
    """The characters that a font has glyphs for, by its `cmap` table (OpenType)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {name: at for name, _, at, _ in struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * tables])}
    base = places[b"cmap"]
    (count,) = struct.unpack_from(">H", font, base + 2)
    found: set[int] = set()
    for number in range(count):
        (offset,) = struct.unpack_from(">L", font, base + 8 + 8 * number)
        found |= _coded(font, base + offset)
    return found - set(_SURROGATES) - {0xFFFF}


def _coded(font: bytes, at: int) -> set[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 4:  # noqa: PLR2004 - segments of the basic plane
        (twice,) = struct.unpack_from(">H", font, at + 6)
        ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
        starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
        return {code for start, end in zip(starts, ends, strict=True) for code in range(start, end + 1)}
    if form == 12:  # noqa: PLR2004 - groups of all planes
        (groups,) = struct.unpack_from(">L", font, at + 12)
        each = struct.iter_unpack(">LLL", font[at + 16 : at + 16 + 12 * groups])
        return {code for start, end, _ in each for code in range(start, end + 1)}
    return set()


if __name__ == "__main__":
    sys.exit(main())
