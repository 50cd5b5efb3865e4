"""Faults on demand, so that tests can see what a client makes of them."""

import threading
from dataclasses import dataclass
from typing import Literal, get_args

Mode = Literal[
    "off",
    "slow",
    "error",
    "drop",
    "drop-after",
    "wrong-content",
    "truncated",
    "empty",
    "garbled",
    "throttled",
    "conflict",
    "mismatched",
]
"""`drop-after` does what was asked and hangs up; `mismatched` answers under another correlation id."""
MODES: tuple[str, ...] = get_args(Mode)


@dataclass
class Faults:
    """The present fault; `times` is how many answers it still spoils (None: until it is switched off)."""

    mode: str = "off"
    seconds: float = 10.0
    """How long `slow` waits."""
    times: int | None = None

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def switch(self, mode: str, seconds: float = 10.0, times: int | None = None) -> None:
        """Set the fault; raises `ValueError` for an unknown mode."""
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        with self._lock:
            self.mode, self.seconds, self.times = mode, seconds, times

    def next(self) -> str:
        """The fault for the answer that is due."""
        with self._lock:
            mode = self.mode
            if self.times is not None:
                self.times -= 1
                if self.times <= 0:
                    self.mode, self.times = "off", None
            return mode
