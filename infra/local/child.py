"""Runs a module so that it ends with its parent: `python -m infra.local.child MODULE ARGUMENT...`."""

import ctypes
import os
import runpy
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is gone; elsewhere do nothing."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(os.environ.get("PROBITY_PARENT", os.getppid())):
        os._exit(1)  # the parent went before we asked


def main() -> None:
    """Become the module that was named."""
    die_with_parent()
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
