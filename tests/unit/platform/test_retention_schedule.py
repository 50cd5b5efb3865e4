"""The schedule forgets nothing that is stored: no kind, no state, no bucket."""

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.platform.retention import load_schedule
from chalicelib.platform.store import AggregateStore
from chalicelib.records.hosted.store import HostedRecordStore
from infra.join import joined

assert Services  # it imports every room, so that every store is known here
assert HostedRecordStore  # but these, which are of few

Store = type[AggregateStore[Any]]


def _stores(of: Store = AggregateStore) -> Iterator[Store]:
    for store in of.__subclasses__():
        if store.__module__.startswith("chalicelib."):
            yield store
        yield from _stores(store)


STORES = {store.kind: store for store in _stores()}


def states(store: Store) -> list[str]:
    """Every state in which an aggregate can be, as retention reads it from what is stored."""
    fields = store.model.model_fields
    field = fields.get("state") or fields.get("step")
    if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, Enum):
        return [""]
    return [str(state.value) for state in field.annotation]


@pytest.mark.parametrize(
    ("kind", "state"), [(kind, state) for kind, store in STORES.items() for state in states(store)]
)
def test_every_kind_has_a_period_in_every_state(kind: str, state: str) -> None:
    assert load_schedule().period(kind, state) > timedelta(0)


def test_no_period_is_for_something_that_does_not_exist() -> None:
    for period in load_schedule().aggregates:
        assert period.kind in STORES
        assert set(period.states) <= {"*", *states(STORES[period.kind])}, period.kind


@pytest.mark.parametrize("stage", ["prod", "local", "test"])
def test_buckets_forget_when_the_schedule_says(stage: str) -> None:
    schedule = load_schedule()
    wanted = {f"{period.bucket.capitalize()}Bucket": period.days for period in schedule.objects}
    wanted["AuditBucket"] = schedule.audit_segment_days
    resources = joined(stage)["Resources"]
    buckets = {name: part for name, part in resources.items() if part["Type"] == "AWS::S3::Bucket"}
    assert set(buckets) - set(wanted) == {"PublicBucket"}, "the public log and keys are kept for ever"
    for name, days in wanted.items():
        (rule,) = buckets[name]["Properties"]["LifecycleConfiguration"]["Rules"]
        assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", days), name
        assert rule["NoncurrentVersionExpiration"]["NoncurrentDays"] == 1, name


def test_files_are_kept_as_long_as_what_they_belong_to() -> None:
    schedule = load_schedule()
    days = {period.bucket: timedelta(days=period.days) for period in schedule.objects}
    assert days["clean"] == schedule.period("document", "accepted")
    assert days["certificates"] == schedule.period("certificate", "published")
    assert days["quarantine"] <= days["clean"]
