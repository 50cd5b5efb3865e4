"""Tries every behaviour on the moto of this process, and prints JSON: behaviour to error, null if moto does it right.

`test_moto_gaps.py` reads that.
"""

import json
import os
import sys
from collections.abc import Callable

from moto import mock_aws

from tests.contract.moto_behaviour import GAPS
from tests.contract.moto_behaviour.tables import threads


def outcome(check: Callable[[], None]) -> str | None:
    """The error with which a behaviour shows moto's fault, or None."""
    try:
        if check is threads:
            check()
        else:
            with mock_aws():
                check()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the test compares it
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    os.environ.update(
        AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="x",
        AWS_DEFAULT_REGION="eu-west-2",
        AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
    )
    sys.stdout.write(json.dumps({name: outcome(gap.check) for name, gap in GAPS.items()}))
