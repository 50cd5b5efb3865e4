"""The simulator's HTTP: GuardDuty's `SendObjectMalwareScan`, a label for people, and the switch for faults."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.local.simulators.scanner.cloud import Cloud, NoSuchObjectError, Wanted
from infra.local.simulators.scanner.faults import Fault, Faults
from infra.local.simulators.scanner.scan import FAILED

LABEL = (
    "SIMULATOR of GuardDuty Malware Protection for S3. It knows the EICAR test file and nothing else: "
    "it is no virus scanner and is never used in AWS."
)
_SEND = "/object-malware-scan/send"
_MOST_BYTES = 64 * 1024


class ScannerServer(ThreadingHTTPServer):
    """Serves on the loop-back interface; each scan runs in a thread of its own after the answer."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, cloud: Cloud) -> None:
        """Take the port; raises `OSError` when somebody has it."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.cloud = cloud
        self.faults = Faults()

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""

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
    server = ScannerServer(port, cloud)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ScannerServer
    protocol_version = "HTTP/1.1"
    server_version = "probity-scanner-simulator"
    disable_nagle_algorithm = True
    timeout = 60
    wbufsize = -1

    def do_GET(self) -> None:
        """Say what this is."""
        self._send(HTTPStatus.OK, {"what": LABEL, "fault": self.server.faults.now.mode})

    def do_POST(self) -> None:
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
        wanted = body if isinstance(body, dict) else {}
        try:
            self.server.faults.switch(
                str(wanted.get("mode") or "off"), wanted.get("seconds"), wanted.get("times")
            )
        except ValueError as error:
            self._refuse(HTTPStatus.BAD_REQUEST, "BadRequestException", str(error))
            return
        self._send(HTTPStatus.OK, {"mode": wanted.get("mode") or "off"})

    def _body(self) -> Any:
        length = int(self.headers.get("Content-Length", 0))
        if length > _MOST_BYTES:
            self.close_connection = True
            return None
        try:
            return json.loads(self.rfile.read(length))
        except ValueError:
            return None

    def _refuse(self, status: HTTPStatus, name: str, message: str) -> None:
        self._send(status, {"message": message, "__type": name}, {"x-amzn-ErrorType": name})

    def _send(self, status: HTTPStatus, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        named = {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: keys of documents belong in no log of ours."""
