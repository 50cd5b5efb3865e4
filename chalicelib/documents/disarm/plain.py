"""Proves, outside the child, that what it handed back is a plain JPEG: tables, one picture, and nothing beside it.

A file that took the child over could have it answer with anything. So nobody is handed bytes that were not read here,
by a reader that knows no more than the few markers which our own encoder writes (ITU-T T.81, annex B).
"""

import struct

_MARK = 0xFF
_TABLES = {0xDB, 0xC4}
_BASELINE, _SCAN = 0xC0, 0xDA
_JFIF = b"JFIF\0\x01\x01"
_JFIF_LENGTH = 16
_COLOURS = 3


class NotPlain(Exception):  # noqa: N818 - it ends in a refusal
    """The bytes are not a picture as we write them."""


def plain_jpeg(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that holds nothing but itself. Raises `NotPlain`."""
    try:
        return _read(content)
    except (struct.error, IndexError):
        raise NotPlain from None


def _read(content: bytes) -> tuple[int, int]:
    _require(content.startswith(b"\xff\xd8\xff\xe0"))
    length = _length(content, 4)
    _require(length == _JFIF_LENGTH and content[6:13] == _JFIF and content[18:20] == b"\0\0")
    place, size = 4 + length, None
    while True:
        _require(content[place] == _MARK)
        marker, length = content[place + 1], _length(content, place + 2)
        if marker == _BASELINE:
            _require(size is None and content[place + 9] == _COLOURS)
            size = struct.unpack_from(">HH", content, place + 5)
        else:
            _require(marker in _TABLES or marker == _SCAN)
        place += 2 + length
        if marker == _SCAN:
            break
    _require(size is not None and min(size) > 0 and _is_scan(content[place:]))
    height, width = size or (0, 0)
    return width, height


def _is_scan(rest: bytes) -> bool:
    """Whether this is coded picture data up to the end of the file: FF is always escaped in it (T.81, B.1.1.5)."""
    return rest.endswith(b"\xff\xd9") and b"\xff" not in rest[:-2].replace(b"\xff\0", b"")


def _length(content: bytes, place: int) -> int:
    (length,) = struct.unpack_from(">H", content, place)
    return int(length)


def _require(condition: bool) -> None:
    if not condition:
        raise NotPlain
