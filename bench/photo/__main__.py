"""`python -m bench.photo`: what is said of good portraits of each group of skin, of spoilt ones, and how quickly.

Hard: the photo is to be taken again. Promised: no hard word on a good portrait; 15 ms or less after decoding, on one
core. The sets and their limits stand in `bench.photo.portraits` and bench/RESULTS.md.
"""

import argparse
import math
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from bench.photo import portraits, spoilt
from bench.photo.portraits import Portrait, as_jpeg
from bench.photo.skins import GROUPS
from chalicelib.documents.judging import Decision
from chalicelib.documents.photo import checking
from chalicelib.documents.reasons import Reason

_Z = 1.96
_times: list[float] = []


def main() -> int:
    """Measure and report; 1 when a good portrait was sent back or the check is too slow."""
    parser = argparse.ArgumentParser(prog="python -m bench.photo", description=__doc__)
    parser.add_argument("--step", type=int, default=3, help="take every so many of the photographs")
    step = parser.parse_args().step
    hard = sum(
        _good(name, one)
        for name, one in (
            ("drawn, ten tones of skin", portraits.drawn()),
            ("official portraits as taken", portraits.taken(max(1, step // 3))),
            ("official portraits rendered in ten tones", portraits.rendered_anew(step)),
            ("official portraits that no limit was chosen on", portraits.kept_away()),
        )
    )
    _spoilt("drawn", list(portraits.drawn())[::4])
    _spoilt("official portraits rendered in ten tones", list(portraits.rendered_anew(step * 6)))
    _wild(step)
    quick = sorted(_times)
    print(
        f"ms after decoding, {len(quick)} good photos: median {statistics.median(quick):.1f}, "
        f"p95 {quick[int(len(quick) * 0.95)]:.1f}"
    )
    return int(hard > 0 or statistics.median(quick) > 15)


def _good(name: str, set_: Iterable[Portrait]) -> int:
    count, said = Counter[str](), defaultdict[Reason, Counter[str]](Counter)
    hard = Counter[str]()
    for one in set_:
        found = _checked(one)
        count[one.group] += 1
        hard[one.group] += found[0] is not Decision.ACCEPTED
        for reason in found[1]:
            said[reason][one.group] += 1
    print(f"\ngood: {name}: {', '.join(f'{group} {count[group]}' for group in GROUPS)}")
    print(_row("sent back (hard)", hard, count, bound=True))
    for reason, groups in sorted(said.items(), key=lambda item: -item[1].total()):
        print(_row(f"{reason.value}", groups, count))
    return hard.total()


def _spoilt(name: str, kept: list[Portrait]) -> None:
    print(f"\nspoilt: {name}: how many were named, or sent back")
    count = Counter(one.group for one in kept)
    for fault in spoilt.FAULTS:
        named = Counter[str]()
        for one in kept:
            found = checking.check_photo(as_jpeg(fault.spoil(one)))[0]
            sent_back = found.decision is Decision.RETAKE
            named[one.group] += sent_back or (not fault.hard and fault.reason in found.reasons)
        print(_row(f"{fault.name}{' (hard)' if fault.hard else ''}", named, count))


def _wild(step: int) -> None:
    """No truth is known of these but that each shows a face."""
    count, hard, missed = Counter[str](), defaultdict[Reason, Counter[str]](Counter), 0
    for one in portraits.wild(step):
        if one is None:
            missed += 1
            continue
        decision, reasons = _checked(one)
        count[one.group] += 1
        if decision is not Decision.ACCEPTED:
            hard[reasons[0]][one.group] += 1
    if not count:
        return
    print(
        f"\nwild: {', '.join(f'{group} {count[group]}' for group in GROUPS)}; no face found in {missed} more"
    )
    for reason, groups in hard.items():
        print(_row(f"{reason.value} (hard)", groups, count))


def _checked(one: Portrait) -> tuple[Decision, tuple[Reason, ...]]:
    copy = as_jpeg(one.picture)
    found = checking.check_photo(copy)[0]
    _times.append(_after_decoding(lambda: checking.check_photo(copy), copy))
    return found.decision, found.reasons


def _after_decoding(check: Callable[[], object], copy: bytes) -> float:
    """Milliseconds of processor time of the whole check less what decoding takes."""
    started = time.process_time()
    check()
    checked = time.process_time()
    checking._opened(copy, whole=False)  # noqa: SLF001 - what is to be left out
    return ((checked - started) - (time.process_time() - checked)) * 1e3


def _row(label: str, found: Counter[str], count: Counter[str], *, bound: bool = False) -> str:
    cells = [
        f"{group} {found[group]}/{count[group]}"
        + (f" (at most {_most(found[group], count[group]):.1%})" if bound else "")
        for group in GROUPS
        if count[group]
    ]
    return f"  {label:34} {'; '.join(cells)}"


def _most(found: int, of: int) -> float:
    """Wilson's upper bound, one-sided 97.5%."""
    share, z = found / of, _Z
    middle = share + z * z / (2 * of)
    return (middle + z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))) / (1 + z * z / of)


if __name__ == "__main__":
    sys.exit(main())
