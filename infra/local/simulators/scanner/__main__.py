"""`python -m infra.local.simulators.scanner --port 8012`; AWS is where `AWS_ENDPOINT_URL` says."""

import argparse

from infra.local.simulators.scanner.cloud import Cloud
from infra.local.simulators.scanner.server import LABEL, ScannerServer
from infra.local.simulators.serving import near, serve_until_told


def main() -> None:
    """Serve until stopped; a taken port is said plainly and the next free one is used."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.simulators.scanner", description=LABEL)
    parser.add_argument("--port", type=int, default=8012)
    cloud = Cloud()
    server = near(parser.parse_args().port, lambda port: ScannerServer(port, cloud))
    serve_until_told(server, f"{LABEL}\nscanner simulator ready at {server.url}")


if __name__ == "__main__":
    main()
