"""The witness's HTTP: `add-checkpoint`, the newest checkpoint of a log, and the switch for faults."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from infra.local.simulators.serving import Faults, SimulatorHandler, SimulatorServer, in_a_thread
from infra.local.simulators.witness.book import Answer, Book

MODES = ("off", "down", "slow", "refuses", "conflict", "garbled", "stranger", "drop")
"""`conflict` says another size than is true; `garbled` answers 200 with no signature; `stranger` with another's."""
_MOST_BYTES = 64 * 1024
_JSON = "application/json"


class WitnessServer(SimulatorServer):
    """A witness; its address is the prefix for submission and for monitoring."""

    def __init__(self, port: int, book: Book) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(port, _Handler, Faults(MODES))
        self.book = book


@contextmanager
def running(book: Book, port: int = 0) -> Iterator[WitnessServer]:
    """A server in a thread of this process, stopped at the end."""
    with in_a_thread(WitnessServer(port, book)) as server:
        yield server


class _Handler(SimulatorHandler):
    server: WitnessServer
    server_version = "probity-witness-simulator"

    def get(self) -> None:
        """The newest checkpoint of a log."""
        origin_hash, _, rest = self.path.removeprefix("/").partition("/")
        found = (
            self.server.book.checkpoint(origin_hash) if rest == "checkpoint" else Answer(HTTPStatus.NOT_FOUND)
        )
        self._send(found)

    def post(self) -> None:
        """A checkpoint to cosign, or a fault to switch."""
        body = self.content(_MOST_BYTES)
        if body is None:
            self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        elif self.path == "/add-checkpoint":
            self._add(body)
        elif self.path == "/_faults":
            self._switch(body)
        else:
            self._send(Answer(HTTPStatus.NOT_FOUND))

    def _add(self, body: bytes) -> None:
        fault = self.server.faults.next()
        spoiled = {
            "down": Answer(HTTPStatus.SERVICE_UNAVAILABLE, "simulated\n"),
            "refuses": Answer(HTTPStatus.FORBIDDEN, "simulated\n"),
            "conflict": Answer(HTTPStatus.CONFLICT, "123456789\n", "text/x.tlog.size"),
            "garbled": Answer(HTTPStatus.OK, "not a signature\n"),
            "stranger": Answer(HTTPStatus.OK, f"\u2014 stranger.example {'A' * 104}\n"),
        }
        if fault.mode == "drop":
            self.close_connection = True
            return
        if fault.mode == "slow":
            time.sleep(fault.seconds)
        self._send(spoiled[fault.mode] if fault.mode in spoiled else self.server.book.add_checkpoint(body))

    def _switch(self, body: bytes) -> None:
        try:
            mode = self.server.faults.switch_as_asked(json.loads(body))
        except ValueError as error:
            self._send(Answer(HTTPStatus.BAD_REQUEST, json.dumps({"message": str(error)}), _JSON))
            return
        self._send(Answer(HTTPStatus.OK, json.dumps({"mode": mode}), _JSON))

    def _send(self, answer: Answer) -> None:
        self.send(answer.status, answer.content_type, answer.body.encode())
