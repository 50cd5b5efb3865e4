"""Appends a revision to a PDF, with room for a signature in it; nothing here knows what is signed (decision 0061).

The same file and the same signature give the same bytes, so a verifier can write the last revision again
and compare it: no byte of it is anybody's to choose.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

from chalicelib.certificates.conformance.reading import Reading

_END = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n\Z")
_RANGE_WIDTH = 40
_CLOSING = b" >>"


@dataclass(frozen=True)
class Frame:
    """What is needed of a file to append to it."""

    size: int
    """The first free object number."""
    previous: int
    """Where its cross-reference stream begins."""
    root: int
    info: bytes
    first_id: bytes
    """The file identifier that never changes, in hexadecimal."""
    catalog: bytes
    fields: Mapping[str, tuple[int, bytes]]
    """Signature fields by name: object number and dictionary."""


@dataclass(frozen=True)
class Signature:
    """A signature dictionary without its two computed entries, and the bytes to keep for the signature."""

    entries: bytes
    room: int

    def laid_out(self) -> bytes:
        return b"<< %s /ByteRange %s /Contents <%s> >>" % (
            self.entries,
            b" " * _RANGE_WIDTH,
            b"0" * (2 * self.room),
        )


@dataclass(frozen=True)
class Prepared:
    """A file whose signature is still to come, everything else in its place."""

    body: bytes
    gap: tuple[int, int]
    """Where the hexadecimal begins and ends, brackets included."""

    @property
    def digest(self) -> bytes:
        """SHA-256 of all bytes but the gap: what is signed."""
        start, end = self.gap
        covered = sha256(memoryview(self.body)[:start])
        covered.update(memoryview(self.body)[end:])
        return covered.digest()

    @property
    def room(self) -> int:
        start, end = self.gap
        return (end - start - 2) // 2

    def filled(self, signature: bytes) -> bytes:
        """The finished file. Raises `ValueError` when the signature is larger than its room."""
        if len(signature) > self.room:
            raise ValueError("the signature is larger than the room kept for it")
        start, end = self.gap
        digits = signature.hex().upper().encode().ljust(2 * self.room, b"0")
        return b"".join((self.body[: start + 1], digits, self.body[end - 1 :]))


def read_frame(pdf: bytes) -> Frame:
    """Raises `ValueError` for a file that is not a certificate of ours: two fields, and no word after its end."""
    import pikepdf  # noqa: PLC0415 - heavy, and only where files are sealed or checked

    end = _END.search(pdf[-64:])
    if end is None:
        raise ValueError("the file does not end with its cross-reference table")
    try:
        return _frame(Reading.of(pdf).opened, int(end[1]))
    except (pikepdf.PdfError, AttributeError) as broken:
        raise ValueError("the file is not laid out as ours are") from broken


def _frame(opened: Any, previous: int) -> Frame:  # noqa: ANN401 - pikepdf is imported by its users
    trailer = opened.trailer
    fields = {str(field.T): field for field in opened.Root.AcroForm.Fields}
    return Frame(
        size=int(trailer.Size),
        previous=previous,
        root=opened.Root.objgen[0],
        info=b"%d 0 R" % trailer.Info.objgen[0],
        first_id=bytes(trailer.ID[0]).hex().encode(),
        catalog=opened.Root.unparse(resolved=True),
        fields={name: (field.objgen[0], field.unparse(resolved=True)) for name, field in fields.items()},
    )


def append(
    pdf: bytes, frame: Frame, objects: Mapping[int, bytes], field: str, signature: Signature
) -> Prepared:
    """`pdf` with one revision more: `objects` new or changed, and `field` signed.

    The signature takes the first number that neither the file nor `objects` uses.
    """
    number = signature_number(frame, objects)
    place, widget = frame.fields[field]
    written = {**objects, place: with_entries(widget, b"/V %d 0 R" % number), number: signature.laid_out()}
    return _lay_out(pdf, frame, written, number)


def signature_number(frame: Frame, objects: Mapping[int, bytes]) -> int:
    """The object number that `append` gives the signature."""
    return max(frame.size, *(number + 1 for number in objects)) if objects else frame.size


def with_entries(dictionary: bytes, entries: bytes) -> bytes:
    """A written dictionary with further entries."""
    return dictionary.removesuffix(_CLOSING) + b" " + entries + _CLOSING


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def _lay_out(pdf: bytes, frame: Frame, objects: Mapping[int, bytes], signed: int) -> Prepared:
    parts, offsets, at = [pdf], {}, len(pdf)
    for number, body in sorted(objects.items()):
        offsets[number] = at
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at += len(parts[-1])
    parts.append(_cross_references(frame, {**offsets, max(offsets) + 1: at}, pdf))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return _with_range(
        bytearray(b"".join(parts)), offsets[signed] + len(b"%d 0 obj\n" % signed), objects[signed]
    )


def _with_range(body: bytearray, at: int, signature: bytes) -> Prepared:
    """Write the byte range over its blanks, now that all lengths are known."""
    start = at + signature.rindex(b"<")
    end = at + signature.rindex(b"> >>") + 1
    blank = at + signature.index(b"/ByteRange ") + len(b"/ByteRange ")
    written = b"[0 %d %d %d]" % (start, end, len(body) - end)
    body[blank : blank + _RANGE_WIDTH] = written.ljust(_RANGE_WIDTH)
    return Prepared(bytes(body), (start, end))


def _cross_references(frame: Frame, offsets: Mapping[int, int], pdf: bytes) -> bytes:
    """A cross-reference stream (ISO 32000-1, 7.5.8) for these objects, itself among them."""
    numbers = sorted(offsets)
    breaks = [0, *(i + 1 for i, (one, two) in enumerate(pairwise(numbers)) if two != one + 1), len(numbers)]
    index = b" ".join(b"%d %d" % (numbers[begin], end - begin) for begin, end in pairwise(breaks))
    rows = b"".join(b"\x01" + offsets[number].to_bytes(4, "big") + b"\x00" for number in numbers)
    entries = (
        b"/Type /XRef /Size %d /Index [%s] /W [1 4 1] /Prev %d /Root %d 0 R /Info %s /ID [<%s> <%s>] "
        % (
            numbers[-1] + 1,
            index,
            frame.previous,
            frame.root,
            frame.info,
            frame.first_id,
            sha256(pdf).hexdigest()[:32].encode(),
        )
    )
    return b"%d 0 obj\n%s\nendobj\n" % (numbers[-1], stream(rows, entries))
