"""Which port each server of the stack takes, and the next free one when somebody else has it."""

import socket
from collections.abc import Callable, Iterator, Mapping
from itertools import count

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
}


def choose(begin: int | None, say: Callable[[str], None]) -> dict[str, int]:
    """A port for each server: the usual ones, or from `begin` on; a taken one is said and the next is used."""
    wanted = PORTS if begin is None else {name: begin + i for i, name in enumerate(PORTS)}
    chosen: dict[str, int] = {}
    for name, port in wanted.items():
        taken = {*chosen.values(), *(p for n, p in wanted.items() if n != name)}
        chosen[name] = next(p for p in _from(port) if p not in taken and is_free(p))
        if chosen[name] != port:
            say(f"Port {port} is taken; {name} uses {chosen[name]} instead.")
    return chosen


def free_port() -> int:
    """A port that nobody has, chosen by the system."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _from(port: int) -> Iterator[int]:
    return count(port)
