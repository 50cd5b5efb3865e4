"""Starting, watching and ending the processes of the stack, so that none outlives it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 3  # seconds between asking a process to end and making it


class StackError(Exception):
    """The stack could not start or has lost a process; the message says which and where its log is."""


@dataclass
class Processes:
    """The processes of one stack, started in `root`, each with its log file in `folder`."""

    folder: Path
    root: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start `python -m module arguments` with its output in `folder/name.log`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        whole = {**environment, "PROBITY_PARENT": str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        with self._log(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "infra.local.child", module, *arguments],
                cwd=self.root,
                env=whole,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the rest in order
            )

    def forget_logs(self) -> None:
        """Begin with empty logs, and remember nothing of what was read before."""
        for old in (*self.folder.glob("*.log"), *self.folder.glob("*.position")):
            old.unlink()

    def pid(self, name: str) -> int:
        """The process id of a running process."""
        return self._running[name].pid

    def runs(self, name: str) -> bool:
        """Whether a process was started and not stopped."""
        return name in self._running

    def ended(self) -> list[str]:
        """Names of processes that ended by themselves."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def require_running(self) -> None:
        """Raise StackError when a process has ended by itself."""
        for name in self.ended():
            raise StackError(f"{name} has ended: see {self._log(name)}\n{self._last_words(name)}")

    def wait_for(self, answers: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait until `answers()` is true. Raises StackError when it is too late or a process has ended."""
        end = time.monotonic() + seconds
        while not answers():
            self.require_running()
            if time.monotonic() > end:
                raise StackError(f"{what} did not answer within {seconds:.0f} seconds: see {self.folder}")
            time.sleep(0.03)

    def stop(self, name: str) -> None:
        """Ask one process to end, and make it after a short wait."""
        self._end([name], signal.SIGTERM)

    def kill(self, name: str) -> None:
        """End one process at once, as a power cut would."""
        self._end([name], signal.SIGKILL)

    def stop_all(self) -> None:
        """Ask all to end together, and make them after a short wait."""
        self._end(list(self._running), signal.SIGTERM)

    def _end(self, names: Sequence[str], how: signal.Signals) -> None:
        ending = {name: self._running.pop(name) for name in names if name in self._running}
        for process in ending.values():
            _signal_group(process, how)
        for process in ending.values():
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
            _signal_group(process, signal.SIGKILL)  # whatever it started

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _last_words(self, name: str) -> str:
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-15:])


def _signal_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, how)


def listens(port: int) -> bool:
    """Whether something answers on a local port."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_free(port: int) -> bool:
    """Whether a server of ours could take a local port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return not listens(port)
