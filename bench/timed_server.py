"""The local server with a clock: each answer says in `Server-Timing` what was ours and what was AWS's (moto's).

Ours is everything between the first line of the request and the answer's headers, less the time that
requests to AWS were under way. `python -m bench.timed_server --port N`.
"""

import argparse
import importlib
import threading
import time
from collections.abc import Callable
from typing import Any

from botocore.httpsession import URLLib3Session

from infra.local.http_server import Gateway, Handler, Server

_current = threading.local()


class TimedHandler(Handler):
    """Notes when a request begins, and what it waited for."""

    def parse_request(self) -> bool:
        """Begin the clock; the request's first line has arrived."""
        _current.began, _current.waited, _current.calls = time.perf_counter(), 0.0, 0
        return super().parse_request()

    def _send_http_response(self, code: int, headers: dict[str, Any], body: str | bytes | None) -> None:
        whole = time.perf_counter() - _current.began
        own, aws = (whole - _current.waited) * 1000, _current.waited * 1000
        timing = f'own;dur={own:.3f}, aws;dur={aws:.3f};desc="{_current.calls}"'
        super()._send_http_response(code, {**headers, "Server-Timing": timing}, body)


def timed(send: Callable[..., Any]) -> Callable[..., Any]:
    """`send` with its time and count noted for the request that this thread answers."""

    def send_timed(session: URLLib3Session, request: Any) -> Any:  # noqa: ANN401 - botocore's own types
        began = time.perf_counter()
        try:
            return send(session, request)
        finally:
            if hasattr(_current, "waited"):
                _current.waited += time.perf_counter() - began
                _current.calls += 1

    return send_timed


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    URLLib3Session.send = timed(URLLib3Session.send)  # type: ignore[method-assign]
    TimedHandler.gateway = Gateway(importlib.import_module("app").app)
    Server(("127.0.0.1", port), TimedHandler).serve_forever()


if __name__ == "__main__":
    main()
