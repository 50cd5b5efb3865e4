"""One certificate again and again, warm, on one core: our steps and pyHanko's own validation of the same bytes."""

import io
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import NamedTuple

from asn1crypto import ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chalicelib.verification import meaning
from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.seal import check_seal
from chalicelib.verification.structure import check_structure
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import verify_file


class Timed(NamedTuple):
    """Milliseconds of processor time."""

    name: str
    median: float
    quickest_tenth: float


def timed(pdf: bytes, trust: Trust, times: int) -> Iterator[Timed]:
    """Our steps, and pyHanko's default verdict with its own check of modifications."""
    now = datetime.now(UTC)
    seal = check_seal(pdf, trust, now)
    shaped = check_structure(pdf, seal)
    yield _measured("seal: bytes and cryptography", lambda: check_seal(pdf, trust, now), times)
    yield _measured("structure and withdrawal", lambda: check_structure(pdf, seal), times)
    yield _measured("structure and cryptography", lambda: _strict(pdf, trust, now), times)
    yield _measured(
        "text, attachment, rendered code",
        lambda: meaning.check_meaning(pdf, shaped, seal, trust, now),
        times // 4,
    )
    yield _measured("whole verdict", lambda: verify_file("f", pdf, trust, Demands(), now), times // 4)
    yield _measured("pyHanko, default validation", lambda: pyhanko(pdf, trust), times // 8)


def bulk(files: list[bytes], trust: Trust, *, whole: bool) -> float:
    """Files a second on two processes by the clock, the processes warm."""
    halves = [(files[0::2], trust, whole), (files[1::2], trust, whole)]
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_judged, [(half[0][:2], trust, whole) for half in halves]))
        begin = time.perf_counter()
        list(pool.map(_judged, halves))
        return len(files) / (time.perf_counter() - begin)


def pyhanko(pdf: bytes, trust: Trust) -> None:
    """Both signatures by pyHanko, with the answers of the file's own store; raises unless it accepts."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    store = reader.root["/DSS"]
    answers = [ocsp.OCSPResponse.load(bytes(each.get_object().data)) for each in store["/OCSPs"]]
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in trust.roots], ocsps=answers, allow_fetching=False
    )
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], context)
    assert status.bottom_line


def _strict(pdf: bytes, trust: Trust, now: datetime) -> None:
    check_structure(pdf, check_seal(pdf, trust, now))


def _judged(given: tuple[list[bytes], Trust, bool]) -> None:
    files, trust, whole = given
    now = datetime.now(UTC)
    for pdf in files:
        if whole:
            assert verify_file("f", pdf, trust, Demands(), now).verdict is Verdict.GENUINE
        else:
            _strict(pdf, trust, now)


def _measured(name: str, run: Callable[[], object], times: int) -> Timed:
    run()
    found = []
    for _ in range(max(8, times)):
        begin = time.process_time()
        run()
        found.append(1000 * (time.process_time() - begin))
    return Timed(name, statistics.median(found), statistics.quantiles(found, n=10)[0])
