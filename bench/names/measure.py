"""Runs trials against anything that answers, and works out recall, review burden and latency."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.names.trials import Trial, shuffled

Ask = Callable[[Mapping[str, Any]], Sequence[tuple[str, float]]]
"""An application's candidates, best first, each with its score."""


@dataclass
class Outcomes:
    """What came of the trials: rank and score of the true record, and the best score for strangers."""

    ranks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """By scenario; 0 when the record was not found."""
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_community: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    strangers: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    wrong_on_top: list[float] = field(default_factory=list)
    """Scores of the best wrong person, for applicants who are recorded."""
    missed: Counter[str] = field(default_factory=Counter)

    def recall_at(self, most: int, scenarios: Iterable[str]) -> float:
        """Share of true records among the first `most`."""
        ranks = [rank for name in scenarios for rank in self.ranks[name]]
        return sum(0 < rank <= most for rank in ranks) / max(len(ranks), 1)

    def recall_from(self, threshold: float, scenarios: Iterable[str]) -> float:
        """Share of true records that score so much or more."""
        scores = [score for name in scenarios for score in self.scores[name]]
        return sum(score >= threshold for score in scores) / max(len(scores), 1)

    def threshold_for(self, burden: float) -> float:
        """The lowest score at which no more than this share of strangers has a candidate."""
        best = sorted(self.strangers, reverse=True)
        at = int(burden * len(best))
        return best[at] + 1e-9 if at < len(best) else float("-inf")

    def burden_at(self, threshold: float) -> float:
        """Share of strangers who have a candidate from this score on."""
        return sum(score >= threshold for score in self.strangers) / max(len(self.strangers), 1)


def run(ask: Ask, trials: Sequence[Trial], *, seed: int = 1) -> Outcomes:
    """Ask for each trial once, in a mixed order."""
    outcomes = Outcomes()
    for trial in shuffled(trials, seed):
        wall, cpu = time.perf_counter(), time.process_time()
        found = ask(trial.application)
        outcomes.cpu.append(time.process_time() - cpu)
        outcomes.seconds.append(time.perf_counter() - wall)
        _note(outcomes, trial, found)
    return outcomes


def _note(outcomes: Outcomes, trial: Trial, found: Sequence[tuple[str, float]]) -> None:
    if not trial.record_id:
        outcomes.strangers.append(found[0][1] if found else float("-inf"))
        return
    rank = next((place for place, (rid, _) in enumerate(found, start=1) if rid == trial.record_id), 0)
    score = found[rank - 1][1] if rank else float("-inf")
    outcomes.ranks[trial.scenario].append(rank)
    outcomes.scores[trial.scenario].append(score)
    outcomes.by_community[trial.community].append(score)
    outcomes.missed[trial.scenario] += rank == 0
    outcomes.wrong_on_top.append(
        max((s for rid, s in found if rid != trial.record_id), default=float("-inf"))
    )


def mean_and_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """In milliseconds."""
    ordered = sorted(seconds)
    return sum(ordered) / len(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000
