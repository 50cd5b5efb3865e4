"""Nothing outlives the stack, and a taken port is said."""

import os
import signal
import socket
import subprocess
import sys
import textwrap

import pytest

from infra.local.ports import PORTS, Ports, free_port
from infra.local.processes import Processes, StackError, is_free
from tests.stackrun import ROOT, eventually


def is_running(pid: int) -> bool:
    try:
        state = (ROOT / "/proc" / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.fixture
def processes(tmp_path):
    processes = Processes(tmp_path, ROOT)
    yield processes
    processes.stop_all()


def serve(processes, name="server"):
    processes.start(name, "http.server", ["0", "--bind", "127.0.0.1"], dict(os.environ))
    return processes.pid(name)


def test_stopping_ends_all(processes):
    started = [serve(processes, "one"), serve(processes, "two")]
    assert all(map(is_running, started))
    processes.stop_all()
    assert not any(map(is_running, started))


def test_children_end_when_their_parent_is_killed(tmp_path):
    program = f"""
        import os, pathlib, time
        from infra.local.processes import Processes
        processes = Processes(pathlib.Path({str(tmp_path)!r}), pathlib.Path({str(ROOT)!r}))
        processes.start("server", "http.server", ["0", "--bind", "127.0.0.1"], dict(os.environ))
        said = pathlib.Path({str(tmp_path / "server.log")!r})
        processes.wait_for(lambda: "Serving" in said.read_text(), "The server")
        print(processes.pid("server"), flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.send_signal(signal.SIGKILL)
    eventually(lambda: not is_running(child))


def test_a_lost_process_is_told_with_its_last_words(processes):
    processes.start("broken", "infra.local.no_such_module", [], dict(os.environ))
    with pytest.raises(StackError, match=r"(?s)broken has ended.*no_such_module") as error:
        processes.wait_for(lambda: False, "it", seconds=10)
    assert "broken.log" in str(error.value)


def test_waiting_has_an_end(processes):
    with pytest.raises(StackError, match="The kettle did not answer within 0 seconds"):
        processes.wait_for(lambda: False, "The kettle", seconds=0.1)


def test_a_taken_port_is_said_and_the_next_is_used():
    said = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not is_free(taken)
        ports = Ports(taken, said.append)
    chosen = ports.by_name
    ports.release()
    assert taken not in chosen.values()
    assert f"Port {taken} is taken; apply uses {chosen['apply']} instead." in said
    assert len(set(chosen.values())) == len(PORTS)


def test_two_stacks_that_start_at_once_do_not_take_the_same_port():
    begin = free_port()
    one, other = Ports(begin, lambda _: None), Ports(begin, lambda _: None)
    assert not set(one.by_name.values()) & set(other.by_name.values())
    one.release()
    other.release()


def test_patience_ends_and_says_on_what():
    with pytest.raises(AssertionError, match=r"not within 0\.1 seconds"):
        eventually(lambda: False, seconds=0.1)


def test_a_port_is_given_to_nobody_else():
    mine = {free_port() for _ in range(5)}
    program = "from infra.local.ports import free_port; print(*(free_port() for _ in range(5)))"
    asked = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert len(mine) == 5
    assert not mine & set(map(int, asked.stdout.split()))
