"""The simulator's HTTP: names search, one person, entries, the older enquiry, health, and the switch for faults."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic.alias_generators import to_snake

from chalicelib.records.adapters.leds_history import PersonAnswer
from chalicelib.records.checks import NamesEnquiry
from infra.local.simulators.records import names_enquiry
from infra.local.simulators.records.shelf import Duplicate, Moved, Shelf, population
from infra.local.simulators.serving import Fault, Faults, SimulatorHandler, SimulatorServer, in_a_thread

MODES = (
    "off",
    "slow",
    "error",
    "drop",
    "drop-after",
    "wrong-content",
    "truncated",
    "empty",
    "garbled",
    "throttled",
    "conflict",
    "mismatched",
)
"""`drop-after` does what was asked and hangs up; `mismatched` answers under another correlation id."""
_SEARCH = "/person-services/v1/names-search"
_NEW = "/person-services/v1/people"
_PEOPLE = f"{_NEW}/"
_ENQUIRY = "/pnc/enquiry"
_REQUIRED = ("Reason", "Justification", "On-Behalf-Of", "Correlation-Id", "System-Name")
_JUSTIFICATION = range(3, 251)
_MOST_BYTES = 1024 * 1024
_ASKED = ("surname", "forenames", "dateOfBirth")

Answer = tuple[HTTPStatus, dict[str, Any]]


class RecordServer(SimulatorServer):
    """Serves one shelf."""

    host = "localhost"

    def __init__(self, port: int, shelf: Shelf) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(port, _Handler, Faults(MODES))
        self.shelf = shelf


@contextmanager
def running(changes: Path, people: int = 2_000, port: int = 0) -> Iterator[RecordServer]:
    """A server in a thread of this process, stopped at the end; what is entered lies in the folder `changes`."""
    with in_a_thread(RecordServer(port, Shelf(population(people), changes))) as server:
        yield server
    server.shelf.close()


class _Handler(SimulatorHandler):
    server: RecordServer

    def get(self) -> None:
        if self.path == "/health":
            shelf = self.server.shelf
            self._send(HTTPStatus.OK, {"people": shelf.size(), "store": shelf.name})
        elif self.path.startswith(_PEOPLE):
            self._answer_with_faults(
                self._refusal() or self._person(unquote(self.path.removeprefix(_PEOPLE)))
            )
        else:
            self._send(*_problem(HTTPStatus.NOT_FOUND, "not-found", "No such address"))

    def post(self) -> None:
        content = self.content(_MOST_BYTES) or b""
        if self.path == _ENQUIRY:
            self._answer_enquiry(content)
            return
        body = _json(content)
        if self.path == "/_faults":
            self._switch_fault(body)
        elif self.path == _SEARCH:
            self._answer_with_faults(self._refusal() or self._search(body))
        elif self.path == _NEW:
            self._answer_entry(body)
        else:
            self._send(*_problem(HTTPStatus.NOT_FOUND, "not-found", "No such address"))

    def put(self) -> None:
        body = _json(self.content(_MOST_BYTES) or b"")
        if self.path.startswith(_PEOPLE):
            self._answer_entry(body, unquote(self.path.removeprefix(_PEOPLE)))
        else:
            self._send(*_problem(HTTPStatus.NOT_FOUND, "not-found", "No such address"))

    def _answer_entry(self, body: Any, person_id: str = "") -> None:
        """An entry is kept only when no fault prevents it, as in a system that fails before it writes."""
        fault = self.server.faults.next()
        if fault.mode not in {"off", "slow", "drop-after", "mismatched"}:
            self._send_spoiled(fault, (HTTPStatus.OK, {}))
            return
        self._send_spoiled(fault, self._refusal() or self._enter(body, person_id))

    def _enter(self, body: Any, person_id: str) -> Answer:
        try:
            PersonAnswer.model_validate(body).to_record()
        except ValueError:
            return _problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "unprocessable/entry", "The entry is not complete."
            )
        shelf = self.server.shelf
        try:
            entry = shelf.replace(person_id, body) if person_id else shelf.enter(body)
        except Moved:
            return _problem(HTTPStatus.CONFLICT, "conflict/version", "The record moved on")
        except Duplicate:
            return _problem(HTTPStatus.CONFLICT, "conflict/duplicate-exists", "The person is there already")
        if entry is None:
            return _problem(HTTPStatus.NOT_FOUND, "not-found", "No person has this identifier")
        return (HTTPStatus.OK if person_id else HTTPStatus.CREATED), entry

    def _answer_enquiry(self, content: bytes) -> None:
        """The older door; every fault that has a meaning here works here too."""
        try:
            told = names_enquiry.answer(self.server.shelf, content)
        except names_enquiry.BadEnquiry as error:
            self._send(*_problem(HTTPStatus.BAD_REQUEST, "enquiry", str(error)))
            return
        fault = self.server.faults.next()
        mode = fault.mode
        if mode == "slow":
            time.sleep(fault.seconds)
        if mode == "mismatched":
            told = re.sub(b"<CorrelationId>[^<]*", b"<CorrelationId>of-another-question", told)
        if mode in {"off", "slow", "truncated", "mismatched"}:
            self._send_bytes(HTTPStatus.OK, "text/xml; charset=utf-8", told, cut=mode == "truncated")
        elif mode in {"empty", "garbled"}:
            self._send_bytes(HTTPStatus.OK, "text/xml", b"" if mode == "empty" else told[: len(told) // 2])
        else:
            self._send_spoiled(fault, (HTTPStatus.OK, {}))

    def _refusal(self) -> Answer | None:
        missing = [name for name in _REQUIRED if not self.headers.get(name)]
        if missing:
            return _problem(HTTPStatus.BAD_REQUEST, "missing-header", f"Header {missing[0]} is mandatory")
        if len(unquote(self.headers["Justification"])) not in _JUSTIFICATION:
            return _problem(
                HTTPStatus.BAD_REQUEST, "justification", "Justification takes 3 to 250 characters"
            )
        return None

    def _search(self, asked: Any) -> Answer:
        if not isinstance(asked, dict) or not all(isinstance(asked.get(name), str) for name in _ASKED):
            return _problem(HTTPStatus.BAD_REQUEST, "invalid-search", "Name and date of birth are mandatory")
        if not asked["surname"].strip() or any(c.isdigit() for c in asked["surname"] + asked["forenames"]):
            return _problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-name", "A name has letters and no digits"
            )
        try:
            enquiry = _enquiry(asked)
        except ValueError:
            return _problem(HTTPStatus.BAD_REQUEST, "invalid-search", "The question can't be understood")
        found = self.server.shelf.search(enquiry)
        return HTTPStatus.OK, {
            "systemVersion": f"simulator {self.server.shelf.name}",
            "matchesFound": found.total,
            "truncated": found.total > len(found.people),
            "people": found.people,
        }

    def _person(self, person_id: str) -> Answer:
        entry = self.server.shelf.person(person_id)
        if entry is None:
            return _problem(HTTPStatus.NOT_FOUND, "not-found", "No person has this identifier")
        return HTTPStatus.OK, entry

    def _switch_fault(self, wanted: Any) -> None:
        try:
            mode = self.server.faults.switch_as_asked(wanted)
        except ValueError as error:
            self._send(*_problem(HTTPStatus.BAD_REQUEST, "fault", str(error)))
        else:
            self._send(HTTPStatus.OK, {"mode": mode})

    def _answer_with_faults(self, answer: Answer) -> None:
        self._send_spoiled(self.server.faults.next(), answer)

    def _send_spoiled(self, fault: Fault, answer: Answer) -> None:
        mode = fault.mode
        if mode in _PROBLEMS:
            self._send(*_PROBLEMS[mode])
        elif mode in {"drop", "drop-after"}:
            self._hang_up()
        elif mode == "garbled":
            self._send_bytes(HTTPStatus.OK, "application/json", b'{"people": [')
        elif mode == "wrong-content":
            self._send_bytes(HTTPStatus.OK, "text/html", b"<html><title>Gateway</title></html>")
        elif mode == "empty":
            self._send(HTTPStatus.OK, {})
        elif mode == "truncated":
            self._send(*answer, cut=True)
        else:
            if mode == "slow":
                time.sleep(fault.seconds)
            self._send(*answer)

    def _send(self, status: HTTPStatus, body: dict[str, Any], *, cut: bool = False) -> None:
        kind = "application/json" if status < HTTPStatus.BAD_REQUEST else "application/problem+json"
        self._send_bytes(status, kind, json.dumps(body, ensure_ascii=False).encode(), cut=cut)

    def _send_bytes(self, status: HTTPStatus, kind: str, body: bytes, *, cut: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if correlation := self.headers.get("Correlation-Id"):
            mixed_up = self.server.faults.now.mode == "mismatched"
            self.send_header("Correlation-Id", "of-another-question" if mixed_up else correlation)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.wfile.flush()
        if cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _problem(status: HTTPStatus, kind: str, title: str) -> Answer:
    return status, {"type": f"/problems/{kind}", "title": title, "status": status.value}


def _enquiry(asked: dict[str, Any]) -> NamesEnquiry:
    """The question of a body; raises `ValueError`."""
    within = asked.get("within")
    return NamesEnquiry.model_validate(
        {
            "name": {"forenames": asked["forenames"], "surname": asked["surname"]},
            "birth_date": asked["dateOfBirth"],
            "sex": asked.get("sex") or "U",
            "birth_place": asked.get("placeOfBirth") or "",
            "within": {to_snake(name): value for name, value in within.items()} if within else None,
        }
    )


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


_PROBLEMS = {
    "error": _problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Down for maintenance"),
    "throttled": _problem(HTTPStatus.TOO_MANY_REQUESTS, "throttled", "Too many questions"),
    "conflict": _problem(HTTPStatus.CONFLICT, "conflict/version", "The record moved on"),
}
