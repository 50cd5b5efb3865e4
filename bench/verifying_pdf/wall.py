"""What is accepted: genuine certificates of every kind, all of them; mutants and attack files, none."""

import io
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import verify_file
from tests.attack.forgeries import FORGERIES
from tests.attack.mutants import mutants
from tests.attack.spoiling import SPOILS
from tests.attack.workshop import Workshop

PUBLIC = "PROBITY_ATTACK_FILES"
"""A folder with others' attack files (mkl-public/testarea-pdfbox2 has 21 of them); nothing of it is kept."""


def accepted(pdf: bytes, trust: Trust) -> bool:
    """Our verdict."""
    return verify_file("f", pdf, trust, Demands(), datetime.now(UTC)).verdict is Verdict.GENUINE


def accepted_mutants(pdf: bytes, trust: Trust, count: int) -> Counter[str]:
    """How many mutants of each kind were accepted."""
    found: Counter[str] = Counter()
    for name, changed in mutants(pdf, count, seed=1):
        found[name] += accepted(changed, trust)
    return found


def attacks(issuer: Workshop, certificate: bytes) -> Iterator[tuple[str, bytes]]:
    """Our own attack files, with and without the issuer's seal, and those of the folder that `PUBLIC` names."""
    for name, forge in FORGERIES.items():
        yield f"forged: {name}", forge(certificate)
    page = issuer.page(issuer.recipe())
    for name, (spoil, _) in SPOILS.items():
        try:
            yield f"sealed: {name}", issuer.seal(spoil(page))
        except (ValueError, AttributeError, KeyError):
            continue
    folder = os.environ.get(PUBLIC)
    for path in sorted(Path(folder).glob("*.pdf")) if folder else ():
        yield f"public: {path.name}", path.read_bytes()


def pdfsig_says_valid(pdf: bytes) -> bool:
    """Poppler's word on a file: valid, whatever else."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["pdfsig", "-nocert", file.name], capture_output=True, check=False)
        return b"Signature is Valid" in done.stdout


def pyhanko_says_sound(pdf: bytes) -> bool:
    """PyHanko's word on the first signature, trust left out: intact, valid, and no change that it minds."""
    faults = (PdfError, SignatureValidationError, ValueError, LookupError, TypeError, AttributeError, OSError)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        status = validate_pdf_signature(
            reader.embedded_regular_signatures[0], ValidationContext(allow_fetching=False)
        )
    except faults:
        return False
    return bool(status.intact and status.valid and status.docmdp_ok is not False)
