"""`python -m bench.address --text 600 --scans 120 --wrong 2000 --seed unseen`: layouts the reader never met.

*agree* is a good paper whose true day, name and address were found; *accepted* one that no person has to look at (a
lone initial, say, is looked at); a *false match* is a wrong one that is accepted. Layouts in
`layouts/tuning` are what the reader was made with; `layouts/unseen` were written after it. Bounds are Wilson's, 95%.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

from bench.address.copying import photographed, scanned, text_copy
from bench.address.papers import TODAY, Case, good, wrong
from bench.mrz.__main__ import _wilson
from chalicelib.documents.address.checking import check_paper
from chalicelib.documents.judging import Decision, Judged
from chalicelib.documents.rewriting import CleanFile

Copying = Callable[[bytes, str], CleanFile]
_MANNERS: dict[str, Copying] = {
    "text": lambda pdf, _: text_copy(pdf),
    "scan": scanned,
    "photo": photographed,
}
_PROMISED = {"text": 0.95, "scan": 0.9}


def main() -> int:
    """Read and report; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.address", description=__doc__)
    for what, number in (
        ("text", 600),
        ("scans", 120),
        ("photos", 60),
        ("wrong", 2000),
        ("wrong-scans", 100),
    ):
        parser.add_argument(f"--{what}", type=int, default=number)
    parser.add_argument("--layouts", choices=("tuning", "unseen"), default="unseen")
    parser.add_argument("--seed", default="unseen")
    given = parser.parse_args()
    kept = [
        _good(manner, number, given.layouts, given.seed)
        for manner, number in (("text", given.text), ("scan", given.scans), ("photo", given.photos))
        if number
    ]
    kept += [
        _wrong(manner, number, given.layouts, given.seed)
        for manner, number in (("text", given.wrong), ("scan", given.wrong_scans))
        if number
    ]
    return 0 if all(kept) else 1


def _good(manner: str, number: int, which: str, seed: str) -> bool:
    agree, accepted, outcomes, times = 0, 0, Counter[str](), list[float]()
    for at in range(number):
        case = good(f"{seed} {at}", which)
        found, took = _judged(case, manner, f"{seed} {at}")
        times.append(took)
        day = found.fields.get("date")
        fine = _agrees(found) and day is not None and day.value == case.paper.issued.isoformat()
        agree += fine
        accepted += found.decision is Decision.ACCEPTED
        if not fine:
            why = ",".join(found.reasons) or f"read {day.value if day else '-'}"
            outcomes[f"{case.paper.layout}: {found.decision} {why}"] += 1
            print(f"  {manner} {at} {case.paper.layout}: {found.decision} {why}", file=sys.stderr)
    quick = sorted(times)
    print(
        f"{manner}, {which}: {agree} of {number} agree, {agree / number:.1%}, at least {_wilson(agree, number):.1%}; "
        f"{accepted} accepted, {accepted / number:.1%}, at least {_wilson(accepted, number):.1%}; "
        f"ms of processor time: median {statistics.median(times) * 1e3:.0f}, "
        f"p95 {quick[int(number * 0.95)] * 1e3:.0f}"
    )
    for outcome, times_seen in outcomes.most_common(12):
        print(f"    {times_seen} x {outcome}")
    return agree / number >= _PROMISED.get(manner, 0)


def _agrees(found: Judged) -> bool:
    """Whether name and address were found as they were typed, or as far as the paper spells the name."""
    name, address = found.fields.get("name"), found.fields.get("address")
    return (
        found.decision in {Decision.ACCEPTED, Decision.PERSON}
        and name is not None
        and name.confidence > 0
        and address is not None
        and address.confidence > 0
    )


def _wrong(manner: str, number: int, which: str, seed: str) -> bool:
    false, decisions = 0, Counter[str]()
    for at in range(number):
        case = wrong(f"{seed} {at}", which)
        found, _ = _judged(case, manner, f"{seed} {at}")
        decisions[f"{case.wrong}: {found.decision}"] += 1
        if found.decision is Decision.ACCEPTED:
            false += 1
            print(
                f"  FALSE {manner} {at} {case.paper.layout} {case.wrong}: {dict(found.fields)}",
                file=sys.stderr,
            )
    print(f"wrong as {manner}, {which}: {false} of {number} accepted")
    for decision, seen in sorted(decisions.items()):
        print(f"    {seen} x {decision}")
    return not false


def _judged(case: Case, manner: str, seed: str) -> tuple[Judged, float]:
    copy = _MANNERS[manner](case.paper.pdf(), seed)
    started = time.process_time()
    found = check_paper(copy, case.claims, TODAY)
    return found, time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
