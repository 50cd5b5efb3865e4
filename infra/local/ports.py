"""Which port each server of the stack takes, and the next free one when somebody else has it."""

import atexit
import fcntl
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from itertools import chain, count
from pathlib import Path
from typing import IO

from infra.local.processes import is_free

PORTS: Mapping[str, int] = {
    "apply": 8001,
    "staff": 8002,
    "verify": 8003,
    "moto": 8010,
    "records": 8011,
    "scanner": 8012,
    "tsa": 8013,
    "poller": 8014,
    "witness": 8015,
}
_BELOW_OUTGOING = range(20_000, 32_000)
_KEPT = ExitStack()
atexit.register(_KEPT.close)


class Ports:
    """A port for each server, held against other stacks of this machine until `release`."""

    def __init__(self, begin: int | None, say: Callable[[str], None]) -> None:
        """Take the usual ports, or those from `begin` on; a taken one is said and the next is used."""
        self._held = ExitStack()
        wanted = PORTS if begin is None else {name: begin + i for i, name in enumerate(PORTS)}
        self.by_name: dict[str, int] = {}
        for name, port in wanted.items():
            others = {p for n, p in wanted.items() if n != name}
            chosen = next(p for p in count(port) if p not in others and self._take(p))
            if chosen != port:
                say(f"Port {port} is taken; {name} uses {chosen} instead.")
            self.by_name[name] = chosen

    def release(self) -> None:
        """Let others have the ports."""
        self._held.close()

    def _take(self, port: int) -> bool:
        lock = _held(port)
        if lock:
            self._held.enter_context(lock)
        return lock is not None


def _held(port: int) -> IO[str] | None:
    """Hold a port that is free: by a lock until our server binds it, as two stacks may start at once."""
    lock = (_folder() / f"{port}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    if not is_free(port):
        lock.close()
        return None
    return lock


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"probity-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def free_port() -> int:
    """A port that nobody has, held for the life of this process.

    It lies below those that systems give to outgoing connections: one of these may take a port between our choice
    and our server's start.
    """
    begin = _BELOW_OUTGOING.start + os.getpid() * 17 % len(_BELOW_OUTGOING)
    nearest = chain(range(begin, _BELOW_OUTGOING.stop), _BELOW_OUTGOING)
    lock, port = next((lock, port) for port in nearest if (lock := _held(port)))
    _KEPT.enter_context(lock)
    return port
