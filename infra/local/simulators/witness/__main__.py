"""`python -m infra.local.simulators.witness --port N --folder .local/witness --trust .local/trust.json --origin O`.

It believes the log keys of the trust list, and forgets what it saw when it ends: a log begins anew with each start of
the stack. A witness outside keeps what it saw for ever.
"""

import argparse
import base64
import json
from collections.abc import Callable, Collection
from pathlib import Path

from infra.local.simulators.serving import serve_until_told
from infra.local.simulators.witness.book import Book
from infra.local.simulators.witness.key import prepare
from infra.local.simulators.witness.server import WitnessServer

_RAW = 32


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators.witness")
    parser.add_argument("--port", type=int, default=8015)
    parser.add_argument("--folder", type=Path, default=Path(".local/witness"))
    parser.add_argument("--trust", type=Path, default=Path(".local/trust.json"))
    parser.add_argument("--origin", action="append", required=True, help="a log that is watched")
    wanted = parser.parse_args()
    keys = listed_keys(wanted.trust, wanted.origin)
    server = WitnessServer(wanted.port, Book(prepare(wanted.folder), keys))
    serve_until_told(server, f"witness simulator ready at {server.url} for {', '.join(wanted.origin)}")


def listed_keys(trust: Path, origins: Collection[str]) -> Callable[[str], list[bytes]]:
    """The log keys in a trust list, read anew for each request, for the logs that are watched."""

    def keys(origin: str) -> list[bytes]:
        if origin not in origins or not trust.exists():
            return []
        listed = json.loads(trust.read_text())["keys"]
        return [base64.b64decode(key["public_key"])[-_RAW:] for key in listed if key["use"] == "log"]

    return keys


if __name__ == "__main__":
    main()
