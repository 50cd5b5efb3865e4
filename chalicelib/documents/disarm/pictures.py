"""Opens a picture of one stated format, in the child, and keeps its pixels: upright, opaque, not larger than needed.

Of what moves, the first frame is kept, which is what every viewer shows first; of HEIC, the picture that it calls
its own; of a TIFF, every page.
"""

import errno
import io
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chalicelib.documents.disarm.limits import (
    HALVED_ABOVE,
    KEPT_SIDE,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_WEBP_PIXELS,
    QUALITY,
    Unusable,
    require_sane,
)

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for a file that is not whole."""
_STRIP = 256
"""Rows that are made opaque at a time; even, so that halved strips meet."""
_ORIENTATION, _SUBFILE = 0x0112, 0x00FE
_NOT_A_PAGE = 0b101
"""Bits of a TIFF's NewSubfileType: a smaller version of another picture, or a mask (TIFF 6.0, 8)."""


def pages_of(content: bytes, form: str) -> "Iterator[tuple[Image.Image, Image.Image]]":
    """Each picture of the file: as it was opened, for what it says of itself, and as it is kept.

    Raises `Unusable`. The first is only good until the next is asked for.
    """
    from PIL import Image  # noqa: PLC0415 - the kinds load only what they need

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with _opened(content, form) as picture:
            for _ in _frames(picture) if form == "TIFF" else (0,):
                yield picture, _kept(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unusable("too_many_pixels") from None
    except MemoryError:
        raise Unusable("too_many_pixels") from None
    except BROKEN as error:
        if getattr(error, "errno", None) == errno.EMFILE:
            raise  # a part that should have been loaded before the limits: our fault, not the file's
        raise Unusable("damaged") from None


def encoded(picture: "Image.Image", quality: int = QUALITY) -> bytes:
    """A JPEG of the pixels and nothing else: a fresh image carries no metadata to write."""
    out = io.BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None)
    return out.getvalue()


def _opened(content: bytes, form: str) -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - as above

    if form == "HEIF":
        allow_heic()
    return Image.open(io.BytesIO(content), formats=(form,))


def allow_heic() -> None:
    """Let Pillow open HEIC: one thread, and only the picture itself."""
    import pi_heif  # noqa: PLC0415 - as above

    pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)


def _frames(picture: Any) -> Iterator[int]:  # noqa: ANN401 - Pillow's TIFF has no type
    """The places of a TIFF's pages; the picture stands at each in turn."""
    found = 0
    for place in range(3 * MAX_PAGES):
        try:
            picture.seek(place)
        except EOFError:
            break
        if not picture.tag_v2.get(_SUBFILE, 0) & _NOT_A_PAGE:
            found += 1
            if found > MAX_PAGES:
                raise Unusable("too_many_pages")
            yield place
    if not found:
        raise Unusable("other_picture")


def _kept(picture: "Image.Image") -> "Image.Image":
    require_sane(picture.size, MAX_WEBP_PIXELS if picture.format == "WEBP" else MAX_PIXELS)
    halved = picture.width * picture.height > HALVED_ABOVE
    if halved:  # only a JPEG can do it while it is read
        picture.draft("RGB", (picture.width // 2, picture.height // 2))
    picture.load()
    turn = picture.getexif().get(_ORIENTATION)  # after loading, since some formats turn themselves
    page = _on_white(picture, 2 if picture.width * picture.height > HALVED_ABOVE else 1)
    page.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return _upright(page, turn)


def _upright(page: "Image.Image", turn: object) -> "Image.Image":
    from PIL.Image import Transpose  # noqa: PLC0415 - as above

    how = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(turn if isinstance(turn, int) else 1)
    return page if how is None else page.transpose(how)


def _on_white(picture: "Image.Image", smaller: int) -> "Image.Image":
    """The picture in RGB without transparency, in which something could hide, and so many times smaller.

    It is done in strips: a whole second picture would not fit.
    """
    from PIL import Image  # noqa: PLC0415 - as above

    if picture.mode == "RGB" and smaller == 1:
        return picture.copy()
    width, height = picture.size
    page = Image.new("RGB", (-(-width // smaller), -(-height // smaller)), "white")
    for top in range(0, height, _STRIP):
        strip = _opaque(picture.crop((0, top, width, min(height, top + _STRIP))))
        page.paste(strip.reduce(smaller) if smaller > 1 else strip, (0, top // smaller))
    return page


def _opaque(strip: "Image.Image") -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - as above

    if strip.mode.startswith("I"):  # 16 bits of grey, of which Pillow would keep the wrong ones
        strip = strip.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if strip.mode in {"RGB", "L", "1", "CMYK", "YCbCr"} and "transparency" not in strip.info:
        return strip.convert("RGB")
    full = strip.convert("RGBA")
    page = Image.new("RGB", full.size, "white")
    page.paste(full, mask=full.getchannel("A"))
    return page
