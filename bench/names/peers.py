"""`python -m bench.names.peers --people 1000000`: the names index and its peers on the same people, in one run.

pg_trgm over PostgreSQL, logic-v2 choosing among pg_trgm's fifty, Splink in one batch, and our own index. Needs
bench/names/peers.txt and PostgreSQL's programs.
"""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from bench.names import logic_v2, pg_trgm, splink_link
from bench.names.__main__ import FAULT_SEED, SEED
from bench.names.measure import Ask, Outcomes, mean_and_p95, run
from bench.names.trials import Trial, of_strangers, of_the_recorded
from chalicelib.records.names.subjects import read_subject
from infra.local.population.faults import HARD, SINGLE
from infra.local.population.prepare import opened, prepare

_BURDEN = 0.05
_PEERS = ("ours", "splink", "pg_trgm", "logic-v2")


def main() -> None:
    """Ask everybody the same, and print a line each."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.peers", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=8, help="applications of each kind of fault")
    parser.add_argument("--strangers", type=int, default=200)
    parser.add_argument("--only", choices=_PEERS, nargs="*", default=_PEERS)
    given = parser.parse_args()
    trials = _trials(given.people, given.each, given.strangers)
    if "ours" in given.only:
        _print("ours", run(_ours(given.people), trials))
    if "splink" in given.only:
        _print("splink", run(splink_link.linked(given.people, SEED, trials), trials), timed=False)
    if "pg_trgm" in given.only or "logic-v2" in given.only:
        with pg_trgm.asking(given.people) as ask:
            if "pg_trgm" in given.only:
                _print("pg_trgm", run(ask, trials))
            if "logic-v2" in given.only:
                _print("logic-v2", run(logic_v2.choosing_among(ask, SEED), trials))


def _trials(count: int, each: int, strangers: int) -> Sequence[Trial]:
    kinds = {**SINGLE, **HARD}
    trials = of_the_recorded(kinds, recorded=count, seed=SEED, each=each, fault_seed=FAULT_SEED)
    return [*trials, *of_strangers(seed=SEED, count=strangers, fault_seed=FAULT_SEED)]


def _ours(count: int) -> Ask:
    prepare(count, SEED)
    index = opened(count, SEED)

    def ask(application: Mapping[str, Any]) -> list[tuple[str, float]]:
        return [
            (f.record_id, f.scored.score) for f in index.search(read_subject(application), top=50).candidates
        ]

    return ask


def _print(name: str, outcomes: Outcomes, *, timed: bool = True) -> None:
    threshold = outcomes.threshold_for(_BURDEN)
    parts = [
        f"R@50 {_both(outcomes.recall_at(50, SINGLE), outcomes.recall_at(50, HARD))}",
        f"at 5% of strangers {_both(outcomes.recall_from(threshold, SINGLE), outcomes.recall_from(threshold, HARD))}",
    ]
    if timed:
        parts.append("ms wall mean {:.1f} p95 {:.1f}".format(*mean_and_p95(outcomes.seconds)))
    print(f"{name}: {'; '.join(parts)}", flush=True)


def _both(single: float, hard: float) -> str:
    return f"single {single:.4f} hard {hard:.4f}"


if __name__ == "__main__":
    main()
