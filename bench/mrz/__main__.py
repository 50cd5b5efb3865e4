"""`python -m bench.mrz --each 400 --seed unseen`: made-up documents at five levels of damage, read on one core.

*right* is every character of the zone; *silent* is a zone that was read wrongly and called good. Each outcome is kept
as a line of `.local/bench/mrz-SEED.jsonl`: a run that was broken off goes on where it stopped. Time is from the clean
copy's bytes to its zones. The bounds are Wilson's, two-sided 95%.
"""

import argparse
import json
import math
import os
import resource
import statistics
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from chalicelib.documents.models import Kind
from chalicelib.documents.passports import SeenZone
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.zone_reader import see_zones
from infra import reading_models
from infra.local.travel.photographs import LEVELS, sample
from infra.local.travel.zones import Written

TODAY = date(2026, 11, 24)
FOLDER = Path(__file__).parents[2] / ".local" / "bench"
_Z = 1.96


class Outcome(NamedTuple):
    """How one document came out; `took` in milliseconds of processor time."""

    number: int
    level: int
    right: bool
    good: bool
    took: float


def main() -> None:
    """Read what was not read yet, and report all."""
    parser = argparse.ArgumentParser(prog="python -m bench.mrz", description=__doc__)
    parser.add_argument("--each", type=int, default=100, help="documents at each level")
    parser.add_argument("--seed", nargs="+", default=["bench"])
    given = parser.parse_args()
    reading_models.ensure()
    FOLDER.mkdir(parents=True, exist_ok=True)
    outcomes = [one for seed in given.seed for one in _outcomes(seed, given.each)]
    for line in _report(outcomes, given.seed):
        print(line)


def _outcomes(seed: str, each: int) -> list[Outcome]:
    """Those that are kept, and the rest read now."""
    file = FOLDER / f"mrz-{seed}.jsonl"
    before = {(one.number, one.level) for one in _kept(file)}
    with file.open("a", encoding="utf-8", buffering=1) as lines:
        for at in ((number, level) for number in range(each) for level in LEVELS):
            if at not in before:
                lines.write(json.dumps(_read(seed, *at)) + "\n")
    return [one for one in _kept(file) if one.number < each]


def _kept(file: Path) -> list[Outcome]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [Outcome(*json.loads(line)) for line in lines]


def _read(seed: str, number: int, level: int) -> Outcome:
    written, photograph = sample(f"{seed}-{number}", level)
    started = time.process_time()
    seen = see_zones(CleanFile(Kind.JPEG, 1, photograph), TODAY)
    took = (time.process_time() - started) * 1e3
    right = [one.zone.rows for one in seen] == [written.rows]
    good = any(one.zone.is_proved and not one.unsure for one in seen)
    if not (right and good):
        print(f"  {seed}-{number} level {level}: {_told(written, seen, good=good)}", flush=True)
    return Outcome(number, level, right, good, round(took, 1))


def _told(written: Written, seen: tuple[SeenZone, ...], *, good: bool) -> str:
    found = " + ".join(one.zone.layout.name for one in seen) or "nothing"
    places = [
        f"{row}/{place} {true}>{read}"
        for one in seen
        if one.zone.layout is written.layout
        for row, (truth, text) in enumerate(zip(written.rows, one.zone.rows, strict=True))
        for place, (true, read) in enumerate(zip(truth, text, strict=True))
        if true != read
    ]
    why = [part for one in seen for part in (*one.zone.faults, *one.unsure)]
    return f"{written.layout.name} as {found}{' GOOD' if good else ''} {' '.join((*places[:6], *why))}"


def _report(outcomes: list[Outcome], seeds: list[str]) -> list[str]:
    lines = [_counted(f"level {level}", [one for one in outcomes if one.level == level]) for level in LEVELS]
    times = sorted(one.took for one in outcomes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quick = (
        f"ms of processor time a picture: median {statistics.median(times):.0f}, "
        f"p95 {times[int(len(times) * 0.95)]:.0f}, most {times[-1]:.0f}; seeds {', '.join(seeds)}; "
        f"peak resident {peak:.0f} MB with the printing; load {os.getloadavg()[0]:.1f}"
    )
    return [*lines, _counted("all", outcomes), quick]


def _counted(name: str, outcomes: list[Outcome]) -> str:
    right = sum(one.right for one in outcomes)
    silent = sum(one.good and not one.right for one in outcomes)
    back = sum(one.right and not one.good for one in outcomes)
    return (
        f"{name}: {right} of {len(outcomes)} right, at least {_wilson(right, len(outcomes)):.2%}; "
        f"silent {silent}; right but sent back {back}"
    )


def _wilson(right: int, of: int) -> float:
    """The lower end of the interval in which the true share lies, 95 times of 100."""
    share, z = right / of, _Z
    middle = share + z * z / (2 * of)
    return (middle - z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)


if __name__ == "__main__":
    main()
