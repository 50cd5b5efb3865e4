"""`python -m infra.local.simulators.records --port 8011 --people 10000 --folder .local/people`."""

import argparse
import errno
import signal
import sys
from pathlib import Path

from infra.local.simulators.records.server import RecordServer
from infra.local.simulators.records.shelf import Shelf, prepare

_TRIED_PORTS = 50


def main() -> None:
    """Serve until stopped; a taken port is said plainly and the next free one is used."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators.records")
    parser.add_argument("--port", type=int, default=8011)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path(".local/people"))
    arguments = parser.parse_args()
    server = _bind(arguments.port, Shelf(prepare(arguments.folder, arguments.people)))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"record system ready at {server.url} with {server.shelf.size()} made-up people", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        server.shelf.close()


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
