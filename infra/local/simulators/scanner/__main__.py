"""`python -m infra.local.simulators.scanner --port 8012`; AWS is where `AWS_ENDPOINT_URL` says."""

import argparse
import errno
import signal
import sys

from infra.local.simulators.scanner.cloud import Cloud
from infra.local.simulators.scanner.server import LABEL, ScannerServer

_TRIED_PORTS = 50


def main() -> None:
    """Serve until stopped; a taken port is said plainly and the next free one is used."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators.scanner", description=LABEL)
    parser.add_argument("--port", type=int, default=8012)
    server = _bind(parser.parse_args().port, Cloud())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(LABEL, flush=True)
    print(f"scanner simulator ready at {server.url}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _bind(port: int, cloud: Cloud) -> ScannerServer:
    for candidate in range(port, port + _TRIED_PORTS if port else 1):
        try:
            return ScannerServer(candidate, cloud)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            print(f"port {candidate} is taken", flush=True)
    raise SystemExit(f"no free port from {port} on")


if __name__ == "__main__":
    main()
