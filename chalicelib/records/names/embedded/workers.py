"""Work in several processes: answers in the order of the questions, a few questions ahead."""

import gc
import multiprocessing
import multiprocessing.pool
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Each(Protocol):
    """`map`, wherever it works."""

    def __call__(self, work: Callable[[A], B], inputs: Iterable[A], /) -> Iterator[B]:
        """What `work` makes of each input, in order."""


@contextmanager
def workers(processes: int) -> Iterator[Each]:
    """`map` in so many processes; in this one when one is asked for."""
    if processes <= 1:
        yield map
        return
    # nothing that they make points back to itself, and looking for it takes a fifth of their time
    with multiprocessing.get_context("spawn").Pool(processes, initializer=gc.disable) as pool:
        yield partial(_in_order, pool, processes * 3)


def _in_order(
    pool: "multiprocessing.pool.Pool", ahead: int, work: Callable[[A], B], inputs: Iterable[A]
) -> Iterator[B]:
    waiting: deque[multiprocessing.pool.AsyncResult[B]] = deque()
    for one in inputs:
        waiting.append(pool.apply_async(work, (one,)))
        if len(waiting) > ahead:
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()
