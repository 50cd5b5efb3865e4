"""What a service costs and how long it may take on a given day, read from `service_levels.json`."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from chalicelib.kernel.models import Model
from chalicelib.kernel.working_days import add_working_days


class ServiceLevel(Model):
    """One dated row: fee in pence, time in working days, and whether the authority itself says so."""

    service: str
    since: date = Field(alias="from")
    fee_pence: int
    working_days: int
    verified: bool
    source: str


def level_on(day: date, service: str = "standard") -> ServiceLevel:
    """The row in force on a day; raises `LookupError` for a day before the first or an unknown service."""
    rows = [row for row in _rows() if row.service == service and row.since <= day]
    if not rows:
        raise LookupError(f"No service level {service} on {day}")
    return max(rows, key=lambda row: row.since)


def due_date(received: date, service: str = "standard") -> date:
    """The last working day on which the service's promise is kept; the day of receipt does not count."""
    return add_working_days(received, level_on(received, service).working_days)


@cache
def _rows() -> tuple[ServiceLevel, ...]:
    data = json.loads(Path(__file__).with_name("service_levels.json").read_text("utf-8"))
    return tuple(ServiceLevel.model_validate(row) for row in data["rows"])
