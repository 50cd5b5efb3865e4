"""The sealed file as the issuer writes it: three revisions, each byte accounted for (formats/certificate-pdf.md).

The first revision must have the one shape of a certificate's page (`shape/`). The second and the third are written
again from what they must hold and compared to the byte, so that nothing in them is anybody's to choose. No PDF parser
is asked: what readers of PDFs might find besides can't be there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.certificates.fields import SEAL, TIMESTAMP
from chalicelib.certificates.sealing import layout
from chalicelib.certificates.sealing.revisions import (
    Frame,
    Signature,
    append,
    signature_number,
    with_entries,
)
from chalicelib.verification.errors import PARSER_FAULTS, NotGenuine
from chalicelib.verification.lasting import Proof, require_lasting
from chalicelib.verification.shape.glyphs import OddFont, check_fonts
from chalicelib.verification.shape.objects import Shaped, shape
from chalicelib.verification.shape.page import OddDrawing, check_pages
from chalicelib.verification.shape.revision import Revision, inflate, read_revision

if TYPE_CHECKING:
    from chalicelib.verification.seal import Seal

_PLAIN = re.compile(rb"([1-9][0-9]{0,5}) 0 obj\n(<< [^\r\n]+ >>)\nendobj\n")
_STREAM = re.compile(
    rb"([1-9][0-9]{0,5}) 0 obj\n(<< (?:/Filter /FlateDecode )?/Length ([1-9][0-9]{0,6}) >>)\nstream\n"
)
_AFTER = b"\nendstream\nendobj\n"
_STORE = re.compile(rb"<< /Type /DSS /Certs \[ ([0-9R ]+) \] /OCSPs \[ ([0-9R ]+) \] >>")
_NUMBER = re.compile(rb"([1-9][0-9]{0,5}) 0 R")
_END = re.compile(rb"startxref\n([1-9][0-9]{0,9})\n%%EOF\n\Z")
_ENTRIES = re.compile(
    rb"(/Type /[A-Za-z]+ /Filter /Adobe\.PPKLite /SubFilter /[A-Za-z0-9.]+) /M \(D:[0-9]{14}Z\)"
    rb" /Name (?:\((?:[^()\\\r\n]|\\[^\r\n])*\)|<FEFF(?:[0-9A-F]{4})*>)"
    rb" /Reason \(Sealed by the issuer\. No change is allowed\.\) /Reference \[ << /Type /SigRef"
    rb" /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1\.2 /P ([0-9]) >> >> \]"
)
_KIND = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter " + layout.SEAL_KIND


class _Added(NamedTuple):
    """What the seal's revision holds, read one object after the other."""

    plain: dict[int, bytes]
    streams: dict[int, tuple[bytes, bytes]]
    """Each as written, and its content."""


def check_structure(pdf: bytes, seal: Seal) -> Shaped:
    """The certificate's page, once every byte of the file is where and what the issuer writes; raises `NotGenuine`.

    Names: structure-damaged, unexpected-revisions, seal-wrong-kind, seal-allows-changes, validation-data-wrong,
    font-not-ours, drawing-not-ours.
    """
    revision = check_revisions(pdf, seal)
    try:
        shaped = shape(revision)
        check_fonts(shaped)
        check_pages(shaped)
    except OddFont as odd:
        raise NotGenuine("font-not-ours") from odd
    except OddDrawing as odd:
        raise NotGenuine("drawing-not-ours") from odd
    except PARSER_FAULTS as broken:
        raise NotGenuine("structure-damaged") from broken
    return shaped


def check_revisions(pdf: bytes, seal: Seal) -> Revision:
    """The first revision, once nothing but the seal and the time stamp follows it; raises `NotGenuine`.

    What the page itself looks like is not asked: a holder's copy has another shape.
    """
    try:
        revision = read_revision(pdf)
        _require_appended(pdf, seal, revision)
    except PARSER_FAULTS as broken:
        raise NotGenuine("structure-damaged") from broken
    return revision


def _require_appended(pdf: bytes, seal: Seal, revision: Revision) -> None:
    """The seal's and the time stamp's revision are what the issuer's hand would write there, to the byte."""
    frame = _frame(revision)
    added = _read_added(pdf, revision.length)
    number, entries = _signature(added)
    objects, proof = _evidence(frame, added)
    more = b"/DSS %d 0 R /Perms << /DocMDP %d 0 R >>" % (frame.size, number)
    objects[frame.root] = with_entries(frame.catalog, more)
    sealing = append(pdf[: revision.length], frame, objects, SEAL, Signature(entries, seal.sealed.room))
    if sealing.filled(seal.sealed.contents) != pdf[: seal.sealed.length]:
        raise NotGenuine("unexpected-revisions")
    _require_stamped(pdf, seal, replace(frame, size=signature_number(frame, objects) + 2))
    require_lasting(proof, seal)


def _frame(revision: Revision) -> Frame:
    """What the issuer's hand needs to know of the page to append to it."""
    found = {}
    for name in (SEAL, TIMESTAMP):
        marked = b" /T (%s) /TU " % name.encode()
        ((number, text),) = [(n, held.text) for n, held in revision.objects.items() if marked in held.text]
        found[name] = (number, text)
    return Frame(
        size=revision.size,
        previous=revision.table,
        root=revision.root,
        info=b"%d 0 R" % revision.info,
        first_id=revision.first_id,
        catalog=revision.objects[revision.root].text,
        fields=found,
    )


def _read_added(pdf: bytes, at: int) -> _Added:
    """The objects from there on, up to the first that is not written as the seal's revision writes them."""
    added = _Added({}, {})
    while True:
        if (plain := _PLAIN.match(pdf, at)) is not None:
            added.plain[int(plain[1])] = plain[2]
            at = plain.end()
        elif (packed := _STREAM.match(pdf, at)) is not None:
            begin, end = packed.end(), packed.end() + int(packed[3])
            content = pdf[begin:end]
            at = end + len(_AFTER)
            added.streams[int(packed[1])] = (
                packed[2] + b"\nstream\n" + content + b"\nendstream",
                inflate(content) if b"/Filter" in packed[2] else content,
            )
        else:
            return added


def _signature(added: _Added) -> tuple[int, bytes]:
    """The number of the signature dictionary, and its entries before the computed ones."""
    marked = [(number, text) for number, text in added.plain.items() if b" /ByteRange " in text]
    if len(marked) != 1:
        raise NotGenuine("unexpected-revisions")
    number, text = marked[0]
    entries = text[len(b"<< ") : text.index(b" /ByteRange ")]
    said, certifies = _ENTRIES.fullmatch(entries), b" /Perms << /DocMDP %d 0 R >>" % number
    if said is None or said[1] != _KIND:
        raise NotGenuine("seal-wrong-kind")
    if said[2] != b"1" or not any(certifies in each for each in added.plain.values()):
        raise NotGenuine("seal-allows-changes")
    return number, entries


def _evidence(frame: Frame, added: _Added) -> tuple[dict[int, bytes], Proof]:
    """The security store's objects as written, and what they hold."""
    text = added.plain.get(frame.size, b"")
    store = _STORE.fullmatch(text)
    if store is None:
        raise NotGenuine("validation-data-wrong")
    parts = [[int(each) for each in _NUMBER.findall(part)] for part in store.groups()]
    numbers = [*parts[0], *parts[1]]
    if numbers != sorted(added.streams) or layout.security_store(numbers, len(parts[0])) != text:
        raise NotGenuine("validation-data-wrong")
    certificates, responses = (tuple(added.streams[each][1] for each in part) for part in parts)
    written = {number: added.streams[number][0] for number in numbers}
    return {frame.size: text, **written}, Proof(certificates, responses)


def _require_stamped(pdf: bytes, seal: Seal, frame: Frame) -> None:
    """What follows the sealed bytes is what the issuer's own hand would write there, to the byte.

    Time stamps are for everybody: a stamp over the whole file says nothing about who wrote what it covers.
    """
    sealed = pdf[: seal.sealed.length]
    end = _END.search(sealed[-64:])
    if end is None:
        raise NotGenuine("unexpected-revisions")
    signature = Signature(layout.STAMP_ENTRIES, seal.stamped.room)
    stamping = append(sealed, replace(frame, previous=int(end[1])), {}, TIMESTAMP, signature)
    if stamping.filled(seal.stamped.contents) != pdf:
        raise NotGenuine("unexpected-revisions")
