"""What can be made to go wrong, so that tests see what the intake makes of it."""

import threading
from dataclasses import dataclass

MODES = ("off", "down", "slow", "late", "silent", "fail", "duplicate", "wrong-version")
_WAITS = {"slow": 2.0, "late": 30.0}


@dataclass(frozen=True)
class Fault:
    """One fault; `seconds` is how long a slow or late verdict waits."""

    mode: str = "off"
    seconds: float = 0.0


class Faults:
    """The present fault, for all requests or for the next `times`."""

    def __init__(self) -> None:
        """Begin without one."""
        self._lock = threading.Lock()
        self._fault = Fault()
        self._times: int | None = None

    def switch(self, mode: str, seconds: float | None = None, times: int | None = None) -> None:
        """Set the fault; raises `ValueError` for an unknown mode."""
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        with self._lock:
            self._fault = Fault(mode, _WAITS.get(mode, 0.0) if seconds is None else seconds)
            self._times = times

    @property
    def now(self) -> Fault:
        """The present fault, without using it up."""
        return self._fault

    def next(self) -> Fault:
        """The fault for the request that came."""
        with self._lock:
            fault = self._fault
            if self._times is not None:
                self._times -= 1
                if self._times <= 0:
                    self._fault, self._times = Fault(), None
            return fault
