"""Asks the process that reads clean copies: one a worker, started early, killed when it hangs, started again."""

import atexit
import os
import subprocess  # - the child is ours, with fixed arguments
import sys
import threading
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO

from chalicelib.documents import reader
from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderDefeated, ReaderMissing
from chalicelib.documents.judging import Checked, Judged
from chalicelib.documents.models import READING_MODELS, Role
from chalicelib.documents.rewriting import CleanFile

WALL_SECONDS = 25
"""For one copy, with what is left of the child's start."""
_NOT_INSTALLED = b"null"
_ROOT = Path(__file__).resolve().parents[2]


class Reader:
    """A child process that reads one copy at a time; whoever comes meanwhile waits."""

    def __init__(self, seconds: float = WALL_SECONDS) -> None:
        """Nothing is started yet. A copy may take `seconds`."""
        self._seconds = seconds
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def warm(self) -> None:
        """Start the child if it does not run, and do not wait for it."""
        with self._turn:
            self._running()

    def read(self, role: Role, copy: CleanFile, claims: Claims, today: date) -> Checked:
        """What a copy says. Raises `ReaderMissing` where a part is not installed, `ReaderDefeated` when the copy
        was too much: the child is gone then, and the next copy gets a fresh one.
        """
        with self._turn:
            answer = self._ask(self._running(), reader.request_of(role, copy, claims, today))
        if answer is None:
            raise ReaderDefeated
        found, portrait = answer
        if found == _NOT_INSTALLED:
            raise ReaderMissing
        return Checked(Judged.model_validate_json(found), portrait or None)

    def close(self) -> None:
        """End the child, if it runs."""
        with self._turn:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = _start()
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], frames: tuple[bytes, bytes]) -> tuple[bytes, bytes] | None:
        assert child.stdin  # noqa: S101 - both are pipes
        assert child.stdout  # noqa: S101 - as above
        patience = threading.Timer(self._seconds, child.kill)
        patience.start()
        try:
            for frame in frames:
                reader.give(child.stdin, frame)
            found, portrait = reader.take(child.stdout), reader.take(child.stdout)
        except BrokenPipeError:
            found = portrait = None
        finally:
            patience.cancel()
        if found is not None and portrait is not None:
            return found, portrait
        self._end()
        return None

    def _end(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                _close(pipe)
        child.wait()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # part of a frame was still to be written
        return


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-s", "-B", "-m", reader.__name__]
    # No credentials and no settings but where the networks are.
    environment = {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), "LC_ALL": "C.UTF-8"}
    if READING_MODELS in os.environ:
        environment[READING_MODELS] = os.environ[READING_MODELS]
    return subprocess.Popen(  # noqa: S603 - fixed arguments
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd="/"
    )


@cache
def shared_reader() -> Reader:
    """This process's reader, which ends with it."""
    made = Reader()
    atexit.register(made.close)
    return made
