"""ClamAV's daemon with one signature, EICAR's: looks into archives, PDFs and pictures as a real scanner does.

It is started for this stack alone, with a database that is made here, and never updates itself. What it could not
look through to the end is not clean.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from infra.local.simulators.scanner.scan import CLEAN, EICAR, FAILED, LOCKED, UNREADABLE, Finding, infected

LABEL = (
    "SIMULATOR of GuardDuty Malware Protection for S3 that asks ClamAV, which knows here the EICAR test file "
    "alone. It is never used in AWS."
)
_SIGNATURE = "EICAR-Test-File"
_PATIENCE = 20.0
_CHUNK = 1024 * 1024
_SETTINGS: Mapping[str, str] = {
    "Foreground": "yes",
    "OfficialDatabaseOnly": "no",
    "Bytecode": "no",
    "AlertEncrypted": "yes",
    "AlertEncryptedArchive": "yes",
    "AlertEncryptedDoc": "yes",
    "AlertExceedsMax": "yes",
    "MaxScanTime": "20000",
    "MaxScanSize": "200M",
    "MaxFileSize": "100M",
    "MaxRecursion": "12",
    "MaxFiles": "1000",
    "StreamMaxLength": "25M",
    "MaxThreads": "4",
}
_LOCKED, _LIMITS = "Heuristics.Encrypted.", "Heuristics.Limits.Exceeded"


@dataclass(frozen=True)
class ClamAv:
    """A daemon that listens on a socket."""

    socket: Path
    label: str = LABEL

    def examine(self, content: bytes) -> Finding:
        """What it says of the content; a daemon that does not answer has failed."""
        try:
            return finding(self.answer(content))
        except OSError:
            return FAILED

    def answer(self, content: bytes) -> str:
        """Its own words (clamd(8), INSTREAM). Raises `OSError`."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE + 10)
            line.connect(str(self.socket))
            line.sendall(b"zINSTREAM\0")
            with suppress(
                BrokenPipeError, ConnectionResetError
            ):  # it answers before it has read too long a file
                for start in range(0, len(content), _CHUNK):
                    part = content[start : start + _CHUNK]
                    line.sendall(struct.pack(">I", len(part)) + part)
                line.sendall(struct.pack(">I", 0))
            return b"".join(iter(lambda: line.recv(4096), b"")).rstrip(b"\0\n").decode("utf-8", "replace")


def finding(answer: str) -> Finding:
    """The daemon's answer in GuardDuty's words."""
    what = answer.removeprefix("stream: ")
    if what == "OK":
        return CLEAN
    name, _, verdict = what.rpartition(" ")
    if verdict != "FOUND":
        return FAILED
    if name.startswith(_LOCKED):
        return LOCKED
    return UNREADABLE if name.startswith(_LIMITS) else infected(name)


def is_here() -> bool:
    """Whether ClamAV's daemon is installed."""
    return _program() is not None


@contextmanager
def running() -> Iterator[ClamAv]:
    """A daemon for as long as it is needed. Raises `OSError` when it is not installed or does not start."""
    program = _program()
    if program is None:
        raise FileNotFoundError("clamd")
    with tempfile.TemporaryDirectory(prefix="probity-clamd-") as name:
        folder = Path(name)
        found = ClamAv(folder / "socket")
        daemon = _start(program, _configured(folder, found.socket), folder / "log")
        try:
            _wait(found, daemon)
            yield found
        finally:
            daemon.kill()  # it keeps nothing, and says goodbye for seconds
            daemon.wait()


def _program() -> str | None:
    return shutil.which(
        "clamd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    )


def _configured(folder: Path, listens: Path) -> Path:
    database = folder / "db"
    database.mkdir()
    (database / "probity.ndb").write_text(f"{_SIGNATURE}:0:*:{EICAR.hex()}\n", "ascii")
    settings = {
        **_SETTINGS,
        "DatabaseDirectory": database,
        "LocalSocket": listens,
        "TemporaryDirectory": folder,
    }
    file = folder / "clamd.conf"
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), "ascii")
    return file


def _start(program: str, configuration: Path, log: Path) -> subprocess.Popen[bytes]:
    """Behind a process of ours that Linux ends with us, however we end."""
    command = [sys.executable, "-c", _BECOME, program, f"--config-file={configuration}"]
    with log.open("wb") as out:
        environment = {"PROBITY_PARENT": str(os.getpid()), "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment)


_BECOME = (
    "import os, sys; from infra.local.child import die_with_parent; die_with_parent(); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def _wait(found: ClamAv, daemon: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while daemon.poll() is None and time.monotonic() < until:
        with suppress(OSError):
            if found.answer(b"nothing") == "stream: OK":
                return
        time.sleep(0.05)
    raise TimeoutError("clamd does not answer")
