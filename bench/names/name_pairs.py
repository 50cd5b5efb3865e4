"""`python -m bench.names.name_pairs cases.csv`: OpenSanctions' labelled pairs of names (nomenklatura, MIT).

Two whole names and nothing else. The file is contrib/name_bench/cases.csv of nomenklatura; fetch it yourself, it is
not kept here. Weights were fitted on the pairs with odd numbers; the even ones are the claim.
"""

import argparse
import time
from pathlib import Path

from bench.names.train_whole_names import person_pairs
from chalicelib.records.names.likeness import level_of
from chalicelib.records.names.spelling import sound, words
from chalicelib.records.names.whole_names import compare_whole_names


def main() -> None:
    """Print F1, precision and recall at our own threshold, and the time a pair takes."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.name_pairs", description=__doc__)
    parser.add_argument("cases", type=Path)
    rows = person_pairs(parser.parse_args().cases)
    compare_whole_names(rows[0]["name1"], rows[0]["name2"])
    for kept in (words, sound, level_of):
        kept.cache_clear()
    began = time.process_time()
    answers = [
        (compare_whole_names(row["name1"], row["name2"]).same, row["is_match"] == "true") for row in rows
    ]
    took = (time.process_time() - began) / len(rows) * 1e6
    print(f"{len(rows)} pairs, {took:.0f} microseconds a pair, no name seen before")
    for name, part in (("all", answers), ("fitted on", answers[1::2]), ("unseen", answers[::2])):
        print("{}: F1 {:.3f} (P {:.3f} R {:.3f})".format(name, *_f1(part)))


def _f1(answers: list[tuple[bool, bool]]) -> tuple[float, float, float]:
    hits = sum(said and same for said, same in answers)
    precision = hits / max(sum(said for said, _ in answers), 1)
    recall = hits / max(sum(same for _, same in answers), 1)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


if __name__ == "__main__":
    main()
