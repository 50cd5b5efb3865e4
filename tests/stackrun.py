"""The embedded stack for tests that drive it over HTTP and its queues: started once, ended at the end."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar

from infra.local.applier.registry import Place
from infra.local.ports import free_port
from infra.local.processes import Processes, listens
from infra.local.stack import ROOT, Options, Stack

PORTS_FROM = 18001
MINUTE = 3
"""Seconds that a schedule's minute lasts in tests: a sweep comes every three."""
PEOPLE = 2_000
"""Whom the police know in tests; what earlier runs entered is forgotten."""

T = TypeVar("T")


@contextmanager
def running_stack(*, hosts_records: bool = False) -> Iterator[Stack]:
    """The whole stack on ports of its own, with keys and logs in a folder of its own under `.local`."""
    with _own_folder() as folder:
        shutil.rmtree(folder / "records", ignore_errors=True)
        options = Options(
            folder=folder, minute=MINUTE, people=PEOPLE, ports_from=PORTS_FROM, hosts_records=hosts_records
        )
        with Stack(options, say=lambda _: None) as stack:
            yield stack


@contextmanager
def _own_folder() -> Iterator[Path]:
    """The first of `.local/test-1`, `.local/test-2`... that no other test run holds."""
    (ROOT / ".local").mkdir(exist_ok=True)
    for number in count(1):
        with (ROOT / ".local" / f"test-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield ROOT / ".local" / f"test-{number}"
            return


@contextmanager
def running_moto() -> Iterator[Place]:
    """Our moto server alone, empty, in a process of its own."""
    port = free_port()
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    with tempfile.TemporaryDirectory() as folder:
        processes = Processes(Path(folder), ROOT)
        processes.start("moto", "infra.local.moto_server", ["--port", str(port)], environment)
        try:
            processes.wait_for(lambda: listens(port), "moto")
            yield Place(f"http://127.0.0.1:{port}")
        finally:
            processes.stop_all()


def eventually(probe: Callable[[], T], seconds: float = 60, every: float = 0.05) -> T:
    """Ask `probe` until it answers something true, and return that; fails with its last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(
                f"not within {seconds} seconds: {getattr(probe, '__name__', probe)} -> {answer!r}"
            )
        time.sleep(every)
