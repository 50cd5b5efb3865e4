"""`python -m infra.local.simulators.scanner --port 8012`; AWS is where `AWS_ENDPOINT_URL` says."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from infra.local.simulators.scanner import clamav
from infra.local.simulators.scanner.cloud import Cloud
from infra.local.simulators.scanner.scan import OneWord, Scanner
from infra.local.simulators.scanner.server import ScannerServer
from infra.local.simulators.serving import near, serve_until_told


def main() -> None:
    """Serve until stopped; a taken port is said plainly and the next free one is used."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.simulators.scanner", description=OneWord.label
    )
    parser.add_argument("--port", type=int, default=8012)
    given = parser.parse_args()
    with best_scanner() as scanner:
        cloud = Cloud(scanner=scanner)
        server = near(given.port, lambda port: ScannerServer(port, cloud))
        serve_until_told(server, f"{scanner.label}\nscanner simulator ready at {server.url}")


@contextmanager
def best_scanner() -> Iterator[Scanner]:
    """ClamAV where it is installed and starts; otherwise the fake, which says so."""
    with ExitStack() as stack:
        try:
            scanner: Scanner = stack.enter_context(clamav.running())
        except OSError as error:
            print(f"ClamAV does not run here ({error}).", flush=True)
            scanner = OneWord()
        yield scanner


if __name__ == "__main__":
    main()
