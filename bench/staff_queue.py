"""The staff queue's first page with 10,000 open cases, and a static page, through the local server.

Promised: 15 ms or less of our own time (median of 1,000), AWS timed apart and asked no more than three times;
a static page 3 ms. `python -m bench.staff_queue [--cases N] [--requests N]`; exit 1 when a promise is broken.
"""

import argparse
import re
import statistics
import sys
from dataclasses import dataclass

from chalicelib.casework.store import CaseStore
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.unit_of_work import UnitOfWork
from infra.local.cases import rows as case_rows
from infra.local.ports import free_port
from infra.local.processes import listens
from infra.local.stack import ROOT, Options, Stack
from infra.local.staff import FIRST_OFFICER
from infra.local.visitor import Visitor

QUEUE_MS, STATIC_MS, CALLS = 15.0, 3.0, 3
_PORTS_FROM = 28001
_WARM_UP = 20
_BATCH = 25
"""As many items as DynamoDB takes at once."""
_TIMING = re.compile(r'own;dur=([\d.]+), aws;dur=([\d.]+);desc="(\d+)"')


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds, and the most calls that one answer took."""

    own: float
    own_p95: float
    aws: float
    calls: int

    def __str__(self) -> str:
        return f"own {self.own:.2f} ms (p95 {self.own_p95:.2f}), AWS {self.aws:.2f} ms in {self.calls} calls"


def measure(visitor: Visitor, path: str, requests: int) -> Measured:
    """GET `path` again and again on one connection."""
    for _ in range(_WARM_UP):
        visitor.client.get(path)
    timings = [_timing(visitor, path) for _ in range(requests)]
    own = sorted(t[0] for t in timings)
    aws = statistics.median(t[1] for t in timings)
    return Measured(statistics.median(own), own[int(len(own) * 0.95)], aws, max(int(t[2]) for t in timings))


def main() -> int:
    """Run it all; 0 when every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=1_000)
    wanted = parser.parse_args()
    options = Options(folder=ROOT / ".local" / "bench", people=50, ports_from=_PORTS_FROM)
    with Stack(options, say=lambda _: None) as stack:
        return report(stack, wanted.cases, wanted.requests)


def report(stack: Stack, cases: int, requests: int) -> int:
    """Seed the stack, measure, print; 0 when every promise is kept."""
    seed(stack, cases)
    items = DynamoItems(stack.place.client("dynamodb"), stack.environment["TABLE"])
    counts = CaseStore(UnitOfWork(items)).count()
    print(f"Open cases: {counts.by_state['open']:,}; requests: {requests:,}")
    with Visitor(_serve(stack)) as visitor:
        visitor.open("/staff/sign-in")
        visitor.submit("/staff/sign-in", email=FIRST_OFFICER.email, password=FIRST_OFFICER.password)
        queue = measure(visitor, "/staff/queue", requests)
        static = measure(visitor, visitor.find(r'href="(/static/app\.[0-9a-f]+\.css)"'), requests)
    print(f"Staff queue, first page: {queue}")
    print(f"Static page:             {static}")
    kept = queue.own <= QUEUE_MS and queue.calls <= CALLS and static.own <= STATIC_MS
    print(
        "Kept." if kept else f"Broken: {QUEUE_MS} ms and {CALLS} calls, {STATIC_MS} ms static, were promised."
    )
    return 0 if kept else 1


def seed(stack: Stack, cases: int) -> None:
    """Write open cases straight into the table; what lies around a case is not on the queue's page."""
    dynamodb, table = stack.place.client("dynamodb"), stack.environment["TABLE"]
    rows = [
        row for row in case_rows(cases) if row["pk"]["S"].startswith("case#") and row["sk"]["S"] == "state"
    ]
    for start in range(0, len(rows), _BATCH):
        puts = [{"PutRequest": {"Item": row}} for row in rows[start : start + _BATCH]]
        dynamodb.batch_write_item(RequestItems={table: puts})


def _serve(stack: Stack) -> str:
    """Start the timed server on a port of its own, as the staff's origin; its address."""
    port = free_port()
    origin = f"http://localhost:{port}"
    environment = stack.environment | {"STAFF_ORIGIN": origin}
    stack.processes.start("timed", "bench.timed_server", ["--port", str(port)], environment)
    stack.processes.wait_for(lambda: listens(port), "The timed server")
    return origin


def _timing(visitor: Visitor, path: str) -> tuple[float, float, float]:
    answer = visitor.client.get(path)
    answer.raise_for_status()
    found = _TIMING.search(answer.headers["server-timing"])
    if not found:
        raise ValueError("The server did not say how long it took")
    return float(found[1]), float(found[2]), float(found[3])


if __name__ == "__main__":
    sys.exit(main())
