"""`make bench`: everything that is measured, one after the other; `ARGS="cold_start staff_queue"` picks some."""

import subprocess
import sys
from pathlib import Path

MEASURED = (
    "cold_start",
    "start",
    "staff_queue",
    "names",
    "log",
    "issuing",
    "status_list",
    "qr_reading",
    "verifying",
    "verifying_pdf",
    "approval",
    "bulk",
    "disarm",
    "photo",
    "intake_latency",
)
"""Modules of this folder; each says in its first lines what was promised."""


def main() -> int:
    """Run what was asked for (all of it by default); 1 when any promise was broken."""
    chosen = sys.argv[1:] or MEASURED
    return max(_measure(name) for name in chosen)


def _measure(name: str) -> int:
    print(f"== {name}", flush=True)
    code = subprocess.run(
        [sys.executable, "-m", f"bench.{name}"], cwd=Path(__file__).parents[1], check=False
    ).returncode
    return min(code, 1)


if __name__ == "__main__":
    sys.exit(main())
