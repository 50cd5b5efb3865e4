"""`python -m bench.names --people 1000000`: builds or opens the index, asks, and prints a report; --append keeps it.

Index seed, trial seeds and training seeds all differ. Times are of one process on one core: `cpu` is what the process
used, `wall` what passed, which on a busy machine is more. The gap between communities is of trials with the same
faults in each; half of the strangers in the last line of a list have a fault themselves, as the recorded have.
"""

import argparse
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bench.names import heldout, kinds, lookalikes
from bench.names.measure import Outcomes, mean_and_p95, run
from bench.names.trials import Trial, of_each_community, of_strangers, of_the_recorded
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import read_subject
from infra.local.population import faults
from infra.local.population.prepare import prepare

SEED, FAULT_SEED = 1, 40
"""Of the people in the index, and of the trials: never those of training (bench/names/train.py)."""
RESULTS = Path(__file__).parents[1] / "RESULTS.md"
_BURDEN = 0.05
_PARTS = ("own", "heldout", "communities", "lookalikes")
T = TypeVar("T")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.names", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=100, help="applications of each kind of fault")
    parser.add_argument("--strangers", type=int, default=2000)
    parser.add_argument("--lookalikes", type=int, default=100_000)
    parser.add_argument("--only", nargs="*", choices=_PARTS, default=_PARTS)
    parser.add_argument("--fault-seed", type=int, default=FAULT_SEED, help="of the trials")
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
    claimed = _Lists(kinds.SINGLE, kinds.HARD)
    earlier = _Lists(faults.SINGLE, faults.HARD)
    unseen = _Lists(heldout.SINGLE, heldout.HARD)
    parts: dict[str, Callable[[], list[str]]] = {
        "own": lambda: _asked(given, index, "own faults", claimed, earlier),
        "heldout": lambda: _asked(given, index, "held-out faults", unseen),
        "communities": lambda: _communities(given, index, claimed),
        "lookalikes": lambda: _strong(given, index),
    }
    for part in given.only:
        lines += ["", *parts[part]()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*lines, f"peak resident {peak:.0f} MB, of which the mapped files are part"]


class _Lists(NamedTuple):
    """Kinds of faults: one at a time, and two or three."""

    single: Mapping[str, Any]
    hard: Mapping[str, Any]


def _asked(
    given: argparse.Namespace, index: EmbeddedIndex, name: str, lists: _Lists, earlier: _Lists | None = None
) -> list[str]:
    every = {
        **lists.single,
        **lists.hard,
        **(earlier.single if earlier else {}),
        **(earlier.hard if earlier else {}),
    }
    recorded = of_the_recorded(
        every, recorded=given.people, seed=SEED, each=given.each, fault_seed=given.fault_seed
    )
    clean = of_strangers(seed=SEED, count=given.strangers, fault_seed=given.fault_seed)
    outcomes = _run(index, [*recorded, *clean])
    lines = [f"{name}: {len(recorded) + len(clean)} queries", *_figures(index, outcomes, lists)]
    if earlier:
        threshold = outcomes.threshold_for(_BURDEN)
        lines += ["  the earlier list, nobody declaring: " + _recall(outcomes, earlier, threshold)]
        lines += [
            _kind(outcomes, kind, threshold) for kind in every if kind not in {**lists.single, **lists.hard}
        ]
    faulty = of_strangers(
        seed=SEED, count=given.strangers, fault_seed=given.fault_seed + 2, faults=list(lists.single.values())
    )
    outcomes.strangers = _run(index, faulty).strangers
    threshold = outcomes.threshold_for(_BURDEN)
    return [
        *lines,
        f"  at 5% of strangers with faults ({threshold:+.2f} bits)  {_recall(outcomes, lists, threshold)}",
    ]


def _run(index: EmbeddedIndex, trials: Sequence[Trial]) -> Outcomes:
    def ask(application: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
        found = index.search(read_subject(application)).candidates
        return [(one.record_id, one.scored.score) for one in found]

    for trial in trials[:50]:
        ask(trial.application)
    return run(ask, trials)


def _figures(index: EmbeddedIndex, o: Outcomes, lists: _Lists) -> list[str]:
    threshold, bands = o.threshold_for(_BURDEN), index.model.bands
    wall, cpu = mean_and_p95(o.seconds), mean_and_p95(o.cpu)
    worst = sorted({**lists.single, **lists.hard}, key=lambda kind: (o.recall_from(threshold, [kind]), kind))[
        :8
    ]
    return [
        f"  R@50  single {o.recall_at(50, lists.single):.4f}  hard {o.recall_at(50, lists.hard):.4f}",
        f"  R@1   single {o.recall_at(1, lists.single):.4f}  hard {o.recall_at(1, lists.hard):.4f}",
        f"  at 5% of strangers ({threshold:+.2f} bits)  {_recall(o, lists, threshold)}",
        (
            f"  at 'possible' ({bands.possible:+.2f} bits)  {_recall(o, lists, bands.possible)}  "
            f"strangers {o.burden_at(bands.possible):.4f}"
        ),
        (
            f"  'strong' band's own recall  {_recall(o, lists, bands.strong)}; strangers in it "
            f"{o.burden_at(bands.strong):.5f}; recorded with a wrong person in it "
            f"{sum(s >= bands.strong for s in o.wrong_on_top)} of {len(o.wrong_on_top)}"
        ),
        f"  ms a query  cpu mean {cpu[0]:.1f} p95 {cpu[1]:.1f}  wall mean {wall[0]:.1f} p95 {wall[1]:.1f}",
        *(_kind(o, kind, threshold) for kind in worst),
    ]


def _recall(o: Outcomes, lists: _Lists, threshold: float) -> str:
    single, hard = (o.recall_from(threshold, kinds) for kinds in lists)
    return f"single {single:.4f}  hard {hard:.4f}"


def _kind(o: Outcomes, kind: str, threshold: float) -> str:
    return f"    {kind}: R@50 {o.recall_at(50, [kind]):.3f}, at 5% {o.recall_from(threshold, [kind]):.3f}"


def _communities(given: argparse.Namespace, index: EmbeddedIndex, lists: _Lists) -> list[str]:
    """The same faults in each; the gap is between the best and the worst."""
    every = {**lists.single, **lists.hard}
    trials = of_each_community(
        every, recorded=given.people, seed=SEED, each=given.each // 2, fault_seed=given.fault_seed
    )
    outcomes = _run(index, trials)
    threshold = index.model.bands.possible
    shares = {
        name: sum(score >= threshold for score in scores) / len(scores)
        for name, scores in outcomes.by_community.items()
    }
    gap = (max(shares.values()) - min(shares.values())) * 100
    return [
        f"communities: {len(trials)} queries, {len(outcomes.ranks)} kinds that all of them can have",
        "  recall at 'possible': "
        + ", ".join(f"{name} {share:.3f}" for name, share in sorted(shares.items()))
        + f"; gap {gap:.1f} points",
    ]


def _strong(given: argparse.Namespace, index: EmbeddedIndex) -> list[str]:
    found = lookalikes.run(index.scorer, count=given.lookalikes, seed=given.fault_seed, recorded_seed=SEED)
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
