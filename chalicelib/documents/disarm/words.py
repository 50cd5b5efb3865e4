"""The words of a PDF's own text, each with its place on the page picture, and the fonts they are set in."""

import ctypes
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from chalicelib.documents.disarm.limits import MAX_LETTERS

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Place = tuple[int, int, int, int]
"""Left, top, right, bottom in thousandths of the page as it is shown."""
_THOUSAND = 1000
_MAX_OBJECTS = 2000
_LONGEST = 80
"""Letters that a word is cut to."""
_UNSEEN = 3
"""Text rendering mode: neither filled nor stroked (ISO 32000-1, table 106)."""


def words_of(page: "PdfPage") -> Iterator[tuple[str, Place, str]]:
    """Each word that stands on the page, in the order in which pdfium reads, with the font of its first letter."""
    word: list[tuple[str, Place, str]] = []
    for letter, place, font in _letters(page):
        if place is None:
            yield from _joined(word)
            word = []
        else:
            word.append((letter, place, font))
    yield from _joined(word)


def fonts_of(page: "PdfPage") -> tuple[list[str], int]:
    """The names of a page's fonts, and how many pieces of its text are drawn so that nobody sees them."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - only a PDF needs it

    names, unseen = set[str](), 0
    for piece in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3), _MAX_OBJECTS):
        unseen += pdfium.FPDFTextObj_GetTextRenderMode(piece.raw) == _UNSEEN
        font, room = pdfium.FPDFTextObj_GetFont(piece.raw), ctypes.create_string_buffer(_LONGEST)
        if font and pdfium.FPDFFont_GetBaseFontName(font, room, _LONGEST) <= _LONGEST:
            names.add(room.value.decode("utf-8", "replace"))
    return sorted(names), unseen


def _joined(word: list[tuple[str, Place, str]]) -> Iterator[tuple[str, Place, str]]:
    places = [place for _, place, _ in word if place[0] < place[2] and place[1] < place[3]]
    if places:
        lefts, tops, rights, bottoms = zip(*places, strict=True)
        text = "".join(letter for letter, _, _ in word)[:_LONGEST]
        yield text, (min(lefts), min(tops), max(rights), max(bottoms)), word[0][2]


def _letters(page: "PdfPage") -> Iterator[tuple[str, Place | None, str]]:
    """Each letter and its place, None between words; of a word's first letter the font too."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    text, begins = page.get_textpage(), True
    try:
        for number in range(min(text.count_chars(), MAX_LETTERS)):
            code = pdfium.FPDFText_GetUnicode(text, number)
            letter = chr(code) if code <= sys.maxunicode else ""
            seen = letter.isprintable() and not letter.isspace()
            font = _font(text, number) if seen and begins else ""
            yield letter, _place(page, text, number) if seen else None, font
            begins = not seen
    finally:
        text.close()


def _font(text: object, number: int) -> str:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    room, flags = ctypes.create_string_buffer(_LONGEST), ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(text, number, room, _LONGEST, flags)
    return room.value.decode("utf-8", "replace") if 0 < length <= _LONGEST else ""


def _place(page: "PdfPage", text: object, number: int) -> Place:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, number, left, right, bottom, top)
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((left, top), (right, bottom)):
        pdfium.FPDF_PageToDevice(page, 0, 0, _THOUSAND, _THOUSAND, 0, across, up, x, y)
        corners.append((_inside(x.value), _inside(y.value)))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _inside(value: int) -> int:
    return min(max(value, 0), _THOUSAND)
