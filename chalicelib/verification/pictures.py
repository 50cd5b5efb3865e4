"""The codes in a picture that somebody took or scanned, within limits of size, memory and time."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from chalicelib.verification import codes
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine
from chalicelib.verification.turns import turn

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 25 * 1024 * 1024
"""A telephone's photograph."""
MAX_PIXELS = 64_000_000
"""With colours and transparency they take 350 MB while they are read: the most that a picture may cost."""
_ENOUGH_PIXELS = 12_000_000
"""A4 at 300 dots an inch and more: larger pictures are halved before they are searched."""
_SIDE = 3000
_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def is_picture(content: bytes) -> bool:
    """Whether it begins as a PNG or a JPEG does."""
    return content.startswith(_STARTS)


def texts_in(content: bytes) -> list[str]:
    """The text of every QR code in a picture; raises `NotGenuine` (unreadable-picture), `TooBusy`."""
    from PIL.Image import DecompressionBombError  # noqa: PLC0415 - heavy, and only pictures need it

    try:
        with turn():
            return codes.scan(_draw(content))
    except (*PARSER_FAULTS, DecompressionBombError) as broken:
        raise NotGenuine("unreadable-picture") from broken


def _draw(content: bytes) -> Image:
    from PIL import Image  # noqa: PLC0415 - heavy, and only pictures need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("L", (_SIDE, _SIDE))
        grey = picture.convert("L")
        return grey.reduce(2) if grey.width * grey.height > _ENOUGH_PIXELS else grey
