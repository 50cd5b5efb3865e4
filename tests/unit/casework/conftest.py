"""What the tests of the staff's room share: the sites' origins."""

from collections.abc import Iterator

import pytest

from chalicelib.platform.settings import settings
from tests.fakes.desk import ORIGINS


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()
