"""Serves the pages: chalice's own local gateway for one app on the ports of the three origins.

Threaded, with Nagle off (Chalice's own server loses 40 ms a request to it) and connections kept
alive. What the gateway answers by itself carries the headers that infra/gateway.yaml gives it in AWS.
`python -m infra.local.http_server --port N --port N --port N`.
"""

import argparse
import importlib
import signal
import threading
from functools import cache
from http.server import ThreadingHTTPServer
from typing import Any

from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    CustomLocalChalice,
    LambdaEventConverter,
    LocalChalice,
    LocalGateway,
    LocalGatewayException,
)

from infra.join import joined

_LARGEST_BODY = 10 * 1024 * 1024  # what API Gateway takes
_TIMEOUT = 29  # seconds that API Gateway waits for a function


class Gateway(LocalGateway):
    """Chalice's local gateway, for all connections; a content type is binary whatever its parameters."""

    def __init__(self, app: Any) -> None:
        """Front `app`, which from then on keeps its current request by thread."""
        if not isinstance(app, LocalChalice):
            CustomLocalChalice.__bases__ = (LocalChalice, app.__class__)
            app.__class__ = CustomLocalChalice
        super().__init__(
            app, Config.create(chalice_app=app, lambda_timeout=_TIMEOUT, lambda_memory_size=1024)
        )
        self.event_converter._is_binary = self._is_binary  # noqa: SLF001 -- Chalice compares the whole header
        self._binary = LambdaEventConverter._is_binary  # noqa: SLF001 -- as above

    def _is_binary(self, headers: dict[str, Any]) -> bool:
        content_type = headers.get("content-type", headers.get("Content-Type", ""))
        return bool(
            self._binary(self.event_converter, {"content-type": content_type.partition(";")[0].strip()})
        )


class Handler(ChaliceRequestHandler):
    """One connection: read a request, answer in one packet, keep the connection."""

    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60
    gateway: Gateway

    def __init__(self, *arguments: Any) -> None:
        """Share one gateway instead of making one a connection."""
        self.local_gateway = self.gateway
        super(ChaliceRequestHandler, self).__init__(*arguments)

    def _parse_payload(self) -> tuple[dict[str, Any], bytes | None]:
        size = int(self.headers.get("content-length") or 0)
        if size > _LARGEST_BODY:
            self._drop(size)
            raise TooLargeError({}, b'{"message": "Request Entity Too Large"}')
        return dict(self.headers), self.rfile.read(size) if size else None

    def _drop(self, size: int) -> None:
        """Read what is sent so that the sender gets to hear the answer, and keep nothing of it."""
        while size > 0 and (part := self.rfile.read(min(size, 65536))):
            size -= len(part)

    def _generic_handle(self) -> None:
        try:
            super()._generic_handle()
        except LocalGatewayException as refusal:
            self._send_error_response(refusal)

    def _send_error_response(self, error: LocalGatewayException) -> None:
        headers = {**gateway_headers(), **error.headers, "Content-Type": "application/json"}
        self._send_http_response(error.CODE, headers, error.body)

    def _send_http_response_with_body(self, code: int, headers: dict[str, Any], body: str | bytes) -> None:
        if self.command == "HEAD":
            self._send_http_response_no_body(code, headers)
            return
        super()._send_http_response_with_body(code, headers, body)

    def log_message(self, *_: object) -> None:
        """Say nothing: addresses of pages hold references."""


for _method in ("GET", "PUT", "POST", "HEAD", "DELETE", "PATCH", "OPTIONS"):
    setattr(Handler, f"do_{_method}", Handler._generic_handle)  # noqa: SLF001 -- as Chalice binds its own


class TooLargeError(LocalGatewayException):
    """A body that API Gateway would not take."""

    CODE = 413


@cache
def gateway_headers() -> dict[str, str]:
    """What the gateway adds to its own answers in AWS, from the template."""
    responses = joined("prod")["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    declared = responses["DEFAULT_4XX"]["ResponseParameters"]["Headers"]
    return {name: value[1:-1] for name, value in declared.items()}


class Server(ThreadingHTTPServer):
    """One port."""

    daemon_threads = True
    request_queue_size = 128


def serve(app: Any, ports: list[int]) -> list[Server]:
    """Begin to serve `app` on every port, in threads of their own."""
    handler = type("BoundHandler", (Handler,), {"gateway": Gateway(app)})
    servers = [Server(("127.0.0.1", port), handler) for port in ports]
    for server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return servers


def main() -> None:
    """Serve until the process is told to end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, action="append", required=True)
    wanted = parser.parse_args()
    told = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: told.set())
    servers = serve(importlib.import_module("app").app, wanted.port)
    gateway_headers()
    told.wait()
    for server in servers:
        server.shutdown()


if __name__ == "__main__":
    main()
