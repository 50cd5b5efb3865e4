"""Where a sealed file's signatures lie, and how a forger writes over them in place."""

import re

from asn1crypto import cms

_RANGE = re.compile(rb"/ByteRange \[[0-9 ]+\]")


def change_seal(pdf: bytes, change: object, *, last: bool = False) -> bytes:
    """The file with its seal's container (or its last) changed in place and padded again."""
    start, end, _ = numbers(pdf, last=last)
    raw = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    held = cms.ContentInfo.load(raw)
    change(held)
    written = held.dump(force=True).hex().upper().encode()
    room = end - start - 2
    assert len(written) <= room
    return pdf[: start + 1] + written.ljust(room, b"0") + pdf[end - 1 :]


def change_numbers(pdf: bytes, start: int, width: int) -> bytes:
    """The seal's byte range written for a gap of that width; its last part ends where the file does."""
    numbers = b"0 %d %d %d" % (start, start + width, len(pdf) - start - width)
    return _RANGE.sub(lambda _: b"/ByteRange [" + numbers + b"]", pdf)


def seal_place(pdf: bytes, *, last: bool = False) -> tuple[int, int]:
    """Where the hexadecimal of the seal (or of the last signature) begins and ends, brackets included."""
    start, end, _ = numbers(pdf, last=last)
    return start, end


def numbers(pdf: bytes, *, last: bool = False) -> tuple[int, int, int]:
    found = re.findall(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)[-1 if last else 0]
    return int(found[0]), int(found[1]), int(found[2])


def set_range(pdf: bytes, numbers: bytes) -> bytes:
    """The seal's byte range exchanged for another of the same length."""
    return _RANGE.sub(
        count=1, string=pdf, repl=lambda found: (b"/ByteRange [" + numbers + b"]").ljust(len(found[0]))
    )
