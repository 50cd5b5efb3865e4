"""`python -m bench.names --people 1000000`: builds or opens the index, asks, and prints a report; --append keeps it.

Index seed, trial seeds and training seeds all differ. Times are of one process on one core: `cpu` is what the process
used, `wall` what passed, which on a busy machine is more.
"""

import argparse
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bench.names import heldout, lookalikes
from bench.names.measure import Outcomes, mean_and_p95, run
from bench.names.trials import of_strangers, of_the_recorded
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import HARD, SINGLE
from infra.local.population.prepare import prepare

SEED, FAULT_SEED = 1, 40
"""Of the people in the index, and of the trials: never those of training (bench/names/train.py)."""
RESULTS = Path(__file__).parents[1] / "RESULTS.md"
_GROUP_AT_LEAST = 100
T = TypeVar("T")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=100, help="applications of each kind of fault")
    parser.add_argument("--strangers", type=int, default=2000)
    parser.add_argument("--lookalikes", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(".local/names"))
    parser.add_argument(
        "--append", metavar="TITLE", help="add the report to bench/RESULTS.md under this title"
    )
    given = parser.parse_args()
    report = "\n".join(_report(given))
    print(report)
    if given.append:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(f"\n## {given.append}\n\n```\n{report}\n```\n")


def _report(given: argparse.Namespace) -> list[str]:
    folder, built = _timed(lambda: prepare(given.people, SEED, given.folder))
    index, opened = _timed(lambda: EmbeddedIndex(folder))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    lines = [
        f"{given.people:,} people, seed {SEED}; model {index.model.id}",
        (
            f"prepared in {built:.1f} s wall (0 when it was there), opened in {opened:.3f} s, "
            f"{size / given.people:.0f} MB per million"
        ),
    ]
    for name, kinds in (
        ("own faults", {**SINGLE, **HARD}),
        ("held-out faults", {**heldout.SINGLE, **heldout.HARD}),
    ):
        single = SINGLE if name == "own faults" else heldout.SINGLE
        lines += ["", *_asked(given, index, name, kinds, single)]
    lines += ["", *_strong(given, index)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*lines, f"peak resident {peak:.0f} MB, of which the mapped files are part"]


def _asked(
    given: argparse.Namespace,
    index: EmbeddedIndex,
    name: str,
    kinds: Mapping[str, Any],
    single: Mapping[str, Any],
) -> list[str]:
    trials = of_the_recorded(kinds, recorded=given.people, seed=SEED, each=given.each, fault_seed=FAULT_SEED)
    trials += of_strangers(seed=SEED, count=given.strangers, fault_seed=FAULT_SEED)

    def ask(application: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
        found = index.search(read_subject(application)).candidates
        return [(one.record_id, one.scored.score) for one in found]

    for trial in trials[:50]:
        ask(trial.application)
    return [f"{name}: {len(trials)} queries", *_figures(index, run(ask, trials), kinds, single)]


def _figures(
    index: EmbeddedIndex, o: Outcomes, kinds: Mapping[str, Any], single: Mapping[str, Any]
) -> list[str]:
    hard = [kind for kind in kinds if kind not in single]
    threshold, bands = o.threshold_for(0.05), index.model.bands
    wall, cpu = mean_and_p95(o.seconds), mean_and_p95(o.cpu)
    lines = [
        f"  R@50  single {o.recall_at(50, single):.4f}  hard {o.recall_at(50, hard):.4f}",
        f"  R@1   single {o.recall_at(1, single):.4f}  hard {o.recall_at(1, hard):.4f}",
        (
            f"  at 5% of strangers ({threshold:+.2f} bits)  single {o.recall_from(threshold, single):.4f}  "
            f"hard {o.recall_from(threshold, hard):.4f}"
        ),
        (
            f"  at 'possible' ({bands.possible:+.2f} bits)  single {o.recall_from(bands.possible, single):.4f}  "
            f"hard {o.recall_from(bands.possible, hard):.4f}  strangers {o.burden_at(bands.possible):.4f}"
        ),
        (
            f"  'strong' band's own recall  single {o.recall_from(bands.strong, single):.4f}  "
            f"hard {o.recall_from(bands.strong, hard):.4f}; strangers in it {o.burden_at(bands.strong):.5f}; "
            f"recorded with a wrong person in it {sum(s >= bands.strong for s in o.wrong_on_top)} "
            f"of {len(o.wrong_on_top)}"
        ),
        f"  ms a query  cpu mean {cpu[0]:.1f} p95 {cpu[1]:.1f}  wall mean {wall[0]:.1f} p95 {wall[1]:.1f}",
        "  recall at 5% by community (single and hard): " + _communities(o, threshold),
    ]
    worst = sorted(kinds, key=lambda kind: (o.recall_from(threshold, [kind]), kind))[:8]
    lines += [
        f"    {kind}: R@50 {o.recall_at(50, [kind]):.3f}, at 5% {o.recall_from(threshold, [kind]):.3f}"
        for kind in worst
    ]
    return lines


def _communities(o: Outcomes, threshold: float) -> str:
    """Each with enough trials; the gap is between the best and the worst of them."""
    shares = {
        name: sum(score >= threshold for score in scores) / len(scores)
        for name, scores in o.by_community.items()
        if len(scores) >= _GROUP_AT_LEAST
    }
    gap = (max(shares.values()) - min(shares.values())) * 100 if shares else 0.0
    return (
        ", ".join(f"{name} {share:.3f}" for name, share in sorted(shares.items())) + f"; gap {gap:.1f} points"
    )


def _strong(given: argparse.Namespace, index: EmbeddedIndex) -> list[str]:
    found = lookalikes.run(index.scorer, count=given.lookalikes, seed=FAULT_SEED, recorded_seed=SEED)
    total, wrong = found.trials.total(), found.wrong.total()
    return [
        (
            f"look-alikes: {total} pairs ({found.the_same} more said the same as the record and are left out), "
            f"{found.could_fire.total()} held back by no rule, "
            f"{wrong} wrong in the strong band ({100 * wrong / max(total, 1):.4f}%)"
        ),
        *(
            f"  {k}: {n}, free to fire {found.could_fire[k]}, wrong {found.wrong[k]}"
            for k, n in found.trials.items()
        ),
    ]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    main()
