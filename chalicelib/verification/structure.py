"""The sealed file as a PDF: three revisions, certified against any change (docs/formats/certificate-pdf.md)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from chalicelib.certificates.fields import SEAL, TIMESTAMP
from chalicelib.certificates.sealing.layout import prepare_stamp
from chalicelib.verification.errors import NotGenuine, pdf_faults
from chalicelib.verification.lasting import require_lasting

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from chalicelib.verification.seal import Seal
    from chalicelib.verification.trust import Trust

_REVISIONS = 3
"""The page as it was made, the seal, the time stamp."""
_SEAL_KIND = ("/Sig", "/ETSI.CAdES.detached")
_STAMP_KIND = ("/DocTimeStamp", "/ETSI.RFC3161")


def check_structure(pdf: bytes, seal: Seal, trust: Trust) -> None:
    """Raises `NotGenuine` unless the parser finds exactly what the bytes showed, and nothing besides."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - only to verify

    try:
        _require_only_a_stamp(pdf, seal)
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        _require_revisions(reader)
        sealed, stamped = _both(reader)
        _require_same(sealed, stamped, seal)
        _require_certifying(reader, sealed)
        require_lasting(reader, seal, trust)
    except pdf_faults() as broken:
        raise NotGenuine("structure-damaged") from broken


def _require_only_a_stamp(pdf: bytes, seal: Seal) -> None:
    """What follows the sealed bytes is what the issuer's own hand would write there, to the byte.

    Time stamps are for everybody: a stamp over the whole file says nothing about who wrote what it covers.
    """
    start, end = seal.stamped.gap
    written = prepare_stamp(pdf[: seal.sealed.length], (end - start - 2) // 2)
    if written.gap != seal.stamped.gap or written.filled(seal.stamped.contents) != pdf:
        raise NotGenuine("unexpected-revisions")


def _require_revisions(reader: PdfFileReader) -> None:
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        raise NotGenuine("structure-damaged")
    if reader.xrefs.total_revisions != _REVISIONS:
        raise NotGenuine("unexpected-revisions")


def _both(reader: PdfFileReader) -> tuple[EmbeddedPdfSignature, EmbeddedPdfSignature]:
    found = {signature.field_name: signature for signature in reader.embedded_signatures}
    if len(reader.embedded_signatures) > len(found) or not set(found) <= {SEAL, TIMESTAMP}:
        raise NotGenuine("more-than-one-seal")
    if set(found) != {SEAL, TIMESTAMP}:
        raise NotGenuine("seal-damaged")
    return found[SEAL], found[TIMESTAMP]


def _require_same(sealed: EmbeddedPdfSignature, stamped: EmbeddedPdfSignature, seal: Seal) -> None:
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - only to verify

    kinds = [(each.sig_object_type, each.sig_object.get("/SubFilter")) for each in (sealed, stamped)]
    if kinds != [_SEAL_KIND, _STAMP_KIND]:
        raise NotGenuine("seal-wrong-kind")
    if (sealed.pkcs7_content, stamped.pkcs7_content) != (seal.sealed.contents, seal.stamped.contents):
        raise NotGenuine("structure-damaged")
    if (sealed.signed_revision, stamped.signed_revision) != (1, 2):
        raise NotGenuine("structure-damaged")
    if sealed.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_REVISION:
        raise NotGenuine("seal-does-not-cover-file")
    if stamped.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        raise NotGenuine("seal-does-not-cover-file")


def _require_certifying(reader: PdfFileReader, found: EmbeddedPdfSignature) -> None:
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415 - only to verify
    from pyhanko.sign.validation.pdf_embedded import read_certification_data  # noqa: PLC0415 - as above

    certified = read_certification_data(reader)
    if (
        certified is None
        or certified.permission != MDPPerm.NO_CHANGES
        or found.docmdp_level != MDPPerm.NO_CHANGES
    ):
        raise NotGenuine("seal-allows-changes")
    if certified.author_sig.get_object() is not found.sig_object:
        raise NotGenuine("structure-damaged")
