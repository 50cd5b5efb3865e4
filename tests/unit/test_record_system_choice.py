"""Whom the service asks for records follows from one address."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.platform.settings import read_settings
from chalicelib.records.adapters.breaker import GuardedRecordKeeper, GuardedRecordSystem
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.adapters.names_enquiry import NamesEnquiryRecordSystem
from chalicelib.records.hosted.system import HostedRecordSystem


def services(url: str) -> Services:
    return Services(read_settings({"TABLE": "t", "RECORD_SYSTEM_URL": url}))


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
    assert isinstance(services("hosted:").record_system, HostedRecordSystem)
