"""The simulator's HTTP: GuardDuty's `SendObjectMalwareScan`, a label for people, and the switch for faults."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from infra.local.simulators.scanner.cloud import Cloud, NoSuchObjectError, Wanted
from infra.local.simulators.scanner.scan import FAILED
from infra.local.simulators.serving import Fault, Faults, SimulatorHandler, SimulatorServer, in_a_thread

MODES = ("off", "down", "slow", "late", "silent", "fail", "duplicate", "wrong-version")
_WAITS = {"slow": 2.0, "late": 30.0}
_SEND = "/object-malware-scan/send"
_MOST_BYTES = 64 * 1024


class ScannerServer(SimulatorServer):
    """A scanner; each scan runs in a thread of its own after the answer."""

    def __init__(self, port: int, cloud: Cloud) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(port, _Handler, Faults(MODES, _WAITS))
        self.cloud = cloud

    def scan_later(self, wanted: Wanted, fault: Fault) -> None:
        """Scan, tag and tell, with the fault's part in it."""
        threading.Thread(target=self._scan, args=(wanted, fault), daemon=True).start()

    def _scan(self, wanted: Wanted, fault: Fault) -> None:
        if fault.mode == "silent":
            return
        time.sleep(fault.seconds)
        found = FAILED if fault.mode == "fail" else self.cloud.scan(wanted)
        self.cloud.tag(wanted, found)
        told = replace(wanted, version=uuid.uuid4().hex) if fault.mode == "wrong-version" else wanted
        for _ in range(2 if fault.mode == "duplicate" else 1):
            self.cloud.tell(told, found)


@contextmanager
def running(cloud: Cloud, port: int = 0) -> Iterator[ScannerServer]:
    """A server in a thread of this process, stopped at the end."""
    with in_a_thread(ScannerServer(port, cloud)) as server:
        yield server


class _Handler(SimulatorHandler):
    server: ScannerServer
    server_version = "probity-scanner-simulator"

    def get(self) -> None:
        """Say what this is."""
        self._send(
            HTTPStatus.OK, {"what": self.server.cloud.scanner.label, "fault": self.server.faults.now.mode}
        )

    def post(self) -> None:
        """One of the two things that can be asked for."""
        body = self._body()
        if self.path == "/_faults":
            self._switch(body)
        elif self.path == _SEND:
            self._request_scan(body)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "UnknownOperationException", "No such operation")

    def _request_scan(self, body: Any) -> None:
        fault = self.server.faults.next()
        if fault.mode == "down":
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, "InternalServerErrorException", "Simulated")
            return
        stored = body.get("s3Object") if isinstance(body, dict) else None
        if not isinstance(stored, dict) or not stored.get("bucket") or not stored.get("key"):
            self._refuse(HTTPStatus.BAD_REQUEST, "BadRequestException", "bucket and key are required")
            return
        try:
            wanted = self.server.cloud.find(stored["bucket"], stored["key"], stored.get("versionId"))
        except NoSuchObjectError as missing:
            self._refuse(HTTPStatus.BAD_REQUEST, "BadRequestException", str(missing))
            return
        self._send(HTTPStatus.OK, {})
        self.server.scan_later(wanted, fault)

    def _switch(self, body: Any) -> None:
        try:
            mode = self.server.faults.switch_as_asked(body)
        except ValueError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, "BadRequestException", str(error))
            return
        self._send(HTTPStatus.OK, {"mode": mode})

    def _body(self) -> Any:
        try:
            return json.loads(self.content(_MOST_BYTES) or b"")
        except ValueError:
            return None

    def _refuse(self, status: HTTPStatus, name: str, message: str) -> None:
        self._send(status, {"message": message, "__type": name}, x_amzn_ErrorType=name)

    def _send(self, status: HTTPStatus, body: dict[str, Any], **headers: str) -> None:
        self.send(status, "application/json", json.dumps(body).encode(), **headers)
