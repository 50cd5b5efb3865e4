"""Every PDF and picture of public corpora and our own bombs: each answered, the host never down, copies harmless.

Promised: an answer within 10 s and 512 MB, the host never down, copies that open again and hold nothing active, and
of the files that are readable within the limits that we state, 1% or fewer refused. Readable is what pdfium draws
(every page of at most ten) or Pillow loads; the limits are 10 MB, one of seven formats by its first bytes, no
password, ten pages, sides at most 1 to 20 (pictures 1 to 5), pictures of 300 dots and more a side and of 50 million
at most (WebP 16).

`python -m bench.disarm [--only NAME...] [--most N] [--afresh]`; what was found is kept in .local/bench/disarm and
gone on with. Exit 1 when a promise is broken. `corpora.MIRROR` says where the clones are expected.
"""

import argparse
import collections
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.disarm.corpora import REPOSITORIES, Sample, samples
from bench.disarm.host import Host
from bench.disarm.peers import objections, opens
from tests.attack.bombs import BOMBS

SECONDS, MEGABYTES, FALSE_SHARE = 10.0, 512, 0.01
KEPT = Path(__file__).resolve().parents[2] / ".local" / "bench" / "disarm"
LIMITS = frozenset(
    [
        "too_big",
        "empty",
        "wrong_type",
        "other_picture",
        "office_file",
        "program",
        "password",
        "too_many_pages",
        "too_small",
        "bad_shape",
        "too_many_pixels",
    ]
)
"""Refusals that follow from what we say we take."""
_OURS = "bombs"
Row = dict[str, Any]


def main() -> int:
    """Take what is asked for; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.disarm", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[_OURS, *REPOSITORIES], help="corpora, or `bombs`")
    parser.add_argument("--most", type=int, help="files of each")
    parser.add_argument("--afresh", action="store_true", help="forget what was found before")
    wanted = parser.parse_args()
    if wanted.afresh:
        shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    rows = [row for name in wanted.only for row in _taken(name, wanted.most)]
    return 0 if _report(rows) else 1


def _taken(name: str, most: int | None) -> list[Row]:
    """The rows of a corpus: those of before, and those that were still to do."""
    log = KEPT / f"{name.replace('/', '+')}.jsonl"
    before = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    rows = [
        row for row in before if row.get("refused") != "not_now"
    ]  # the machine was busy: asked again, as a queue does
    folder = KEPT / name.replace("/", "+")
    folder.mkdir(exist_ok=True)
    host = Host(folder)
    with log.open("a") as out:
        for sample in _some(_samples(name, {row["name"] for row in rows}), most and most - len(rows)):
            row = _row(host, sample)
            rows.append(row)
            out.write(json.dumps(row) + "\n")
            out.flush()
    host.close()
    for row in rows:
        row["corpus"] = name
    return rows


def _samples(name: str, known: set[str]) -> Iterator[Sample]:
    if name != _OURS:
        yield from samples(name, known)
        return
    for bomb, make in BOMBS.items():
        if f"{_OURS}:{bomb}" not in known:
            yield Sample(_OURS, bomb, make())


def _some(found: Iterator[Sample], most: int | None) -> Iterator[Sample]:
    for number, sample in enumerate(found):
        if most is not None and number >= most:
            return
        yield sample


def _row(host: Host, sample: Sample) -> Row:
    falls = host.falls
    row = {"name": sample.name, "bytes": len(sample.content), **host.take(sample.content)}
    row["fell"] = host.falls - falls
    if row.get("refused") and row["refused"] not in LIMITS:
        row["opens"] = opens(sample.content)
    return row


def _report(rows: list[Row]) -> bool:
    for name, group in _grouped(rows):
        _say(name, group)
    _say("all", rows)
    false = [row for row in rows if row["corpus"] != _OURS and _is_false(row)]
    for row in false:
        print(f"  refused though it opens with {', '.join(row['opens'])}: {row['name']}: {row['refused']}")
    said = [line for name, _ in _grouped(rows) for line in objections(KEPT / name.replace("/", "+"))]
    print(*[f"  {line}" for line in said], sep="\n")
    share = _false_share([row for row in rows if row["corpus"] != _OURS])
    slow = [row["name"] for row in rows if row.get("wall", 99) > SECONDS]
    large = max(row.get("most", 0) for row in rows)
    falls = sum(row["fell"] for row in rows)
    print(f"slower than {SECONDS:.0f} s: {slow or 'none'}; largest child {large} MB; host fell {falls} times")
    print(
        f"others object to {len(said)} of {sum('copy' in row for row in rows)} copies; refused in error {share:.2%}"
    )
    return not slow and large <= MEGABYTES and not falls and not said and share <= FALSE_SHARE


def _grouped(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["corpus"]].append(row)
    yield from groups.items()


def _say(name: str, rows: list[Row]) -> None:
    walls = sorted(row.get("wall", 99.0) for row in rows) or [0.0]
    reasons = collections.Counter(row["refused"] for row in rows if "refused" in row)
    taken = sum("copy" in row for row in rows)
    print(
        f"{name}: {len(rows)} files, {taken} copied, refused in error {sum(map(_is_false, rows))} "
        f"({_false_share(rows):.2%} of the readable), wall median {walls[len(walls) // 2]:.2f} s, "
        f"p95 {walls[int(len(walls) * 0.95)]:.2f}, worst {walls[-1]:.2f}"
    )
    print("    refused: " + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))


def _is_false(row: Row) -> bool:
    """Whether a file was refused that opens within our limits: with pdfium for papers, with Pillow for pictures."""
    return bool({"pdfium", "pillow"} & set(row.get("opens", ())))


def _false_share(rows: list[Row]) -> float:
    false, taken = sum(map(_is_false, rows)), sum("copy" in row for row in rows)
    return false / max(1, false + taken)


if __name__ == "__main__":
    sys.exit(main())
