"""`python -m bench.names.train_whole_names cases.csv`: writes the weights for comparing two whole names.

A logistic regression on the pairs of persons with an odd line number of nomenklatura's contrib/name_bench/cases.csv
(MIT; fetch it yourself, it is not kept here); the even ones are for `bench.names.name_pairs`. Newton's method from
zero with a small ridge: the same file gives the same weights.
"""

import argparse
import csv
import json
from math import log
from pathlib import Path

import numpy as np

from chalicelib.records.names.whole_names import FEATURES, FILE, observe

_RIDGE = 0.3
_ROUNDS = 30


def main() -> None:
    """Read the pairs, fit, write `model/whole_names.json`."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.train_whole_names", description=__doc__)
    parser.add_argument("cases", type=Path)
    given = parser.parse_args()
    pairs = [
        (row["name1"], row["name2"], row["is_match"] == "true") for row in person_pairs(given.cases)[1::2]
    ]
    fitted = _fit(pairs)
    bits = {
        name: round(64 * weight / log(2)) / 64
        for name, weight in zip(("start", *FEATURES), fitted, strict=True)
    }
    body = {
        "trained": f"logistic regression, ridge {_RIDGE}, on {len(pairs)} pairs of nomenklatura's name_bench (MIT)",
        "bits": bits,
    }
    FILE.write_text(json.dumps(body, indent=1) + "\n", "utf-8")


def person_pairs(cases: Path) -> list[dict[str, str]]:
    """The rows on persons, in the file's order."""
    with cases.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["schema"] == "Person"]


def _fit(pairs: list[tuple[str, str, bool]]) -> list[float]:
    observed = [observe(one, other) for one, other, _ in pairs]
    x = np.array([[1.0, *(found.get(name, 0) for name in FEATURES)] for found in observed])
    y = np.array([same for *_, same in pairs], dtype=float)
    ridge = np.diag([0.0, *(2 * _RIDGE for _ in FEATURES)])
    weights = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + ridge @ weights
        weights -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, gradient)
    return list(map(float, weights))


if __name__ == "__main__":
    main()
