"""`python -m bench.names.building --people 13000000`: how long an index takes to build, and how much memory.

Building is what `names build` does: from a file with a line of JSON a record to an index that opens. Drawing the
made-up people and writing that file comes before and is timed apart; `--records` names a file that is there already.
"""

import argparse
import os
import resource
import time
from pathlib import Path

from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.model import default_model
from infra.local.population.prepare import FOLDER, folder_of, lines

SEED = 1


def main() -> None:
    """Draw unless the lines are there, build, open, and say what each took."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.building", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--records", type=Path, help="the people's lines, if they were drawn before")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    records = given.records or _drawn(given.people, given.folder)
    print(f"load before building {_load()}", flush=True)
    index = folder_of(given.people, SEED, given.folder)
    before, began = _cpu(), time.perf_counter()
    with records.open("rb") as file:
        build(file, index, model=default_model().id, processes=given.processes)
    took = time.perf_counter() - began
    print(
        f"built in {took:.0f} s wall, {_cpu() - before:.0f} s of processor time, load {_load()}", flush=True
    )
    own, child = (resource.getrusage(who).ru_maxrss // 1024 for who in _WHO)
    print(f"peak resident {own} MB, and {child} MB in each of {given.processes} processes")
    began = time.perf_counter()
    people = EmbeddedIndex(index).people
    size = sum(
        (index / layout.read_manifest(index).generation / name).stat().st_size for name in layout.FILES
    )
    print(
        f"{people:,} people opened in {time.perf_counter() - began:.3f} s, {size / people:.0f} MB per million"
    )


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _drawn(count: int, folder: Path) -> Path:
    records, began = folder / f"people-{SEED}-{count}.jsonl", time.perf_counter()
    with records.open("wb") as file:
        file.writelines(lines(count, SEED))
    print(
        f"drawn in {time.perf_counter() - began:.0f} s wall, {_cpu():.0f} s of processor time (not building)"
    )
    return records


def _cpu() -> float:
    """Of this process and of those it started and outlived, in seconds."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, _WHO))


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


if __name__ == "__main__":
    main()
