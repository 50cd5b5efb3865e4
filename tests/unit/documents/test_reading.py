"""The process that reads copies: kept warm, and whatever happens to it, the next copy is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chalicelib.documents import reading
from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderDefeated, ReaderMissing
from chalicelib.documents.judging import Decision
from chalicelib.documents.models import READING_MODELS, Kind, Role
from chalicelib.documents.reading import Reader
from chalicelib.documents.rewriting import CleanFile
from infra import reading_models

TODAY = date(2026, 11, 23)
TRAVEL = Path(__file__).parents[2] / "fixtures" / "travel"
PASSPORT = CleanFile(Kind.JPEG, 1, (TRAVEL / "passport-small.jpg").read_bytes())
QUENTIN = Claims(surname="Zziwa", forenames="Quentin", number="309430466")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One that lives through the module: each test leaves it as it likes."""
    reading_models.ensure()
    made = Reader()
    yield made
    made.close()


def _read(reader: Reader, copy: CleanFile = PASSPORT) -> Decision:
    return reader.read(Role.PASSPORT, copy, QUENTIN, TODAY).judged.decision


def _pid(reader: Reader) -> int:
    reader.warm()
    assert reader._child
    return reader._child.pid


def test_copies_are_read_by_one_process_that_was_warm(reader: Reader) -> None:
    warm = _pid(reader)
    assert [_read(reader) for _ in range(2)] == [Decision.ACCEPTED] * 2
    assert _pid(reader) == warm


def test_one_that_died_meanwhile_is_started_again(reader: Reader) -> None:
    died = _pid(reader)
    os.kill(died, signal.SIGKILL)
    os.waitid(os.P_PID, died, os.WEXITED | os.WNOWAIT)
    assert _read(reader) is Decision.ACCEPTED
    assert _pid(reader) != died


def test_what_defeats_it_is_told_apart_and_costs_the_next_copy_nothing(reader: Reader) -> None:
    with pytest.raises(ReaderDefeated):
        _read(reader, CleanFile(Kind.JPEG, 1, b"no picture that a rewriter made"))
    assert _read(reader) is Decision.ACCEPTED


def test_one_that_hangs_is_killed_in_time(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_seconds", 0.5)
    os.kill(_pid(reader), signal.SIGSTOP)
    with pytest.raises(ReaderDefeated):
        _read(reader)
    monkeypatch.undo()
    assert _read(reader) is Decision.ACCEPTED


def test_without_its_networks_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READING_MODELS, str(tmp_path))
    reader = Reader()
    with pytest.raises(ReaderMissing):
        _read(reader)
    reader.close()


_PARENT = """
import sys
from chalicelib.documents.reading import Reader
reader = Reader()
reader.warm()
print(reader._child.pid, flush=True)
sys.stdin.read()
"""


def test_it_ends_with_the_process_that_asks() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=reading._ROOT
    )
    assert parent.stdin
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 30
    while _runs(child):
        assert time.monotonic() < end
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether it is there and has not ended: in a container nobody may wait for an orphan."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_child_holds_no_secret(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    reader.close()
    environment = Path(f"/proc/{_pid(reader)}/environ").read_bytes()
    assert b"secret" not in environment
