"""An embassy's desk over a workshop's certificates."""

import pytest

from tests.attack.workshop import Workshop
from tests.fakes.embassy import Mission


@pytest.fixture
def mission(issuer: Workshop) -> Mission:
    return Mission(issuer)
