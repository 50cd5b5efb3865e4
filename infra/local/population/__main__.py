"""`python -m infra.local.population --people 100000 --records FILE.jsonl`: made-up records, one a line."""

import argparse
import sys
from pathlib import Path

from infra.local.population.prepare import lines


def main() -> None:
    """Write the records to a file, or to standard output."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.population", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--records", type=Path)
    given = parser.parse_args()
    if given.records is None:
        sys.stdout.buffer.writelines(lines(given.people, given.seed))
        return
    with given.records.open("wb") as file:
        file.writelines(lines(given.people, given.seed))


if __name__ == "__main__":
    main()
