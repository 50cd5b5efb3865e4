"""Guessing is stopped by name, attempts are counted before they are made, and time forgives."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.platform.throttle import Throttle, TooManyAttempts
from tests.fakes.items import MemoryItems

NAME = "Olive.Marsh@staff.probity.example"


@pytest.fixture
def throttle() -> Throttle:
    return Throttle(MemoryItems(), "sign-in", limit=3, window=timedelta(minutes=15))


def test_the_attempt_after_the_limit_is_refused_with_the_time_to_wait(throttle):
    for _ in range(3):
        throttle.count(NAME)

    with pytest.raises(TooManyAttempts, match=r"Wait 1[56] minutes"):
        throttle.count(NAME.lower())
    throttle.count("another@staff.probity.example")


def test_the_window_ends(throttle):
    with freeze_time("2026-05-05 10:00"):
        for _ in range(3):
            throttle.count(NAME)
    with freeze_time("2026-05-05 10:16"):
        throttle.count(NAME)


def test_success_forgives_its_own_attempt_or_all(throttle):
    for _ in range(3):
        throttle.count(NAME)
    throttle.take_back(NAME)
    throttle.count(NAME)
    throttle.clear(NAME)

    throttle.count(NAME)


def test_the_name_is_not_stored(throttle):
    throttle.count(NAME)

    assert "olive" not in repr(throttle.items.rows).lower()


class Slow(MemoryItems):
    """A table whose readers all see it before the first of them writes."""

    def __init__(self, readers: int) -> None:
        super().__init__()
        self.gate, self.first = threading.Barrier(readers), threading.local()

    def get(self, key):
        found = super().get(key)
        if not getattr(self.first, "passed", False):
            self.first.passed = True
            self.gate.wait(10)
        return found


@pytest.mark.parametrize("before", ["nothing", "an expired count"])
def test_attempts_at_one_moment_never_pass_the_limit(before):
    many = 16
    items = Slow(many)
    if before == "an expired count":
        with freeze_time("2026-05-05 10:00"):
            items.first.passed = True
            Throttle(items, "sign-in", limit=3, window=timedelta(minutes=15)).count(NAME)
    throttle = Throttle(items, "sign-in", limit=3, window=timedelta(minutes=15))

    def passes(_: int) -> bool:
        try:
            throttle.count(NAME)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(many) as crowd:
        assert sum(crowd.map(passes, range(many))) == 3
