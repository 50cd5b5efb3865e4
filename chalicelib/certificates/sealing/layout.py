"""What the two revisions of a seal hold besides their signatures (docs/formats/certificate-pdf.md)."""

from datetime import datetime
from functools import lru_cache
from zlib import compress

from chalicelib.certificates import fields
from chalicelib.certificates.sealing.evidence import Evidence
from chalicelib.certificates.sealing.revisions import (
    Prepared,
    Signature,
    append,
    read_frame,
    signature_number,
    stream,
    with_entries,
)

SEAL_KIND = b"/ETSI.CAdES.detached"
STAMP_KIND = b"/ETSI.RFC3161"
_NO_CHANGES = (
    b"[ << /Type /SigRef /TransformMethod /DocMDP"
    b" /TransformParams << /Type /TransformParams /V /1.2 /P 1 >> >> ]"
)
_REASON = "Sealed by the issuer. No change is allowed."
STAMP_ENTRIES = b"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter " + STAMP_KIND


def seal_entries(issuer: str, now: datetime) -> bytes:
    """The entries of the seal's signature dictionary."""
    return b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter %s /M (D:%s) /Name %s /Reason %s /Reference %s" % (
        SEAL_KIND,
        now.strftime("%Y%m%d%H%M%SZ").encode(),
        _text(issuer),
        _text(_REASON),
        _NO_CHANGES,
    )


def prepare_seal(pdf: bytes, entries: bytes, evidence: Evidence, room: int) -> Prepared:
    """The page with a certifying seal to come and the evidence for it in one revision."""
    frame = read_frame(pdf)
    streams = {frame.size + 1 + place: body for place, body in enumerate(_streams(evidence))}
    objects = {frame.size: security_store(list(streams), len(evidence.certificates)), **streams}
    number = signature_number(frame, objects)
    more = b"/DSS %d 0 R /Perms << /DocMDP %d 0 R >>" % (frame.size, number)
    objects[frame.root] = with_entries(frame.catalog, more)
    return append(pdf, frame, objects, fields.SEAL, Signature(entries, room))


def prepare_stamp(certified: bytes, room: int) -> Prepared:
    """The certified file with a document time stamp to come, and nothing else: anybody can have a file stamped."""
    return append(certified, read_frame(certified), {}, fields.TIMESTAMP, Signature(STAMP_ENTRIES, room))


def security_store(streams: list[int], certificates: int) -> bytes:
    """The DSS dictionary (ISO 32000-2, 12.8.4.3)."""
    references = [b"%d 0 R" % number for number in streams]
    return b"<< /Type /DSS /Certs [ %s ] /OCSPs [ %s ] >>" % (
        b" ".join(references[:certificates]),
        b" ".join(references[certificates:]),
    )


@lru_cache(maxsize=4)
def _streams(evidence: Evidence) -> tuple[bytes, ...]:
    return tuple(_packed(der) for der in (*evidence.certificates, *evidence.responses))


def _packed(der: bytes) -> bytes:
    packed = compress(der, 9)
    return stream(packed, b"/Filter /FlateDecode ") if len(packed) < len(der) else stream(der)


def _text(words: str) -> bytes:
    """A text string: PDFDocEncoding where ASCII does, UTF-16 otherwise."""
    if words.isascii():
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return b"(%s)" % escaped.encode()
    return b"<FEFF%s>" % words.encode("utf-16-be").hex().upper().encode()
