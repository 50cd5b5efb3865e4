"""`python -m bench.mrz --each 400 --seed unseen`: made-up documents at five levels of damage, read on one core.

*right* is every character of the zone; *silent* is a zone that was read wrongly and called good. The bounds are Wilson's, one-sided 97.5%.
"""

import argparse
import io
import math
import resource
import statistics
import time
from collections import Counter
from datetime import date

from PIL import Image

from chalicelib.documents.mrz.reader import read_picture
from infra.local.travel.photographs import LEVELS, sample

TODAY = date(2026, 11, 23)
_Z = 1.96


def main() -> None:
    """Read and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.mrz", description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="documents at each level")
    parser.add_argument("--seed", default="bench")
    given = parser.parse_args()
    times, outcomes = [], Counter[tuple[int, str]]()
    for level in LEVELS:
        for number in range(given.each):
            outcome, took = _read(f"{given.seed}-{number}", level)
            outcomes[level, outcome] += 1
            times.append(took)
    for line in _report(outcomes, given.each):
        print(line)
    quick = sorted(times)
    print(
        f"ms of processor time a picture: median {statistics.median(times) * 1e3:.0f}, "
        f"p95 {quick[int(len(quick) * 0.95)] * 1e3:.0f}; seed {given.seed}; "
        f"peak resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB with the printing"
    )


def _read(seed: str, level: int) -> tuple[str, float]:
    written, photograph = sample(seed, level)
    with Image.open(io.BytesIO(photograph)) as opened:
        picture = opened.convert("RGB")
    started = time.process_time()
    reading = read_picture(picture, TODAY)
    took = time.process_time() - started
    right = reading is not None and reading.zone.rows == written.rows
    good = reading is not None and reading.is_good
    if not right:
        print(f"  {seed} level {level} {written.layout.name}: {'SILENT' if good else 'not good'}")
    return f"{'right' if right else 'wrong'}{' and good' if good else ''}", took


def _report(outcomes: Counter[tuple[int, str]], each: int) -> list[str]:
    lines = []
    for level in LEVELS:
        right = sum(outcomes[level, kind] for kind in ("right", "right and good"))
        lines.append(
            f"level {level}: {right} of {each} right, at least {_wilson(right, each):.2%}; "
            f"silent {outcomes[level, 'wrong and good']}; right but sent back {outcomes[level, 'right']}"
        )
    right = sum(outcomes[level, kind] for level in LEVELS for kind in ("right", "right and good"))
    of = each * len(LEVELS)
    silent = sum(outcomes[level, "wrong and good"] for level in LEVELS)
    return [*lines, f"all: {right} of {of} right, at least {_wilson(right, of):.2%}; silent {silent}"]


def _wilson(right: int, of: int) -> float:
    share, z = right / of, _Z
    middle = share + z * z / (2 * of)
    return (middle - z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)


if __name__ == "__main__":
    main()
