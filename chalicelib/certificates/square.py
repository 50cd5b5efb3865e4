"""The certificate's code as a picture: a dot a module for the typesetter, eight dots of one bit in the file."""

import base64
import struct
import zlib
from collections.abc import Iterator
from typing import Any

_DOTS = 8
_FAST = 1
_GREY = (8, 0, 0, 0, 0)
"""PNG header: eight bits a dot, greyscale, no options."""


def draw(text: str) -> str:
    """The QR code of level M, without its quiet zone, which the page's margins give; as an SVG around a picture.

    The library itself splits the address (bytes) from the digits (numeric).
    """
    import zxingcpp  # noqa: PLC0415 - a layer's library

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    side = image.shape[0]
    picture = base64.b64encode(_png(side, bytes(memoryview(image)))).decode()
    href = (
        f'href="data:image/png;base64,{picture}" width="{side}" height="{side}" image-rendering="pixelated"'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><image {href}/></svg>'


def sharpen(opened: Any) -> None:  # noqa: ANN401 - pikepdf is imported by its users
    """Give the code eight dots of one bit a module, so that no viewer smooths it away and it prints at 285 dpi.

    A module's byte, 0 or 255, is at once eight dots of one bit: only the rows are repeated.
    """
    import pikepdf  # noqa: PLC0415 - the issuer's layer only

    for image in _squares(opened):
        side, dots = int(image.Width), image.read_bytes()
        rows = (dots[y * side : (y + 1) * side] for y in range(side))
        bits = zlib.compress(b"".join(row * _DOTS for row in rows))
        image.Width = image.Height = side * _DOTS
        image.BitsPerComponent = 1
        image.ColorSpace = pikepdf.Name.DeviceGray
        image.write(bits, filter=pikepdf.Name.FlateDecode)


def squares_in(opened: Any) -> int:  # noqa: ANN401 - see sharpen
    """How many codes the first page holds: a further one would be seen by a camera wherever it stood."""
    return sum(1 for _ in _squares(opened))


def _squares(opened: Any) -> Iterator[Any]:  # noqa: ANN401 - see sharpen
    for image in opened.pages[0].Resources.get("/XObject", {}).values():
        if image.Subtype == "/Image" and image.Width == image.Height:
            yield image


def _png(side: int, dots: bytes) -> bytes:
    rows = b"".join(b"\0" + dots[y * side : (y + 1) * side] for y in range(side))
    header = struct.pack(">II5B", side, side, *_GREY)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, _FAST)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
