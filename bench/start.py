"""How long `make run` takes from the command to `ready`, its sample application included.

Promised: the second start in 20 s or less; the sample from submit to signed PDF in 5 s or less.
`python -m bench.start [--runs N]`; exit 1 when a promise is broken.
"""

import argparse
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
READY_S, SAMPLE_S = 20.0, 5.0


def once() -> tuple[float, float]:
    """Seconds to `ready`, and seconds from submit to signed PDF, of one start that ends itself."""
    command = [
        sys.executable,
        "-m",
        "infra.local.run",
        "--once",
        "--ports-from",
        "28101",
        "--folder",
        ".local/bench",
    ]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    sample = re.search(r"signed PDF in ([\d.]+) s", said)
    ready = re.search(r"ready after ([\d.]+) s", said)
    if not sample or not ready:
        raise ValueError(f"The launcher did not say how long it took: {said}")
    return float(ready[1]), float(sample[1])


def main() -> int:
    """Start it once for what is made once, then measure; 0 when both promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    first = once()
    print(f"first start: ready after {first[0]:.1f} s")
    ready, sample = (statistics.median(column) for column in zip(*(once() for _ in range(runs)), strict=True))
    print(f"later starts: ready after {ready:.1f} s, submit to signed PDF {sample:.1f} s (medians of {runs})")
    return 0 if ready <= READY_S and sample <= SAMPLE_S else 1


if __name__ == "__main__":
    sys.exit(main())
