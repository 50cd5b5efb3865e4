"""Answers time-stamp and certificate-status requests: `python -m infra.local.pki.serve --port N [--folder DIR]`."""

import argparse
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.local.pki.architecture import ARCHITECTURE, DEFAULT_PORT, load, prepare, tsa_url

Start = Callable[..., Any]
_LATER = int(os.environ.get("SIMULATED_DELAY_MS", "0")) / 1000
"""Seconds that an answer takes longer, so that the bench sees a network between."""


class Responder:
    """certomancer's WSGI application; it reads the PKI again when keys were certified since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._answer: Start = self._load()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        with self._lock:
            if self._changed_at() != self._read_at:
                self._answer = self._load()
        time.sleep(_LATER)
        return self._answer(environ, start_response)

    def _load(self) -> Start:
        from certomancer.integrations.animator import Animator, AnimatorArchStore  # noqa: PLC0415 - costly
        from certomancer.registry import ArchLabel  # noqa: PLC0415 - costly

        self._read_at = self._changed_at()
        store = AnimatorArchStore({ArchLabel(ARCHITECTURE): load(self._folder)})
        answer = Animator(store, with_web_ui=False, allow_time_override=False)
        answer.at_time = lambda _: datetime.now(UTC).replace(microsecond=0)  # RFC 6960 4.2.2.1: whole seconds
        return answer

    def _changed_at(self) -> float:
        leaves = self._folder / "leaves.json"
        return leaves.stat().st_mtime if leaves.exists() else 0.0


def make_server(folder: Path, port: int) -> Any:
    """A threaded server on the loop-back interface, without Nagle's delay; `serve_forever` runs it."""
    from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415 - only for serving

    class Handler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def log_request(self, *_: object) -> None:
            """Stay quiet."""

    return make_server("127.0.0.1", port, Responder(folder), threaded=True, request_handler=Handler)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--folder", type=Path, default=Path(".local/pki"))
    arguments = parser.parse_args()
    prepare(arguments.folder)
    server = make_server(arguments.folder, arguments.port)
    print(f"time stamps at {tsa_url(server.server_port)}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
