"""How long `import app` takes (a function's cold start), and what the package weighs.

Promised: under 600 ms with a warm disk. The peer is `import boto3` alone, in the same run.
`python -m bench.cold_start [--runs N]`; exit 1 when the promise is broken.
"""

import argparse
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROMISED_MS = 600.0
_TIMED = "import time; t = time.perf_counter(); import {}; print((time.perf_counter() - t) * 1000)"


def import_ms(module: str) -> float:
    """Milliseconds that a fresh interpreter takes to import a module."""
    command = [sys.executable, "-c", _TIMED.format(module)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def main() -> int:
    """Measure in turn, print medians and their ratio; 0 when the promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    pairs = [(import_ms("app"), import_ms("boto3")) for _ in range(runs + 1)][1:]
    app, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    print(
        f"import app: {app:.0f} ms; import boto3: {peer:.0f} ms; ratio {ratio:.2f} (medians of {runs} pairs)"
    )
    for line in package_sizes():
        print(line)
    return 0 if app < PROMISED_MS else 1


def package_sizes() -> list[str]:
    """Zipped and unzipped sizes of what `make package` built; empty when it has not run."""
    found = sorted((ROOT / "build").rglob("*.zip"))
    return [f"{path.relative_to(ROOT)}: {_megabytes(path)}" for path in found]


def _megabytes(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    return f"{path.stat().st_size / 1e6:.1f} MB zipped, {unpacked / 1e6:.1f} MB unzipped"


if __name__ == "__main__":
    sys.exit(main())
