"""The room on fakes."""

import pytest

from tests.fakes.documents import Room


@pytest.fixture
def room() -> Room:
    return Room()
