"""`python -m bench.names.name_pairs cases.csv`: OpenSanctions' labelled pairs of names (nomenklatura, MIT).

Two whole names and nothing else: the scorer's name weights are all there is. The file is contrib/name_bench/cases.csv
of nomenklatura; fetch it yourself, it is not kept here.
"""

import argparse
import csv
import time
from pathlib import Path

from chalicelib.records.names.subjects import Subject, read_subject
from chalicelib.records.names.typical import typical_scorer

THRESHOLD = 10.0
"""Bits of the name alone: our own, set on the half of the pairs whose line number is odd."""


def main() -> None:
    """Print F1, precision and recall at our threshold, and at the best one, and the time a pair takes."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.name_pairs", description=__doc__)
    parser.add_argument("cases", type=Path)
    given = parser.parse_args()
    with given.cases.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["schema"] == "Person"]
    began = time.process_time()
    scored = [(_bits(row["name1"], row["name2"]), row["is_match"] == "true") for row in rows]
    took = (time.process_time() - began) / max(len(rows), 1) * 1e6
    print(f"{len(rows)} pairs, {took:.0f} microseconds a pair, names read and compared")
    for name, part in (("all", scored), ("tuning half", scored[1::2]), ("other half", scored[::2])):
        best = max((_f1(part, bits)[0], bits) for bits, _ in part)
        f1, precision, recall = _f1(part, THRESHOLD)
        print(
            f"{name}: F1 {f1:.3f} (P {precision:.3f} R {recall:.3f}) at {THRESHOLD}; best {best[0]:.3f} at {best[1]}"
        )


def _bits(one: str, other: str) -> float:
    """The name's weights alone, the better of both directions."""
    a, b = _person("a", one), _person("b", other)
    return max(_name_bits(a, b), _name_bits(b, a))


def _name_bits(asked: Subject, held: Subject) -> float:
    weights = typical_scorer().score(asked, held).weights
    return sum(w.bits for w in weights if w.field in {"surname", "forename", "other_forenames", "name_order"})


def _person(number: str, name: str) -> Subject:
    return read_subject({"id": number, "names": [{"forenames": "", "surname": name}]})


def _f1(scored: list[tuple[float, bool]], threshold: float) -> tuple[float, float, float]:
    hits = sum(bits >= threshold and same for bits, same in scored)
    found = sum(bits >= threshold for bits, _ in scored)
    true = sum(same for _, same in scored)
    precision, recall = hits / max(found, 1), hits / max(true, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


if __name__ == "__main__":
    main()
