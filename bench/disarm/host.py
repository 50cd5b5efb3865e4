"""Keeps a worker, gives it files, and notices when a file brings it down or keeps it too long."""

import json
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PATIENCE = 30.0
"""Seconds after which the worker counts as hanging."""
_ROOT = Path(__file__).parents[2]


class Host:
    """A worker that is started again when it ends; how often that was counts."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the clean copies."""
        self.folder, self.falls = folder, 0
        self._start()

    def take(self, content: bytes) -> dict[str, Any]:
        """What becomes of a file."""
        with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
            file.write(content)
            file.flush()
            return self._asked(json.dumps([file.name, str(self.folder)]))

    def close(self) -> None:
        """End the worker."""
        self._worker.communicate()

    def _asked(self, line: str) -> dict[str, Any]:
        assert self._worker.stdin
        assert self._worker.stdout
        self._worker.stdin.write(line + "\n")
        self._worker.stdin.flush()
        ready, _, _ = select.select([self._worker.stdout], [], [], PATIENCE)
        answer = self._worker.stdout.readline() if ready else ""
        while answer.startswith(('{"level"', '{"_aws"')):
            answer = self._worker.stdout.readline()
        if answer:
            found: dict[str, Any] = json.loads(answer)
            return found
        self._worker.kill()
        self._worker.wait()
        self.falls += 1
        self._start()
        return {"refused": "HOST FELL"}

    def _start(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "bench.disarm.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=_ROOT,
        )
