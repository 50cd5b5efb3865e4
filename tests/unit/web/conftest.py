"""Origins as on a developer's machine, and the applicants' desk."""

from collections.abc import Iterator

import pytest

from chalicelib.platform.settings import settings
from tests.fakes.desk import ORIGINS, Desk


@pytest.fixture(autouse=True)
def origins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def desk() -> Desk:
    return Desk()
