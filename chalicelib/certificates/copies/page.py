"""A copy to a PDF/A-3a and PDF/UA-1 file that looks like no certificate; nothing is signed here."""

from typing import Any

from chalicelib.certificates import qr, square, typesetting
from chalicelib.certificates.copies.models import CopyContent
from chalicelib.certificates.copies.view import said, view
from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.reading_back import plain, stands

CONTENT_NAME = "copy.json"
_SCALE = 150 / 72


def render(content: CopyContent, payload: bytes, verify_origin: str) -> bytes:
    """The unsealed file, checked; raises `NeedsPerson` for words that the fonts or the layout can't set."""
    parts = {
        "qr": square.draw(qr.to_url(verify_origin, payload)),
        "content": content.attachment.decode(),
    }
    made = typesetting.typeset("copy", view(content, verify_origin), parts, content.made_on)
    _lint(made, content, payload, verify_origin)
    return made


def missing(pages: list[str], content: CopyContent, verify_origin: str) -> bool:
    """Whether the text read off the pages lacks a fact of the content."""
    whole = plain("".join(pages))
    return not all(stands(fact, whole) for fact in said(view(content, verify_origin)) if fact)


def _lint(pdf: bytes, content: CopyContent, payload: bytes, verify_origin: str) -> None:
    """Raises `LintFailed` unless the pages say what they were told to, and the square reads."""
    import pypdfium2  # noqa: PLC0415 - a layer's library

    from chalicelib.certificates.conformance import Reading, breaches  # noqa: PLC0415 - as above

    found = breaches(Reading.of(pdf))
    if found:
        raise LintFailed(f"The copy was not sealed: it breaks {found[0]}.")
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [sheet.get_textpage().get_text_bounded() for sheet in document]
        square_reads = _scan(document[0]) == qr.to_url(verify_origin, payload)
    finally:
        document.close()
    if missing(pages, content, verify_origin) or not square_reads:
        raise LintFailed("The copy was not sealed: it does not say what it should.")


def _scan(sheet: Any) -> str:  # noqa: ANN401 - pypdfium2 is imported by its users
    import zxingcpp  # noqa: PLC0415 - see _lint

    wanted = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(sheet.render(scale=_SCALE, grayscale=True).to_pil(), formats=wanted)
    return str(found[0].text) if len(found) == 1 else ""
