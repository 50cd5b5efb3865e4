"""A hosted record that has outlived its period leaves nothing in the names index, and one that has not stays."""

import json
from datetime import UTC, datetime

import pytest
from freezegun import freeze_time

from chalicelib.kernel.changes import Actor
from chalicelib.kernel.people import PersonName
from chalicelib.platform.items import TableUnavailable
from chalicelib.platform.retention import Retention, load_schedule
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.records.checks import Purpose
from chalicelib.records.hosted.erasing import forget_name
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Nominal, Record
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.subjects import subject_of_nominal
from tests.fakes.items import MemoryItems

WHY = Purpose(reason_code=9, justification="Entered", on_behalf_of="Bureau", correlation_id="c-1")
CLERK = Actor("officer", "officer-1")
THEN, PERIOD_OVER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2126, 2, 1, tzinfo=UTC)


def person(surname: str) -> Record:
    name = PersonName(forenames="Zebedee", surname=surname)
    return Record(nominal=Nominal(record_id="new", names=(name,), birth_dates=("1961-05-09",), version=0))


class Bureau:
    """A store whose records and names lie in tables of their own, as in AWS."""

    def __init__(self) -> None:
        self.items, self.names = MemoryItems(), MemoryItems()
        uow = UnitOfWork(self.items)
        self.index = HostedIndex(self.names)
        self.system = HostedRecordSystem(HostedRecordStore(uow), HostedVersionStore(uow), self.index)
        self.retention = Retention(
            uow,
            load_schedule(),
            {"hosted_record": lambda record: forget_name(lambda: self.index, record.state)},
        )

    def names_left(self) -> str:
        return json.dumps([row for row in self.names.rows.values() if row["pk"].startswith("names-record#")])


@pytest.fixture
def bureau() -> Bureau:
    bureau = Bureau()
    with freeze_time(THEN):
        bureau.system.create(person("Quillfeather"), purpose=WHY)
        bureau.system.create(person("Ottershaw"), purpose=WHY)
    return bureau


def test_the_name_goes_with_the_record(bureau: Bureau) -> None:
    with freeze_time(PERIOD_OVER):
        bureau.system.create(person("Latecomer"), purpose=WHY)
        assert bureau.retention.enforce() > 0
    assert "Quillfeather" not in bureau.names_left()
    assert "Latecomer" in bureau.names_left()
    assert bureau.index.people == 1
    ids = [row["ids"] for row in bureau.names.rows.values() if row["pk"].startswith("names-key#")]
    late = next(row for row in bureau.names.rows.values() if "Latecomer" in str(row.get("body")))
    assert {entry for text in ids for entry in text.split("\n") if entry} == {
        late["pk"].removeprefix("names-record#")
    }


def test_nothing_goes_before_its_time(bureau: Bureau) -> None:
    with freeze_time(THEN.replace(year=2100)):
        bureau.retention.enforce()
    assert bureau.index.people == 2


def test_an_entry_that_a_crash_left_behind_goes_too(bureau: Bureau) -> None:
    (record_id,) = (
        row["id"]
        for row in bureau.items.rows.values()
        if row["sk"] == "state" and row["kind"] == "hosted_record" and "Ottershaw" in row["body"]
    )
    nominal = bureau.system.record(record_id, purpose=WHY).nominal
    bureau.index.put(subject_of_nominal(nominal, f"{record_id}@older"))
    assert bureau.index.people == 3
    with freeze_time(PERIOD_OVER):
        bureau.retention.enforce()
    assert bureau.index.people == 0


def test_a_merged_record_has_no_entry_and_takes_none(bureau: Bureau) -> None:
    kept, gone = (
        bureau.system.record(row["id"], purpose=WHY)
        for row in list(bureau.items.rows.values())
        if row["sk"] == "state" and row["kind"] == "hosted_record"
    )
    with freeze_time(THEN):
        bureau.system.merge(kept, gone, by=CLERK, purpose=WHY)
    stored = HostedRecordStore(UnitOfWork(bureau.items)).get(gone.nominal.record_id)
    forget_name(lambda: bureau.index, stored.state.model_dump(mode="json"))
    assert bureau.index.people == 1


def test_while_the_index_is_down_nothing_is_erased(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise TableUnavailable

    monkeypatch.setattr(bureau.names, "get", down)
    with freeze_time(PERIOD_OVER), pytest.raises(TableUnavailable):
        bureau.retention.enforce()
    assert "Quillfeather" in json.dumps([row.get("body") for row in bureau.items.rows.values()])
