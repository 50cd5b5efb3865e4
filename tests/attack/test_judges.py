"""What we accept, others accept: pyHanko validates the same files by its own parsers, chains and rules."""

import io

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from tests.attack.genuine import sealed
from tests.attack.workshop import Workshop


@pytest.mark.parametrize("place", range(3))
def test_pyhanko_accepts_what_we_accept(issuer: Workshop, place: int) -> None:
    *_, pdf = sealed(issuer, place + 1)
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    roots = [x509.Certificate.load(der) for der in issuer.trust.roots]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    (seal,) = reader.embedded_regular_signatures
    status = validate_pdf_signature(seal, context)
    assert status.bottom_line
    assert status.docmdp_ok
    assert status.modification_level <= ModificationLevel.LTA_UPDATES
    (stamp,) = reader.embedded_timestamp_signatures
    assert stamp.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
