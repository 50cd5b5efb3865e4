"""Times the parts of issuing as they run, by processor time, and leaves out what others' machines do."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch


class Parts:
    """Processor time by part; a part that runs inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = time.process_time()

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Charge what happens inside to this part."""
        self._charge()
        self._open.append(name)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def _charge(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, charged to the part."""

        def timed(*args: object, **kwargs: object) -> object:
            with self.timed(name):
                return function(*args, **kwargs)

        return timed

    @contextmanager
    def watching(self, places: dict[str, list[tuple[Any, str]]]) -> Iterator[None]:
        """Time these attributes of modules and objects for a while."""
        with ExitStack() as stack:
            for name, attributes in places.items():
                for holder, attribute in attributes:
                    timed = self.wrap(name, getattr(holder, attribute))
                    stack.enter_context(patch.object(holder, attribute, timed))
            yield
