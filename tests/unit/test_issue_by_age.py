"""The issuer holds what was ordered on an answer that is older than a day, or is being asked for again."""

from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from chalicelib.bootstrap import Services
from chalicelib.certificates.services import Versions
from chalicelib.kernel.changes import SYSTEM
from chalicelib.platform.settings import Settings
from tests.fakes.casework import DEV, Station

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ordered() -> Station:
    with freeze_time(NOON):
        station = Station().ready()
        station.claim()
        station.recommend()
        station.approve(DEV)
    return station


def is_as_ordered(station: Station) -> bool:
    """Whether the issuer finds application and check as the order names them."""
    services = Services(Settings(record_system_url="https://records.example"))
    vars(services)["items"] = station.items
    order = services.orders.order(station.case.order_id)
    return services._versions_now(order) == Versions(order.application_version, order.check_version)


@pytest.mark.parametrize(("hours", "issues"), [(1, True), (24, True), (25, False)])
def test_an_order_is_held_when_its_answer_is_older_than_a_day(ordered: Station, hours: int, issues: bool):
    with freeze_time(NOON + timedelta(hours=hours)):
        assert is_as_ordered(ordered) is issues


def test_an_order_is_held_while_the_records_are_asked_again(ordered: Station):
    with freeze_time(NOON + timedelta(hours=1)):
        ordered.records.recheck(ordered.case_id, by=SYSTEM, reason="A record changed.")
        assert not is_as_ordered(ordered)
        ordered.records.check(ordered.case_id)
        assert not is_as_ordered(ordered)
