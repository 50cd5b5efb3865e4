"""Nothing outlives its period, and what is erased leaves a trail that still checks."""

import json
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import Actor, AuditEntry
from chalicelib.platform.audit.trail import chains, findings
from chalicelib.platform.retention import Retention, Schedule, load_schedule
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems
from tests.unit.platform.test_unit_of_work import Parcel, ParcelStore

SCHEDULE = {
    "version": "t",
    "comment": "",
    "aggregates": [
        {"kind": "parcel", "states": ["*"], "days": 30, "why": "test", "source": "test", "verified": False}
    ],
    "objects": [],
    "audit_trail_days": 100,
    "audit_segment_days": 100,
}


@pytest.fixture
def items() -> MemoryItems:
    items = MemoryItems()
    with freeze_time("2026-01-01"):
        entry = AuditEntry("made", Actor("officer", "o1"), personal={"why": "secret reason"})
        ParcelStore(UnitOfWork(items)).save(None, Parcel(label="Jane Doe"), aggregate_id="p1", audit=entry)
    return items


def enforce(items, schedule=SCHEDULE) -> int:
    return Retention(UnitOfWork(items), Schedule.model_validate(schedule)).enforce()


def test_nothing_is_erased_early(items) -> None:
    with freeze_time("2026-01-31"):
        assert enforce(items) == 0
    assert "Jane" in json.dumps(list(items.rows.values()))


def test_nothing_about_the_person_outlives_the_period(items) -> None:
    with freeze_time("2026-02-01"):
        assert enforce(items) == 1
        assert enforce(items) == 0
    left = json.dumps(list(items.rows.values()))
    assert "Jane" not in left
    assert "secret reason" not in left
    assert ParcelStore(UnitOfWork(items)).find("p1") is None
    assert [f for chain in chains(items.scan()) for f in findings(chain)] == []


def test_the_trail_goes_at_last(items) -> None:
    with freeze_time("2026-02-01"):
        enforce(items)
    with freeze_time("2026-06-01"):
        enforce(items)
    assert items.rows == {}


def test_a_kind_that_the_schedule_forgot_is_an_error(items) -> None:
    with freeze_time("2027-01-01"), pytest.raises(LookupError, match="parcel"):
        enforce(items, SCHEDULE | {"aggregates": []})


def test_the_schedule_in_the_project_reads() -> None:
    schedule = load_schedule()
    assert schedule.period("application", "draft") == timedelta(days=30)
    assert all(period.source and period.why for period in schedule.aggregates)
