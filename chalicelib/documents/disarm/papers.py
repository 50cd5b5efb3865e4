"""Draws the pages of a PDF, in the child, and reads its text as data."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from chalicelib.documents.disarm.limits import (
    MAX_PAGE_RATIO,
    MAX_PAGES,
    MAX_WORDS,
    PAGE_DOTS,
    PAGE_DPI,
    PAGE_SIDE,
    Unusable,
)
from chalicelib.documents.disarm.pictures import encoded
from chalicelib.documents.disarm.telling import Said, kept, said_by_paper
from chalicelib.documents.disarm.words import Place, fonts_of, words_of

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument, PdfPage

_PDF_PASSWORD = 4
_PDF_UNKNOWN_SECURITY = 5


@dataclass
class Drawn:
    """The pages as JPEG, the words with their page from 1, place and font, and what the file says of itself."""

    pages: list[bytes] = field(default_factory=list)
    words: list[tuple[str, int, Place, str]] = field(default_factory=list)
    said: Said = field(default_factory=dict)


def drawn(content: bytes) -> Drawn:
    """Every page drawn and read. Raises `Unusable`."""
    from pypdfium2 import PdfiumError  # noqa: PLC0415 - the kinds load only what they need

    try:
        document = _opened(content)
        if not 1 <= len(document) <= MAX_PAGES:
            raise Unusable("too_many_pages" if len(document) else "damaged")
        found = Drawn(said=said_by_paper(document, content))
        for number, page in enumerate(_pages(document), start=1):
            found.pages.append(encoded(_picture(page)))
            _read(page, number, found)
    except PdfiumError:
        raise Unusable("damaged") from None
    return found


def _opened(content: bytes) -> "PdfDocument":
    """Opened by pdfium; what it can't read, pikepdf may repair."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - as above

    document = None
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        if error.err_code in {_PDF_PASSWORD, _PDF_UNKNOWN_SECURITY}:
            raise Unusable("password") from None
    if document is None or not len(document):
        document = PdfDocument(_repaired(content))
    document.init_forms()
    return document


def _repaired(content: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415 - as above

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(out)
    except pikepdf.PasswordError:
        raise Unusable("password") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Unusable("damaged") from None
    return out.getvalue()


def _pages(document: "PdfDocument") -> Iterator["PdfPage"]:
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) < 1:
            raise Unusable("damaged")
        if max(width, height) > MAX_PAGE_RATIO * min(width, height):
            raise Unusable("bad_shape")
        yield page
        page.close()


def _picture(page: "PdfPage") -> "Image.Image":
    width, height = page.get_size()
    scale = min(PAGE_DPI / 72, PAGE_SIDE / max(width, height), math.sqrt(PAGE_DOTS / width / height))
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB")


def _read(page: "PdfPage", number: int, found: Drawn) -> None:
    room = MAX_WORDS - len(found.words)
    found.words += [(text, number, place, font) for text, place, font in islice(words_of(page), room)]
    fonts, unseen = fonts_of(page)
    found.said |= kept({f"fonts_{number}": ", ".join(fonts)})
    if unseen:
        found.said[f"unseen_{number}"] = str(unseen)
