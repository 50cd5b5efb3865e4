"""Counts by day: all that were made at one moment are there, for some months."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from freezegun import freeze_time

from chalicelib.platform import clock
from chalicelib.platform.tally import KEPT, Tally
from tests.fakes.items import MemoryItems


def test_a_crowd_is_counted():
    tally = Tally(MemoryItems(), "refused")
    with ThreadPoolExecutor(8) as crowd:
        for _ in crowd.map(lambda _: tally.add(), range(64)):
            pass
    assert 60 <= sum(tally.days(1).values()) <= 64


def test_each_day_has_its_own_count_today_first():
    tally, other = (Tally(MemoryItems(), name) for name in ("refused", "locked"))
    with freeze_time("2026-12-01 23:59"):
        tally.add()
    with freeze_time("2026-12-03 00:01"):
        tally.add()
        tally.add()
        assert [(str(day), count) for day, count in tally.days(3).items()] == [
            ("2026-12-03", 2),
            ("2026-12-02", 0),
            ("2026-12-01", 1),
        ]
        assert set(other.days(3).values()) == {0}


def test_a_count_is_forgotten_in_time():
    tally = Tally(MemoryItems(), "refused")
    tally.add()
    (row,) = tally.items.rows.values()
    assert row["ttl"] <= (clock.now() + KEPT + timedelta(minutes=1)).timestamp()
