"""Reads a rendered certificate back and refuses it unless it says exactly what it was told to say."""

import hashlib
import io
from typing import Any

from chalicelib.certificates import page, portrait, qr
from chalicelib.certificates.errors import LintFailed, UnreadableCode
from chalicelib.certificates.models import Content
from chalicelib.certificates.reading_back import missing

_SCALE = 150 / 72
"""150 dots an inch: what a plain office scanner gives."""
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"


def check(pdf: bytes, content: Content, payload: bytes, proof: str, verify_origin: str) -> None:
    """Raises `LintFailed` naming the first thing that is wrong with the file."""
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        _check_archive(opened)
        _check_fonts(opened)
        _check_photo(opened, content)
        _check_attachments(opened, {page.CONTENT_NAME: content.attachment, page.PROOF_NAME: proof.encode()})
    _check_pages(pdf, content, payload, verify_origin)


def _require(truth: object, what: str) -> None:
    if not truth:
        raise LintFailed(f"The certificate was not sealed: {what}.")


def _check_archive(opened: Any) -> None:  # noqa: ANN401 - pikepdf is imported by its users
    metadata = opened.open_metadata()
    _require(metadata.get(f"{_PDFA}part") == "3", "it is not marked as PDF/A-3")
    _require(metadata.get(f"{_PDFA}conformance") == "A", "it is not marked as PDF/A-3a")
    _require(metadata.get(f"{_PDFUA}part") == "1", "it is not marked as PDF/UA-1")
    root = opened.Root
    _require("/StructTreeRoot" in root and root.get("/MarkInfo", {}).get("/Marked"), "it is not tagged")
    _require(root.get("/Lang"), "its language is not stated")
    _require(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"), "its title would not be shown")
    for name in ("/OpenAction", "/AA"):
        _require(name not in root, f"it holds {name}")


def _check_fonts(opened: Any) -> None:  # noqa: ANN401 - see _check_archive
    programs = {"/FontFile", "/FontFile2", "/FontFile3"}
    descriptors = [thing for thing in opened.objects if _is_descriptor(thing)]
    _require(descriptors, "it holds no font")
    for descriptor in descriptors:
        _require(programs & set(descriptor.keys()), f"a font is not embedded ({descriptor.FontName})")


def _is_descriptor(thing: Any) -> bool:  # noqa: ANN401 - see _check_archive
    import pikepdf  # noqa: PLC0415 - see check

    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


def _check_photo(opened: Any, content: Content) -> None:  # noqa: ANN401 - see _check_archive
    digests = [hashlib.sha256(photo).hexdigest() for photo in portrait.photographs(opened)]
    _require(digests == [d for d in [content.holder.photo] if d], "its photograph is not the approved one")


def _check_attachments(opened: Any, expected: dict[str, bytes]) -> None:  # noqa: ANN401 - see _check_archive
    _require(set(opened.attachments) == set(expected), "its attachments are not the expected ones")
    for name, body in expected.items():
        _require(
            opened.attachments[name].get_file().read_bytes() == body, f"{name} differs from what was made"
        )
    _require(len(opened.Root.get("/AF", [])) == len(expected), "its attachments are not associated files")


def _check_pages(pdf: bytes, content: Content, payload: bytes, verify_origin: str) -> None:
    import pypdfium2  # noqa: PLC0415 - see check

    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
        _require(_read_square(document[0]) == payload, "its square does not read as it should")
    finally:
        document.close()
    lacking = missing(texts, content, verify_origin)
    _require(lacking is None, lacking or "")


def _read_square(sheet: Any) -> bytes | None:  # noqa: ANN401 - pypdfium2 is imported by its users
    import zxingcpp  # noqa: PLC0415 - see check

    picture = sheet.render(scale=_SCALE, grayscale=True).to_pil()
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    try:
        return qr.read_text(found[0].text) if len(found) == 1 else None
    except UnreadableCode:
        return None
