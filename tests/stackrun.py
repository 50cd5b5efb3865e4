"""The embedded stack for tests that drive it over HTTP and its queues: started once, ended at the end."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from infra.local.applier.registry import Place
from infra.local.ports import free_port
from infra.local.processes import Processes, listens
from infra.local.stack import ROOT, Options, Stack

PORTS_FROM = 18001
MINUTE = 3
"""Seconds that a schedule's minute lasts in tests: a sweep comes every three."""

T = TypeVar("T")


@contextmanager
def running_stack() -> Iterator[Stack]:
    """The whole stack on ports of its own, with its keys and logs under `.local/test`."""
    options = Options(folder=ROOT / ".local" / "test", minute=MINUTE, ports_from=PORTS_FROM)
    with Stack(options, say=lambda _: None) as stack:
        yield stack


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


def eventually(probe: Callable[[], T], seconds: float = 20, every: float = 0.05) -> T:
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
