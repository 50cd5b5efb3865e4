"""Reads a certificate back, before it is sealed and after, and refuses it unless it says exactly what it should."""

import hashlib
from dataclasses import replace
from typing import Any

from chalicelib.certificates import page, portrait, post_quantum, qr
from chalicelib.certificates.conformance import Reading, breaches
from chalicelib.certificates.errors import LintFailed, UnreadableCode
from chalicelib.certificates.models import Content
from chalicelib.certificates.reading_back import missing
from chalicelib.certificates.square import squares_in
from chalicelib.certificates.untouched import page_untouched

_SCALE = 150 / 72
"""150 dots an inch: what a plain office scanner gives."""
_MARGIN = 12
"""Points around the square that are looked at with it."""
Crop = tuple[float, float, float, float]
_squares: dict[tuple[float, float, int], tuple[Crop, ...]] = {}
"""Where the squares, so many of them, stood when they were last found on a page of that size: there they are looked
for first, the certificate's before the smaller one."""


def check(
    pdf: bytes,
    content: Content,
    payload: bytes,
    proof: str,
    verify_origin: str,
    *,
    result: bytes = b"",
    second: bytes = b"",
    page_before: bytes = b"",
) -> None:
    """Raises `LintFailed` naming the first thing that is wrong with the file: unsealed, and then sealed.

    `result` is the result-only code's payload and `second` the attached second signature, where there are such;
    `page_before`, of a sealed file, is the page that this function has found right: it must stand there untouched,
    and then its text and squares are not read again.
    """
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    try:
        reading = Reading.of(pdf)
        _check_standards(reading)
        _check_photo(reading.opened, content)
        payloads = [payload, *([result] if result else [])]
        _require(squares_in(reading.opened) == len(payloads), "its square does not read as it should")
        attached = {page.CONTENT_NAME: content.attachment, page.PROOF_NAME: proof.encode()}
        attached |= {post_quantum.NAME: second} if second else {}
        _check_attachments(reading.opened, attached)
        if page_before:
            _require(page_untouched(reading, page_before), "its page was written again under the seal")
            return
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError) as odd:
        raise LintFailed("The certificate was not sealed: it could not be read back.") from odd
    _check_pages(pdf, content, payloads, verify_origin)


def _require(truth: object, what: str) -> None:
    if not truth:
        raise LintFailed(f"The certificate was not sealed: {what}.")


def _check_standards(reading: Reading) -> None:
    found = breaches(replace(reading, as_appended="/Perms" in reading.root))
    _require(not found, f"it breaks {found[0]}" if found else "")
    _require(reading.language, "its language is not stated")
    _require("/OpenAction" not in reading.root, "it would do something when it is opened")


def _check_photo(opened: Any, content: Content) -> None:  # noqa: ANN401 - pikepdf is imported by its users
    digests = [hashlib.sha256(photo).hexdigest() for photo in portrait.photographs(opened)]
    _require(digests == [d for d in [content.holder.photo] if d], "its photograph is not the approved one")


def _check_attachments(opened: Any, expected: dict[str, bytes]) -> None:  # noqa: ANN401 - see _check_photo
    _require(set(opened.attachments) == set(expected), "its attachments are not the expected ones")
    for name, body in expected.items():
        _require(
            opened.attachments[name].get_file().read_bytes() == body, f"{name} differs from what was made"
        )


def _check_pages(pdf: bytes, content: Content, payloads: list[bytes], verify_origin: str) -> None:
    import pypdfium2  # noqa: PLC0415 - see check

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = list(document)
        texts = [sheet.get_textpage().get_text_bounded() for sheet in sheets]
        _require(_read_squares(sheets[0], len(payloads)) == payloads, "its square does not read as it should")
    finally:
        document.close()
    lacking = missing(texts, content, verify_origin)
    _require(lacking is None, lacking or "")


def _read_squares(sheet: Any, count: int) -> list[bytes] | None:  # noqa: ANN401 - pypdfium2 is imported by its users
    """What so many squares say, from the parts of the page where they stood on the page before, or from all of it."""
    known = _squares.get((*sheet.get_size(), count), ())
    texts = [_scan(sheet, crop) for crop in known]
    if not all(texts) or not texts:
        texts = _find(sheet, count)
    try:
        return [qr.read_text(text or "") for text in texts]
    except UnreadableCode:
        return None


def _find(sheet: Any, count: int) -> list[str | None]:  # noqa: ANN401 - see _read_squares
    """The squares' texts from the whole page, the largest first; none unless there are exactly so many."""
    found = sorted(_decode(sheet, (0, 0, 0, 0)), key=_side, reverse=True)
    if len(found) != count:
        return [None]
    _squares[(*sheet.get_size(), count)] = tuple(_crop(each, *sheet.get_size()) for each in found)
    return [str(each.text) for each in found]


def _side(found: Any) -> int:  # noqa: ANN401 - see _read_squares
    return int(found.position.bottom_right.x - found.position.top_left.x)


def _crop(found: Any, width: float, height: float) -> Crop:  # noqa: ANN401 - see _read_squares
    corner, opposite = found.position.top_left, found.position.bottom_right
    return (
        max(0, corner.x / _SCALE - _MARGIN),
        max(0, height - opposite.y / _SCALE - _MARGIN),
        max(0, width - opposite.x / _SCALE - _MARGIN),
        max(0, corner.y / _SCALE - _MARGIN),
    )


def _scan(sheet: Any, crop: Crop) -> str | None:  # noqa: ANN401 - see _read_squares
    found = _decode(sheet, crop)
    return str(found[0].text) if len(found) == 1 else None


def _decode(sheet: Any, crop: Crop) -> list[Any]:  # noqa: ANN401 - see _read_squares
    import zxingcpp  # noqa: PLC0415 - see check

    drawn = sheet.render(scale=_SCALE, grayscale=True, crop=crop, no_smoothpath=True, no_smoothtext=True)
    picture = drawn.to_pil()
    wanted = zxingcpp.barcode_formats_from_str("QRCode")
    return list(
        zxingcpp.read_barcodes(
            picture, formats=wanted, try_rotate=False, try_downscale=False, try_invert=False
        )
    )
