"""What every simulator of an outside system serves with: HTTP on the loop-back interface, and a switch for faults."""

import errno
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

_TRIED_PORTS = 50
_SLOW = 10.0


@dataclass(frozen=True)
class Fault:
    """One fault; `seconds` is how long whoever is slow or late waits."""

    mode: str = "off"
    seconds: float = 0.0


class Faults:
    """The present fault, for all requests or for the next `times`."""

    def __init__(self, modes: Sequence[str], waits: Mapping[str, float] | None = None) -> None:
        """Begin without one; `waits` says how many seconds a mode waits unless the switch says otherwise."""
        self._modes, self._waits = modes, {"slow": _SLOW} if waits is None else waits
        self._lock = threading.Lock()
        self._fault = Fault()
        self._times: int | None = None

    def switch(self, mode: str, seconds: float | None = None, times: int | None = None) -> None:
        """Set the fault; raises `ValueError` for an unknown mode."""
        if mode not in self._modes:
            raise ValueError(f"mode is one of {', '.join(self._modes)}")
        with self._lock:
            self._fault = Fault(mode, self._waits.get(mode, 0.0) if seconds is None else float(seconds))
            self._times = times

    def switch_as_asked(self, asked: object) -> str:
        """Set the fault that a request's JSON asks for, and return its mode. Raises `ValueError`."""
        if not isinstance(asked, dict) or not asked.keys() <= {"mode", "seconds", "times"}:
            raise ValueError("Send mode, and seconds and times if need be.")
        mode = str(asked.get("mode") or "off")
        self.switch(mode, asked.get("seconds"), asked.get("times"))
        return mode

    @property
    def now(self) -> Fault:
        """The present fault, without using it up."""
        return self._fault

    def next(self) -> Fault:
        """The fault for the request that came."""
        with self._lock:
            fault = self._fault
            if self._times is not None:
                self._times -= 1
                if self._times <= 0:
                    self._fault, self._times = Fault(), None
            return fault


class SimulatorServer(ThreadingHTTPServer):
    """Serves on the loop-back interface; subclasses hold what their handler asks."""

    daemon_threads = True
    block_on_close = False
    host = "127.0.0.1"

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler], faults: Faults) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(("127.0.0.1", port), handler)
        self.faults = faults

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://{self.host}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class SimulatorHandler(BaseHTTPRequestHandler):
    """Connections that are kept alive, answers in one packet, and no log: names and keys belong in none of ours."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    wbufsize = -1

    def do_GET(self) -> None:
        """Let the simulator answer."""
        self.get()

    def do_POST(self) -> None:
        """Let the simulator answer."""
        self.post()

    def do_PUT(self) -> None:
        """Let the simulator answer."""
        self.put()

    def get(self) -> None:
        """Answer a GET."""
        self.send_error(HTTPStatus.NOT_IMPLEMENTED)

    post = put = get

    def content(self, most: int) -> bytes | None:
        """The request's body; None when it is longer than `most` bytes, and then the connection ends."""
        length = int(self.headers.get("Content-Length", 0))
        if length > most:
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def send(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        """Answer; a header's `_` stands for a dash."""
        self.send_response(status)
        named = {"Content-Type": kind, "Content-Length": str(len(content)), **headers}
        for name, value in named.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


S = TypeVar("S", bound=SimulatorServer)


@contextmanager
def in_a_thread(server: S) -> Iterator[S]:
    """Serve in a thread of this process, until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def near(port: int, make: Callable[[int], S]) -> S:
    """A server on a port or the next free one; a taken port is said plainly. Raises `SystemExit` without any."""
    for candidate in range(port, port + _TRIED_PORTS if port else 1):
        try:
            return make(candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            print(f"port {candidate} is taken", flush=True)
    raise SystemExit(f"No free port from {port} on. Choose another with --port.")


def serve_until_told(server: SimulatorServer, ready: str) -> None:
    """Say `ready` and serve until the process is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(ready, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
