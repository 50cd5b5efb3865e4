"""What the stories of the whole line share: the stack's rooms in this process, staff at work, impatient queues."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from chalicelib.bootstrap import Services
from chalicelib.platform import aws
from chalicelib.platform.settings import read_settings
from infra.local.stack import Stack
from infra.local.staff import FIRST_OFFICER, SECOND_OFFICER, SUPERVISOR, StaffMember
from infra.local.visitor import Visitor
from tests.flow.line import Line, go_the_whole_way
from tests.flow.queues import Queues
from tests.flow.steps import Desk, sign_in


@pytest.fixture(scope="session")
def rooms(stack: Stack) -> Services:
    """The stack's own rooms, in this process: to prepare what a story begins with, and to look."""
    aws._client.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in stack.environment.items():
            patched.setenv(name, value)
        rooms = Services(read_settings(stack.environment))
        for room in ("sessions", "intake", "records", "certificates", "casework"):
            getattr(rooms, room)  # made now, with the stack's addresses
    aws._client.cache_clear()
    return rooms


@pytest.fixture
def desk(stack: Stack, rooms: Services) -> Iterator[Desk]:
    """Where applicants of a story begin."""
    desk = Desk(stack, rooms)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def queues(stack: Stack) -> Queues:
    """The stack's queues, without the dead letters that other tests left there to be looked at."""
    found = Queues(stack)
    found.bury()
    return found


@pytest.fixture(scope="module")
def impatient(queues: Queues) -> Iterator[None]:
    """Let a message that failed come again after a second instead of six."""
    with queues.hiding_for(1):
        yield


@pytest.fixture
def tireless(queues: Queues) -> Iterator[None]:
    """Let a message that failed come again at once, and never die however often it fails."""
    with queues.hiding_for(0, receives=1000):
        yield


@pytest.fixture
def faults(stack: Stack) -> Iterator[Callable[..., None]]:
    """Switch a simulator's fault on: `faults("records", "error")`; all are off again afterwards."""

    def switch(simulator: str, mode: str, **more: float) -> None:
        address = f"http://127.0.0.1:{stack.ports[simulator]}/_faults"
        httpx.post(address, json={"mode": mode, **more}).raise_for_status()

    yield switch
    for simulator in ("records", "scanner", "witness"):
        switch(simulator, "off")


@pytest.fixture(scope="session")
def line(stack: Stack, queues: Queues) -> Line:
    """An application that went the whole way while everything was delivered twice."""
    return go_the_whole_way(stack, queues)


@pytest.fixture(scope="session")
def olwen(stack: Stack) -> Iterator[Visitor]:
    """An officer, signed in."""
    yield from _at_work(stack, FIRST_OFFICER)


@pytest.fixture(scope="session")
def dev(stack: Stack) -> Iterator[Visitor]:
    """Another officer, signed in."""
    yield from _at_work(stack, SECOND_OFFICER)


@pytest.fixture(scope="session")
def ruth(stack: Stack) -> Iterator[Visitor]:
    """The supervisor, signed in."""
    yield from _at_work(stack, SUPERVISOR)


def _at_work(stack: Stack, member: StaffMember) -> Iterator[Visitor]:
    with Visitor(stack.staff_origin) as visitor:
        sign_in(visitor, member)
        yield visitor
