"""Nothing is kept longer than its period: the periods are data (infra/retention.json), this is the job."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chalicelib.kernel.changes import SYSTEM, AuditEntry, ConcurrentChange
from chalicelib.kernel.models import Model
from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key, Write
from chalicelib.platform.log import logger
from chalicelib.platform.unit_of_work import ERASED, Change, Record, UnitOfWork, read_record


class Period(Model):
    """How long aggregates of a kind are kept while they are in one of these states (`*`: any)."""

    kind: str
    states: tuple[str, ...]
    days: int
    why: str
    source: str
    verified: bool


class ObjectPeriod(Model):
    """How long a bucket keeps an object; its lifecycle rule enforces it."""

    bucket: str
    days: int
    why: str


class Schedule(Model):
    """The retention schedule."""

    version: str
    comment: str
    aggregates: tuple[Period, ...]
    objects: tuple[ObjectPeriod, ...]
    audit_trail_days: int
    audit_segment_days: int

    def period(self, kind: str, state: str) -> timedelta:
        """How long; raises `LookupError` for a kind or state that the schedule forgot."""
        for period in self.aggregates:
            if period.kind == kind and (state in period.states or "*" in period.states):
                return timedelta(days=period.days)
        raise LookupError(f"The retention schedule has no period for {kind} in state {state}")


def load_schedule() -> Schedule:
    """The schedule of infra/retention.json, which the zip carries at its root (the link in vendor/)."""
    root = Path(__file__).resolve().parents[2]
    packed, checkout = root / "retention.json", root / "infra" / "retention.json"
    return Schedule.model_validate_json((packed if packed.exists() else checkout).read_bytes())


@dataclass(frozen=True)
class Retention:
    """Erases what has outlived its period."""

    uow: UnitOfWork
    schedule: Schedule
    before_erasing: Mapping[str, Callable[[Record], None]] = field(default_factory=dict)
    """By kind: what must go first because it lies elsewhere. What it raises leaves the aggregate as it is."""

    def enforce(self) -> int:
        """Erase every aggregate that is past its period, and every trail past its own; how many were erased."""
        erased = 0
        for item in list(self._state_items()):
            if json.loads(item["body"]) == ERASED:
                self._drop_old_trail(item)
            elif self._is_past(item):
                erased += self._erase(item)
        logger().info("retention enforced", extra={"erased": erased, "schedule": self.schedule.version})
        return erased

    def _state_items(self) -> Iterator[dict[str, Any]]:
        return (item for item in self._items().scan() if item["sk"] == "state")

    def _is_past(self, item: Mapping[str, Any]) -> bool:
        body = json.loads(item["body"])
        period = self.schedule.period(item["kind"], body.get("state", body.get("step", "")))
        return _age(item) > period

    def _erase(self, item: Mapping[str, Any]) -> int:
        record = read_record(item)
        if also := self.before_erasing.get(record.kind):
            also(record)
        try:
            self.uow.commit(_erasure(record))
        except ConcurrentChange:
            return 0
        page = self._items().query(item["pk"], prefix="detail#", limit=1000)
        for detail in page.items:
            self._items().write(Write(Key(detail["pk"], detail["sk"]), None))
        return 1

    def _drop_old_trail(self, item: Mapping[str, Any]) -> None:
        if _age(item) <= timedelta(days=self.schedule.audit_trail_days):
            return
        for event in self._items().query(item["pk"], limit=1000).items:
            self._items().write(Write(Key(event["pk"], event["sk"]), None))

    def _items(self) -> Items:
        return self.uow.items


def _erasure(record: Record) -> Change:
    return Change(
        kind=record.kind,
        id=record.id,
        expected=record.version,
        state=ERASED,
        schema=record.schema,
        audit=AuditEntry("erased", SYSTEM),
        previous_hash=record.audit_head,
    )


def _age(item: Mapping[str, Any]) -> timedelta:
    return clock.now() - datetime.fromisoformat(item["updated_at"])
