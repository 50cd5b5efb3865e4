"""The witness's HTTP: `add-checkpoint`, the newest checkpoint of a log, and the switch for faults."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.local.simulators.witness.book import Answer, Book

MODES = ("off", "down", "slow", "refuses", "conflict", "garbled", "stranger", "drop")
"""`conflict` says another size than is true; `garbled` answers 200 with no signature; `stranger` with another's."""
_MOST_BYTES = 64 * 1024
_JSON = "application/json"


class Faults:
    """The present fault, for all requests or for the next `times`."""

    def __init__(self) -> None:
        """Begin without one."""
        self._lock = threading.Lock()
        self._mode, self._seconds, self._times = "off", 10.0, -1

    def switch(self, mode: str, seconds: float = 10.0, times: int | None = None) -> None:
        """Set the fault; raises `ValueError` for an unknown mode. `seconds` is how long `slow` waits."""
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        with self._lock:
            self._mode, self._seconds, self._times = mode, seconds, -1 if times is None else times

    def next(self) -> tuple[str, float]:
        """The fault for the request that came, and how long it waits."""
        with self._lock:
            mode, seconds = self._mode, self._seconds
            self._times -= 1
            if self._times == 0:
                self._mode = "off"
            return mode, seconds


class WitnessServer(ThreadingHTTPServer):
    """Serves on the loop-back interface."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, book: Book) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.book = book
        self.faults = Faults()

    @property
    def url(self) -> str:
        """Where logs find it: submission and monitoring prefix."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@contextmanager
def running(book: Book, port: int = 0) -> Iterator[WitnessServer]:
    """A server in a thread of this process, stopped at the end."""
    server = WitnessServer(port, book)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "probity-witness-simulator"
    disable_nagle_algorithm = True
    timeout = 60
    wbufsize = -1

    def do_GET(self) -> None:
        """The newest checkpoint of a log."""
        origin_hash, _, rest = self.path.removeprefix("/").partition("/")
        found = (
            self.server.book.checkpoint(origin_hash) if rest == "checkpoint" else Answer(HTTPStatus.NOT_FOUND)
        )
        self._send(found)

    def do_POST(self) -> None:
        """A checkpoint to cosign, or a fault to switch."""
        length = int(self.headers.get("Content-Length", 0))
        if length > _MOST_BYTES:
            self.close_connection = True
            self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        body = self.rfile.read(length)
        if self.path == "/add-checkpoint":
            self._add(body)
        elif self.path == "/_faults":
            self._switch(body)
        else:
            self._send(Answer(HTTPStatus.NOT_FOUND))

    def _add(self, body: bytes) -> None:
        mode, seconds = self.server.faults.next()
        spoiled = {
            "down": Answer(HTTPStatus.SERVICE_UNAVAILABLE, "simulated\n"),
            "refuses": Answer(HTTPStatus.FORBIDDEN, "simulated\n"),
            "conflict": Answer(HTTPStatus.CONFLICT, "123456789\n", "text/x.tlog.size"),
            "garbled": Answer(HTTPStatus.OK, "not a signature\n"),
            "stranger": Answer(HTTPStatus.OK, f"\u2014 stranger.example {'A' * 104}\n"),
        }
        if mode == "drop":
            self.close_connection = True
            return
        if mode == "slow":
            time.sleep(seconds)
        self._send(spoiled[mode] if mode in spoiled else self.server.book.add_checkpoint(body))

    def _switch(self, body: bytes) -> None:
        try:
            wanted = json.loads(body)
            self.server.faults.switch(
                str(wanted.get("mode") or "off"), float(wanted.get("seconds") or 10), wanted.get("times")
            )
        except (ValueError, AttributeError) as error:
            self._send(Answer(HTTPStatus.BAD_REQUEST, json.dumps({"message": str(error)}), _JSON))
            return
        self._send(Answer(HTTPStatus.OK, json.dumps({"mode": wanted.get("mode") or "off"}), _JSON))

    def _send(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        for name, value in (("Content-Type", answer.content_type), ("Content-Length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
