"""moto in its own process: `python -m infra.local.moto_server --port 8010 --region eu-west-2`."""

import argparse

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from infra.local.moto_server import shim
from infra.local.moto_server.gateway import Gateway


class _Handler(MotoRequestHandler):
    disable_nagle_algorithm = True
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a request a line would drown what matters."""


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
