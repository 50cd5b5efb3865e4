"""An issuer, a stranger with a PKI of the same shape, and one sound certificate."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.verification.models import Demands, Report
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import Workshop

Judge = Callable[..., Report]


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path_factory.mktemp("issuer"))
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    workshop = Workshop(tmp_path_factory.mktemp("stranger"))
    yield workshop
    workshop.close()


@pytest.fixture(scope="session")
def certificate(issuer: Workshop) -> bytes:
    return issuer.make()


@pytest.fixture
def judge(issuer: Workshop) -> Judge:
    """Verify bytes as somebody who trusts the issuer."""

    def verify(content: bytes, **demands: object) -> Report:
        return verify_file("file", content, issuer.trust, Demands.model_validate(demands), datetime.now(UTC))

    return verify


def names(report: Report) -> list[str]:
    return [reason.name for reason in report.reasons]
