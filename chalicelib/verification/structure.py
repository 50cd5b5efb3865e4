"""The sealed file as a PDF: two revisions, one seal, certified against any change (docs/formats/certificate)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from chalicelib.verification.errors import NotGenuine, pdf_faults

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from chalicelib.verification.seal import Seal

_REVISIONS = 2
"""The page as it was made, and the seal."""
_SUBFILTER = "/ETSI.CAdES.detached"


def check_structure(pdf: bytes, seal: Seal) -> None:
    """Raises `NotGenuine` unless the parser finds exactly the seal that the bytes showed, and nothing after it."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - only to verify

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        _require_revisions(reader)
        _require_certifying(reader, _only_seal(reader, seal))
    except pdf_faults() as broken:
        raise NotGenuine("structure-damaged") from broken


def _require_revisions(reader: PdfFileReader) -> None:
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        raise NotGenuine("structure-damaged")
    if reader.xrefs.total_revisions != _REVISIONS:
        raise NotGenuine("unexpected-revisions")


def _only_seal(reader: PdfFileReader, seal: Seal) -> EmbeddedPdfSignature:
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - only to verify

    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise NotGenuine("more-than-one-seal" if signatures else "no-seal")
    found: EmbeddedPdfSignature = signatures[0]
    if found.pkcs7_content != seal.contents or found.signed_revision != _REVISIONS - 1:
        raise NotGenuine("structure-damaged")
    if found.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        raise NotGenuine("seal-does-not-cover-file")
    return found


def _require_certifying(reader: PdfFileReader, found: EmbeddedPdfSignature) -> None:
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415 - only to verify
    from pyhanko.sign.validation.pdf_embedded import read_certification_data  # noqa: PLC0415 - as above

    if found.sig_object.get("/SubFilter") != _SUBFILTER or found.sig_object_type != "/Sig":
        raise NotGenuine("seal-wrong-kind")
    certified = read_certification_data(reader)
    if (
        certified is None
        or certified.permission != MDPPerm.NO_CHANGES
        or found.docmdp_level != MDPPerm.NO_CHANGES
    ):
        raise NotGenuine("seal-allows-changes")
    if certified.author_sig.get_object() is not found.sig_object:
        raise NotGenuine("structure-damaged")
