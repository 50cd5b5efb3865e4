"""Files that cost a careless reader minutes or gigabytes; made one after the other, and nothing is stored."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from tests.attack import hostile
from tests.attack.places import change_numbers, seal_place


def costly(certificate: bytes) -> Iterator[tuple[str, bytes]]:
    """Each with its name."""
    yield "encrypted", hostile.locked_pdf()
    yield "encrypted for its owner", hostile.owner_locked_pdf()
    yield "truncated", certificate[: len(certificate) // 2]
    yield "50 MB of nothing", b"%PDF-1.7\n" + bytes(50_000_000)
    yield "4 MB of nothing", b"%PDF-1.7\n" + bytes(4_000_000)
    yield "10,000 pages", _pages(10_000)
    yield "recursive pages", hostile.looping_pages()
    yield "recursive form", hostile.recursive_form()
    yield "deep arrays", b"%PDF-1.7\n" + b"[" * 4_000_000
    yield "much, packed", hostile.flate_bomb(64_000_000)
    yield "packed twice", hostile.double_flate_bomb(64_000_000)
    yield "byte ranges without end", b"%PDF-1.7\n" + b"/ByteRange [0 1 2 3]" * 190_000
    yield "a signature of 4 MB", _wide_signature(certificate)
    yield "a signature of many small parts", _many_parts(certificate)
    yield "no PDF", b"MZ" + bytes(100_000)
    yield "digits without end", b"1" * 4_000_000
    yield "a picture of 64 million dots", _flat_picture()
    yield "a picture that lies about its size", hostile.png_of_size(60_000, 60_000)
    yield "a picture with a packed comment", hostile.png_text_bomb(20_000_000)
    yield "a picture with a packed profile", hostile.png_profile_bomb(20_000_000)


def _wide_signature(certificate: bytes) -> bytes:
    """The seal's room made as wide as a file may be, full of the smallest elements that there are."""
    start, end = seal_place(certificate)
    filled = b"3082FFFF" + b"0500" * 900_000
    return change_numbers(certificate[: start + 1] + filled + certificate[end - 1 :], start, len(filled) + 2)


def _many_parts(certificate: bytes) -> bytes:
    """The seal exchanged for a sequence of nothing but NULLs, in its own room."""
    start, end = seal_place(certificate)
    count = (end - start - 2 - 8) // 4
    filled = b"3082%04X" % (2 * count) + b"0500" * count
    return certificate[: start + 1] + filled.ljust(end - start - 2, b"0") + certificate[end - 1 :]


def _pages(count: int) -> bytes:
    objects = [
        b"%d 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n" % number for number in range(3, count + 3)
    ]
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    tree = b"2 0 obj\n<< /Type /Pages /Count %d /Kids [ %s ] >>\nendobj\n" % (count, kids)
    return b"%PDF-1.7\n1 0 obj\n<< /Pages 2 0 R >>\nendobj\n" + tree + b"".join(objects)


def _flat_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (8_000, 8_000)).save(out, "PNG")
    return out.getvalue()
