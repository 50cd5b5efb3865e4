"""Each fault of moto that we work round, pinned: when an upgrade mends one, its strict xfail says so.

The workaround that `instead` names can then go. Stock moto runs in a process of its own, without our shim.
"""

import json
import subprocess
import sys

import pytest

from tests.contract.moto_behaviour import GAPS
from tests.stackrun import ROOT


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str | None]:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.contract.moto_behaviour"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", [pytest.param(n, id=f"{n} ({g.instead})") for n, g in GAPS.items()])
@pytest.mark.xfail(strict=True, raises=AssertionError, reason="moto differs from AWS")
def test_gap(name, outcomes):
    error = outcomes[name]
    if error is not None and GAPS[name].fault not in error:
        raise RuntimeError(f"{name} fails, but not as it did: {error}")
    assert error is None, error
