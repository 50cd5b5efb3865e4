"""Genuine certificates of every kind are accepted: a slice here, five hundred in `python -m bench.verifying_pdf`."""

from datetime import UTC, datetime

import pytest

from chalicelib.verification.models import Demands, Verdict
from chalicelib.verification.verify_file import verify_file
from tests.attack.genuine import sealed
from tests.attack.workshop import Workshop, names


@pytest.fixture(scope="module")
def certificates(issuer: Workshop) -> list[bytes]:
    return list(sealed(issuer, 12))


def test_genuine_certificates_of_every_kind_are_accepted(issuer: Workshop, certificates: list[bytes]) -> None:
    for place, pdf in enumerate(certificates):
        found = verify_file(f"{place}", pdf, issuer.trust, Demands(), datetime.now(UTC))
        assert (found.verdict, names(found)) == (Verdict.GENUINE, ["status-not-checked"]), place
