"""Guessing is stopped by name, attempts are counted before they are made, and time forgives."""

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
