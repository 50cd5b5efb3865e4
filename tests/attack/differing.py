"""Files that readers of PDFs do not agree about: one shows the certificate's page, another a forged one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf

_FORGED = b"BT /f0 40 Tf 1 0 0 1 72 600 Tm (\\000\\001\\000\\002\\000\\003\\000\\004\\000\\005) Tj ET"


def _drawing(pdf: bytes) -> tuple[int, int]:
    """Number of the first page's drawing, and where its object begins."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        number = opened.pages[0].Contents.objgen[0]
    return number, pdf.index(b"\n%d 0 obj\n" % number) + 1


def _stream(number: int, generation: int = 0) -> bytes:
    return b"%d %d obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        generation,
        len(_FORGED),
        _FORGED,
    )


def object_after_the_end(pdf: bytes) -> bytes:
    """The drawing's object once more after the last revision, and no table that names it."""
    return pdf + _stream(_drawing(pdf)[0])


def table_that_leads_nowhere(pdf: bytes) -> bytes:
    """The same, and the place of the last table wrong: readers that mend files take the last object of a number."""
    changed = pdf + _stream(_drawing(pdf)[0])
    return re.sub(rb"startxref\n\d+\n", lambda found: b"startxref\n9" + found[0][11:], changed)


def newer_generation(pdf: bytes) -> bytes:
    """The drawing's number with another generation."""
    return pdf + _stream(_drawing(pdf)[0], 1)


def length_of_a_part(pdf: bytes) -> bytes:
    """A length that ends within the drawing: some readers believe it, others look for the end of the stream."""
    _, place = _drawing(pdf)
    found = re.compile(rb"/Length (\d+)").search(pdf, place)
    assert found
    shorter = b"%d" % (int(found[1]) // 2)
    return pdf[: found.start(1)] + shorter.rjust(len(found[1]), b"0") + pdf[found.end(1) :]


def classic_table_beside(pdf: bytes) -> bytes:
    """A table of the old kind at the end that names another drawing and hides the streams' tables."""
    number, _ = _drawing(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root, size = opened.Root.objgen[0], int(opened.trailer.Size)
    previous = re.findall(rb"startxref\n(\d+)\n", pdf)[-1]
    place = len(pdf)
    table = pdf + _stream(number)
    start = len(table)
    rows = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size, root, previous)
    return table + rows + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def two_files_in_one(pdf: bytes) -> bytes:
    """A forged file before the genuine one: readers that look for the first header show another page."""
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.pages[0].Contents.write(_FORGED)
        opened.save(other)
    return other.getvalue() + pdf


DIFFERING: dict[str, Callable[[bytes], bytes]] = {
    made.__name__: made
    for made in (
        object_after_the_end,
        table_that_leads_nowhere,
        newer_generation,
        length_of_a_part,
        classic_table_beside,
        two_files_in_one,
    )
}
