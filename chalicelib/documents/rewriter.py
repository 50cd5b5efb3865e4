r"""The child process that opens a hostile file, and hands back a harmless copy made of its pixels alone.

It runs under limits that it sets before it reads the first byte: processor time, memory, no files to
write and none to open (so no network either). It may be killed at any moment and nothing is lost.

    python -m chalicelib.documents.rewriter <media type> [portrait]  < file  > answer

The answer is `started\n`, then one line of JSON, then the copy's bytes. A child that ends without the
JSON line was defeated by the file.
"""

import io
import json
import math
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument

CPU_SECONDS = 10
MEMORY = 1024 * 1024 * 1024
"""Address space. Resident, a passport photo takes 60 MB, ten pages 70 MB, and 50 million dots up to 520 MB."""

MAX_PIXELS = 50_000_000
MAX_RATIO = 5
MIN_SIDE = 300
KEPT_SIDE = 3600
"""The longest side of a kept picture: A4 at 300 dots an inch is 3,508."""
MAX_PAGES = 10
PAGE_DPI = 150
PAGE_SIDE = 2400
QUALITY = 90

PORTRAIT = (413, 531)
"""A photograph of a person as a certificate prints it: 35 by 45 mm at 300 dots an inch (ICAO 9303-3, 3.9.1)."""
PORTRAIT_QUALITY = 82
MAX_PORTRAIT_RATIO = 2
_ABOVE = 0.35
"""Of what is cut from a photo's height, the share cut above: heads stand high in a picture."""

_PDF_PASSWORD = 4
_PDF_UNKNOWN_SECURITY = 5
_FORMS = {"image/jpeg": "JPEG", "image/png": "PNG"}
Answer = tuple[dict[str, Any], bytes]


class Unusable(Exception):  # noqa: N818 - it ends in a refusal
    """The file opens, and its own properties rule it out; the argument is a reason's code."""


def main() -> None:
    """Rewrite standard input as the kind in the first argument to standard output."""
    kind, portrait = sys.argv[1], sys.argv[2:] == ["portrait"]
    _rehearse(kind)
    out = os.fdopen(os.dup(1), "wb")
    out.write(b"started\n")
    out.flush()
    _limit()
    content = sys.stdin.buffer.read()
    try:
        facts, copy = _rewrite(kind, content, portrait=portrait)
    except Unusable as unusable:
        facts, copy = {"refused": unusable.args[0]}, b""
    out.write(json.dumps(facts).encode() + b"\n" + copy)
    out.close()
    _leave()


def _limit() -> None:
    warnings.simplefilter("error")
    # New files take the lowest free number, so a limit at that number means: no file, no socket.
    first_free = os.dup(0)
    os.close(first_free)
    for what, amount in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, first_free),
    ):
        resource.setrlimit(what, (amount, amount))


def _leave() -> NoReturn:
    # Straight out: no library's clean-up code runs over what the file may have spoilt.
    os._exit(0)


def _rehearse(kind: str) -> None:
    """One round with a file of our own: what is loaded at first use is loaded while files can be opened."""
    from PIL import Image, MpoImagePlugin  # noqa: F401, PLC0415 - each kind loads only what it needs

    page, turned, out = Image.new("RGB", (MIN_SIDE, MIN_SIDE)), Image.Exif(), io.BytesIO()
    turned[0x0112] = 6
    if kind == "application/pdf":
        out.write(_bind([(_encode(page), *page.size)]))
    else:
        page.save(out, _FORMS[kind], exif=turned)
    _rewrite(kind, out.getvalue())


def _rewrite(kind: str, content: bytes, *, portrait: bool = False) -> Answer:
    if kind == "application/pdf":
        return _paper(content)
    picture = _picture(content, _FORMS[kind])
    copy = _encode(_cut_out(picture), PORTRAIT_QUALITY) if portrait else _encode(picture)
    return {"type": "image/jpeg", "pages": 1}, copy


def _picture(content: bytes, form: str) -> "Image.Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        picture = Image.open(io.BytesIO(content), formats=(form,))
        _require_sane(picture.size)
        if form == "PNG" and getattr(picture, "is_animated", False):
            raise Unusable(
                "many_pictures"
            )  # in a JPEG they are a phone's depth or light maps: the first counts
        picture.draft("RGB", _kept_size(picture.size))
        picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unusable("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise Unusable("damaged") from None
    smooth = picture.convert("RGBA") if picture.mode in {"1", "P", "PA"} else picture
    smooth.thumbnail(_kept_size(smooth.size))  # before it is turned and whitened, to spare memory
    return _on_white(ImageOps.exif_transpose(smooth))


def _cut_out(picture: "Image.Image") -> "Image.Image":
    """The photograph as it is printed: as much of it as fits the form, cut evenly left and right."""
    from PIL import Image  # noqa: PLC0415 - as above

    (width, height), (across, down) = picture.size, PORTRAIT
    if width > height:
        raise Unusable("photo_lying")
    if height > MAX_PORTRAIT_RATIO * width:
        raise Unusable("photo_too_long")
    factor = min(width / across, height / down)
    if factor < 1:
        raise Unusable("photo_too_small")
    left, top = (width - across * factor) / 2, (height - down * factor) * _ABOVE
    part = (left, top, left + across * factor, top + down * factor)
    return picture.resize(PORTRAIT, Image.Resampling.LANCZOS, box=part)


def _kept_size(size: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, KEPT_SIDE / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _require_sane(size: tuple[int, int]) -> None:
    short, long = sorted(size)
    if short * long > MAX_PIXELS:
        raise Unusable("too_many_pixels")
    if short < MIN_SIDE:
        raise Unusable("too_small")
    if long > MAX_RATIO * short:
        raise Unusable("bad_shape")


def _on_white(picture: "Image.Image") -> "Image.Image":
    """The picture without transparency, in which something could hide."""
    from PIL import Image  # noqa: PLC0415 - as above

    if picture.mode.startswith("I"):  # 16 bits of grey, of which Pillow would keep the wrong ones
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if picture.mode in {"RGB", "L"}:
        return picture.convert("RGB")
    full = picture.convert("RGBA")
    page = Image.new("RGB", full.size, "white")
    page.paste(full, mask=full.getchannel("A"))
    return page


def _encode(picture: "Image.Image", quality: int = QUALITY) -> bytes:
    """A JPEG of the pixels and nothing else: a fresh image carries no metadata to write."""
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None)
    return out.getvalue()


def _paper(content: bytes) -> Answer:
    from pypdfium2 import PdfiumError  # noqa: PLC0415 - as above

    try:
        document = _open_paper(content)
        if not 1 <= len(document) <= MAX_PAGES:
            raise Unusable("too_many_pages" if len(document) else "damaged")
        pages = list(_pictures(document))
    except PdfiumError:
        raise Unusable("damaged") from None
    return {"type": "application/pdf", "pages": len(pages)}, _bind(pages)


def _open_paper(content: bytes) -> "PdfDocument":
    """Opened by pdfium; what it can't read, pikepdf may repair."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - as above

    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        if error.err_code in {_PDF_PASSWORD, _PDF_UNKNOWN_SECURITY}:
            raise Unusable("password") from None
        document = PdfDocument(_repair(content))
    document.init_forms()
    return document


def _repair(content: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415 - as above

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(out)
    except pikepdf.PasswordError:
        raise Unusable("password") from None
    except pikepdf.PdfError:
        raise Unusable("damaged") from None
    return out.getvalue()


def _pictures(document: "PdfDocument") -> Iterator[tuple[bytes, int, int]]:
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not (math.isfinite(width) and math.isfinite(height)) or min(width, height) < 1:
            raise Unusable("damaged")
        if max(width, height) > MAX_RATIO * min(width, height):
            raise Unusable("bad_shape")
        picture = page.render(scale=min(PAGE_DPI / 72, PAGE_SIDE / max(width, height))).to_pil()
        page.close()
        yield _encode(_on_white(picture)), picture.width, picture.height


def _bind(pages: list[tuple[bytes, int, int]]) -> bytes:
    """A new PDF with a picture a page: nothing of the old file but its light and dark."""
    import pikepdf  # noqa: PLC0415 - as above

    document = pikepdf.new()
    for jpeg, width, height in pages:
        size = [round(side * 72 / PAGE_DPI, 2) for side in (width, height)]
        page = document.add_blank_page(page_size=(size[0], size[1]))
        picture = pikepdf.Stream(document, jpeg)
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=picture))
        page.Contents = pikepdf.Stream(
            document, b"%s 0 0 %s 0 0 cm /Page Do" % tuple(str(s).encode() for s in size)
        )
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
