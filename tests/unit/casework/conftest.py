"""What the tests of the staff's room share: the sites' origins, and cases as officers meet them."""

from collections.abc import Iterator

import pytest

from chalicelib.platform.settings import settings
from tests.fakes.casework import Station, matter, record
from tests.fakes.desk import ORIGINS


@pytest.fixture
def origins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ORIGINS.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def clear() -> Station:
    """Nobody was found."""
    return Station().ready()


@pytest.fixture
def found() -> Station:
    """One candidate with a conviction, claimed by Olive, who said why she looks."""
    station = Station(record(matter())).ready()
    station.claim()
    station.say_why()
    return station
