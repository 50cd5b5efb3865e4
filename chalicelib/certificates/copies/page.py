"""A copy to a PDF/A-3a and PDF/UA-1 file that looks like no certificate; nothing is signed here."""

import io
import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from chalicelib.certificates import colours, fields, metadata, qr, square
from chalicelib.certificates.copies.models import CopyContent
from chalicelib.certificates.copies.view import said, view
from chalicelib.certificates.errors import GlyphMissing, LintFailed, NeedsPerson
from chalicelib.certificates.reading_back import plain, stands

CONTENT_NAME = "copy.json"
_TEMPLATES = Path(__file__).parents[3] / "templates"
_ONE_AT_A_TIME = Lock()
_SCALE = 150 / 72


def render(content: CopyContent, payload: bytes, verify_origin: str) -> bytes:
    """The unsealed file, checked; raises `NeedsPerson` for words that the fonts or the layout can't set."""
    import typst  # noqa: PLC0415 - the copies' function alone

    shown = view(content, verify_origin)
    inputs = {
        "view": json.dumps(shown, ensure_ascii=False),
        "qr": square.draw(qr.to_url(verify_origin, payload)),
        "content": content.attachment.decode(),
    }
    midnight = int(datetime.combine(content.made_on, time(), UTC).timestamp())
    try:
        with _ONE_AT_A_TIME:
            pdf = _compiler().compile(
                format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=midnight
            )
    except typst.TypstError as failed:
        if "could not be displayed with" in str(failed):
            raise GlyphMissing("The recipient or the purpose uses letters that can't be printed.") from None
        raise NeedsPerson("The copy can't be laid out with this content.") from None
    packed = _pack(pdf, metadata.write(shown["title"], shown["description"], content.issuer, content.made_on))
    _lint(packed, content, payload, verify_origin)
    return packed


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


def _pack(pdf: bytes, packet: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415 - a layer's library

    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields.tag_fields(opened, "copy")
        colours.name_plainly(opened)
        square.sharpen(opened)
        opened.Root.Metadata.write(packet)
        opened.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


@cache
def _compiler() -> Any:  # noqa: ANN401 - typst has no published types
    import typst  # noqa: PLC0415 - see render

    fonts = [str(_TEMPLATES / "certificate" / "fonts")]
    return typst.Compiler(str(_TEMPLATES / "copy" / "copy.typ"), font_paths=fonts, ignore_system_fonts=True)
