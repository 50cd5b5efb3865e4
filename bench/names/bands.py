"""`python -m bench.names.bands --people 1000000`: from which score on a candidate is 'possible', on tuning seeds.

It is the lowest score, to a tenth of a bit upwards, that no more than 5% of applicants without a record reach, at the
upper end of the one-sided 95% interval (Wilson) of all tuning seeds together: chance may then lift the share on other
seeds by as much again before it passes 5%. What is found goes by hand into prior.json, from which training takes it.
"""

import argparse
from collections.abc import Sequence
from math import ceil, sqrt
from pathlib import Path

from bench.names.trials import of_strangers
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import read_subject
from infra.local.population.prepare import FOLDER, opened

SEED = 1
TUNING = (41, 43, 45, 47, 49)
"""Of strangers: never those of the reports (bench/names/__main__.py)."""
BURDEN = 0.05
_SURE = 1.645


def main() -> None:
    """Print each seed's own threshold and the one of all."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.bands", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--strangers", type=int, default=4000, help="of each tuning seed")
    parser.add_argument("--seeds", type=int, nargs="*", default=TUNING)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    index, every = opened(given.people, SEED, given.folder), list[float]()
    for seed in given.seeds:
        best = best_scores(index, seed, given.strangers)
        every += best
        alone = sorted(best, reverse=True)[int(BURDEN * len(best))]
        print(f"seed {seed}: 5% of {len(best)} strangers reach {alone:+.2f} bits", flush=True)
    threshold = threshold_of(every)
    share = share_from(threshold, every)
    most = upper(share, len(every))
    print(f"{len(every)} strangers: {threshold:+.1f} bits, which {share:.4f} reach, {most:.4f} at most")


def best_scores(index: EmbeddedIndex, seed: int, strangers: int) -> list[float]:
    """The best candidate's score of each stranger of a seed."""
    found = []
    for trial in of_strangers(seed=SEED, count=strangers, fault_seed=seed):
        candidates = index.search(read_subject(trial.application), top=1).candidates
        found.append(candidates[0].scored.score if candidates else float("-inf"))
    return found


def threshold_of(scores: Sequence[float]) -> float:
    """The lowest tenth of a bit that surely no more than 5% of strangers reach."""
    tenth = ceil(min(scores, default=0.0) * 10) if min(scores, default=0.0) > float("-inf") else -300
    while upper(share_from(tenth / 10, scores), len(scores)) > BURDEN:
        tenth += 1
    return tenth / 10


def share_from(threshold: float, scores: Sequence[float]) -> float:
    """How many of the scores are so high, of all."""
    return sum(score >= threshold for score in scores) / len(scores)


def upper(share: float, count: int) -> float:
    """The upper end of the interval for a share seen among so many (Wilson's score interval, one-sided 95%)."""
    z2 = _SURE * _SURE
    middle = share + z2 / (2 * count)
    return (middle + _SURE * sqrt(share * (1 - share) / count + z2 / (4 * count * count))) / (1 + z2 / count)


if __name__ == "__main__":
    main()
