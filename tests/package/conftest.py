"""The joined templates that the tests look at, each a fresh copy that a test may spoil."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from infra.join import joined


@cache
def _joined(stage: str) -> dict[str, Any]:
    return joined(stage)


@pytest.fixture
def prod() -> dict[str, Any]:
    """The joined template of stage prod."""
    return deepcopy(_joined("prod"))


@pytest.fixture
def local() -> dict[str, Any]:
    """The joined template of stage local."""
    return deepcopy(_joined("local"))
