"""A thousand mutants of a certificate, none of them accepted; ten thousand in `python -m bench.verifying_pdf`."""

from datetime import UTC, datetime

from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.verify_file import verify_file
from tests.attack.mutants import mutants
from tests.attack.workshop import Workshop

_COUNT = 1_000
_REFUSED = {Verdict.ALTERED, Verdict.UNTRUSTED, Verdict.NOT_A_CERTIFICATE}


def test_no_mutant_is_accepted(issuer: Workshop, certificate: bytes) -> None:
    now = datetime.now(UTC)
    for place, (name, changed) in enumerate(mutants(certificate, _COUNT, seed=20261123)):
        found = verify_file("mutant", changed, issuer.trust, Demands(), now)
        assert found.verdict in _REFUSED, (place, name)
        assert len(found.reasons) == 1, (place, name)
