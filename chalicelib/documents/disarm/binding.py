"""Writes a PDF of page pictures, outside the child and without a library: catalogue, pages, pictures, and no more."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from chalicelib.documents.disarm.limits import PAGE_DPI

Page = tuple[bytes, int, int]
"""A JPEG with its width and height in dots."""
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_PAGES = 2
_FIRST = 3
_EACH = 3
"""Objects of a page: the page, what it draws, its picture."""


def bound(pages: Sequence[Page]) -> bytes:
    """The pictures as a PDF (ISO 32000-1), a page each at its natural size; the same pictures give the same bytes."""
    out, places = bytearray(_HEAD), []
    for number, body in enumerate(_objects(pages), start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, name = len(out), sha256(out).hexdigest()[:32].encode()
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /ID [<%b> <%b>] >>\n" % (len(places) + 1, name, name)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _objects(pages: Sequence[Page]) -> Iterator[bytes]:
    yield b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES
    kids = b" ".join(b"%d 0 R" % (_FIRST + _EACH * number) for number in range(len(pages)))
    yield b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids)
    for number, page in enumerate(pages):
        yield from _page(_FIRST + _EACH * number, page)


def _page(own: int, page: Page) -> Iterator[bytes]:
    jpeg, width, height = page
    across, down = (b"%.2f" % (side * 72 / PAGE_DPI) for side in (width, height))
    yield (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %b %b] /Contents %d 0 R "
        b"/Resources << /XObject << /Page %d 0 R >> >> >>" % (_PAGES, across, down, own + 1, own + 2)
    )
    yield _stream(b"", b"%b 0 0 %b 0 0 cm /Page Do" % (across, down))
    facts = b"/Type /XObject /Subtype /Image /Width %d /Height %d " % (width, height)
    yield _stream(facts + b"/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode ", jpeg)


def _stream(facts: bytes, body: bytes) -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (facts, len(body), body)
