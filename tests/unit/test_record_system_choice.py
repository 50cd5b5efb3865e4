"""Whom the service asks for records follows from one address."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.kernel.people import PersonName
from chalicelib.platform.settings import read_settings
from chalicelib.platform.unit_of_work import Record as Stored
from chalicelib.records.adapters.breaker import GuardedRecordKeeper, GuardedRecordSystem
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.hosted.models import HostedRecord
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.models import Nominal, Record
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.subjects import subject_of_nominal
from tests.fakes.items import MemoryItems


def services(url: str) -> Services:
    return Services(read_settings({"TABLE": "t", "NAMES_TABLE": "n", "RECORD_SYSTEM_URL": url}))


@pytest.mark.parametrize(
    ("url", "kind", "asked"),
    [
        ("https://records.example", LedsRecordSystem, "https://records.example"),
        ("pnc+https://pnc.example", NamesEnquiryRecordSystem, "https://pnc.example"),
    ],
)
def test_outside_systems_stand_behind_a_breaker(url: str, kind: type, asked: str) -> None:
    system = services(url).record_system
    assert isinstance(system, GuardedRecordSystem)
    assert isinstance(system.system, kind)
    assert system.system.url == asked
    assert isinstance(system, GuardedRecordKeeper) == (kind is LedsRecordSystem)


def test_the_breaker_is_this_process_own() -> None:
    chosen = services("https://records.example")
    assert chosen.record_system is chosen.record_system


def test_a_force_that_hosts_its_records_asks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    chosen = services("hosted:")
    assert isinstance(chosen.record_system, HostedRecordSystem)
    assert chosen.record_system.index is chosen.names_index
    assert (chosen.items.table, chosen.names_index.items.table) == ("t", "n")


def test_the_name_of_an_erased_record_goes_from_the_names_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    chosen = services("hosted:")
    name = PersonName(forenames="Zebedee", surname="Quillfeather")
    own = Record(nominal=Nominal(record_id="R1", names=(name,), version=1))
    index = HostedIndex(MemoryItems())
    index.put(subject_of_nominal(own.nominal, "R1@1"))
    vars(chosen)["names_index"] = index
    state = HostedRecord(own=own, index_entry="R1@1").model_dump(mode="json")
    erased = Stored(kind="hosted_record", id="R1", version=1, schema=1, state=state, audit_head="")
    chosen.retention.before_erasing["hosted_record"](erased)
    assert index.people == 0


@pytest.mark.parametrize(("url", "keeps"), [("hosted:", True), ("https://records.example", False)])
def test_records_are_entered_only_where_they_are_kept(
    monkeypatch: pytest.MonkeyPatch, url: str, keeps: bool
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    chosen = services(url)
    assert chosen.records_desk.keeps is keeps
    assert chosen.records_desk.system is chosen.record_system
    assert chosen.records.watches is keeps
