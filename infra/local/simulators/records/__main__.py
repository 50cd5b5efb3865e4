"""`python -m infra.local.simulators.records --port 8011 --people 100000 --changes .local/records`."""

import argparse
import time
from pathlib import Path

from infra.local.simulators.records.server import RecordServer
from infra.local.simulators.records.shelf import Shelf, population
from infra.local.simulators.serving import near, serve_until_told

_TOLD_EVERY = 20_000


def main() -> None:
    """Serve until stopped; a taken port is said plainly and the next free one is used."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators.records")
    parser.add_argument("--port", type=int, default=8011)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--changes", type=Path, default=Path(".local/records"))
    arguments = parser.parse_args()
    begun = time.monotonic()
    shelf = Shelf(population(arguments.people, progress=_tell), arguments.changes)
    server = near(arguments.port, lambda port: RecordServer(port, shelf))
    seconds = time.monotonic() - begun
    ready = f"record system ready at {server.url} with {shelf.size()} made-up people after {seconds:.1f} s"
    try:
        serve_until_told(server, ready)
    finally:
        shelf.close()


def _tell(number: int) -> None:
    if number % _TOLD_EVERY == 0:
        print(f"{number} people are made up", flush=True)


if __name__ == "__main__":
    main()
