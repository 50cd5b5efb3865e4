"""`python -m infra.local.simulators.records --port 8011 --people 100000 --changes .local/records`."""

import argparse
import errno
import signal
import sys
import time
from pathlib import Path

from infra.local.simulators.records.server import RecordServer
from infra.local.simulators.records.shelf import Shelf, population

_TRIED_PORTS = 50
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
    server = _bind(arguments.port, shelf)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    seconds = time.monotonic() - begun
    print(
        f"record system ready at {server.url} with {shelf.size()} made-up people after {seconds:.1f} s",
        flush=True,
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        server.shelf.close()


def _tell(number: int) -> None:
    if number % _TOLD_EVERY == 0:
        print(f"{number} people are made up", flush=True)


def _bind(port: int, shelf: Shelf) -> RecordServer:
    for candidate in range(port, port + _TRIED_PORTS if port else 1):
        try:
            return RecordServer(candidate, shelf)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            print(f"port {candidate} is taken", flush=True)
    sys.exit("No free port was found. Choose another with --port.")


if __name__ == "__main__":
    main()
