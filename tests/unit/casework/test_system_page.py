"""The page on certificates under way: what the monitor saw, in words, and its silence."""

import re
from datetime import timedelta
from typing import get_args

import pytest
from freezegun import freeze_time

from chalicelib.casework import routes_system
from chalicelib.certificates.log.watch import Fault, Finding, Waiting, Watch, Watches
from chalicelib.certificates.models import Step
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.platform import clock
from chalicelib.platform.tally import Tally
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.browser import Browser
from tests.fakes.casework import Station
from tests.fakes.office import Office

pytestmark = pytest.mark.usefixtures("origins")
SERIAL = "0123456789ABCDEF0123456789ABCDEF"


@pytest.fixture
def watches() -> Watches:
    return Watches(UnitOfWork(Station().items))


def guesses(watches: Watches) -> dict[str, Tally]:
    return {name: Tally(watches.uow.items, name) for name in routes_system.GUESSES}


@pytest.fixture
def officer(watches: Watches) -> Browser:
    office = Office(
        Station(), lambda site: routes_system.register(site, lambda: watches, lambda: guesses(watches))
    )
    return office.signed_in("olive")


def keep(watches: Watches, **facts: object) -> None:
    audit = AuditEntry("log.looked", SYSTEM)
    watches.save(None, Watch.model_validate(facts), aggregate_id=Watches.ID, audit=audit)


def test_before_the_first_look(officer: Browser):
    text = officer.get("/staff/system").text
    assert "has not looked yet" in text
    assert "It comes every 15 minutes; if it stays away" in text
    assert "silent" not in text


def test_a_quiet_log(officer: Browser, watches: Watches):
    keep(watches, size=12, reserved=1, looked_at=clock.now())
    text = officer.get("/staff/system").text
    assert "The log has 12 leaves; 1 of them" in text
    assert "silent" not in text


def test_what_is_wrong_and_what_waits(officer: Browser, watches: Watches):
    now = clock.now()
    waiting = Waiting(
        certificate_id="x", serial=SERIAL, step=Step.QR_SIGNED, reserved_at=now - timedelta(hours=3)
    )
    finding = Finding(fault="unknown-leaf", about="17")
    keep(watches, size=20, looked_at=now - timedelta(hours=1), findings=(finding,), waiting=(waiting,))
    text = officer.get("/staff/system").text
    assert "monitor is silent since" in text
    assert "belongs to no certificate in the register" in text
    assert "(17)" in text
    assert SERIAL in text
    assert "qr signed" in text
    assert "3 hours" in text


def test_every_finding_has_its_words():
    assert set(routes_system.WORDS) == set(get_args(Fault))


def test_refused_tries_are_counted_by_day_and_name_no_code(officer: Browser, watches: Watches):
    tallies = guesses(watches)
    for _ in range(3):
        tallies["short-code-refused"].add()
    with freeze_time(clock.now() - timedelta(days=6)):
        tallies["access-code-locked"].add()
    with freeze_time(clock.now() - timedelta(days=7)):
        tallies["access-code-locked"].add()
    rows = re.findall(r"<tr><th scope=\"row\">.*?</th>(.*?)</tr>", officer.get("/staff/system").text)
    counts = [re.findall(r">(\d+)<", row) for row in rows]
    assert counts == [["3", "0", "0", "0"], *[["0"] * 4] * 5, ["0", "0", "0", "1"]]
