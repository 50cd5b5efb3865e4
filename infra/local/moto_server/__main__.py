"""moto in its own process: `python -m infra.local.moto_server --port 8010 --region eu-west-2`."""

import argparse
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from infra.local.moto_server import shim
from infra.local.moto_server.gateway import Gateway

_WITHOUT_BODY = (204, 304)


class _Handler(MotoRequestHandler):
    """One connection, kept alive: the gateway reads each request to its end, so the next one can follow."""

    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    timeout = 120

    def run_wsgi(self) -> None:
        """Answer one request, in one packet."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
            self.wfile.flush()
        caught: list[Any] = []
        try:
            body = b"".join(self.server.app(self.make_environ(), lambda *start: caught.append(start)))
        except ConnectionAbortedError:
            self.close_connection = True
            return
        status, _, reason = caught[0][0].partition(" ")
        self._send(int(status), reason, caught[0][1], body)

    def _send(self, status: int, reason: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status, reason)
        for name, value in headers:
            if self.command == "HEAD" or name.lower() != "content-length":
                self.send_header(name, value)
        if self.command != "HEAD" and status not in _WITHOUT_BODY:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--region", default="eu-west-2")
    wanted = parser.parse_args()
    shim.install()
    gateway = Gateway(DomainDispatcherApplication(create_backend_app), wanted.region)
    server = make_server("127.0.0.1", wanted.port, gateway, threaded=True, request_handler=_Handler)
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    main()
