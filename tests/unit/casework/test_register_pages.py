"""The register's and the keys' pages as a browser meets them, without a socket."""

from datetime import timedelta

import pytest

from chalicelib.casework import routes_keys, routes_register
from chalicelib.certificates.compromises import CompromiseState
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.short_code import grouped
from chalicelib.platform import clock
from tests.fakes.browser import Answer, Browser
from tests.fakes.casework import Station
from tests.fakes.office import STAFF, Office
from tests.fakes.register import Shelf

pytestmark = pytest.mark.usefixtures("origins")


class RegisterOffice(Office):
    """Staff pages over a register in memory."""

    def __init__(self) -> None:
        self.shelf, station = Shelf(), Station()
        desk = RegisterDesk(self.shelf.looking, self.shelf.staff, self.shelf.compromise)
        super().__init__(
            station,
            lambda site: routes_register.register(site, lambda: station.room, lambda: desk),
            lambda site: routes_keys.register(site, lambda: desk),
        )


@pytest.fixture
def office() -> RegisterOffice:
    return RegisterOffice()


def act(browser: Browser, certificate_id: str, action: str, **fields: str) -> Answer:
    browser.get(f"/staff/register/{certificate_id}")
    return browser.post(f"/staff/register/{certificate_id}/{action}", fields)


def test_a_number_opens_its_certificate_and_a_name_lists_its_own(office):
    one, other = office.shelf.add(), office.shelf.add()
    olive = office.signed_in("olive")
    number = grouped(office.shelf.register.get(one).state.content.number)
    olive.get("/staff/register")
    assert olive.post("/staff/register", {"sought": number}).location.endswith(f"/staff/register/{one}")
    olive.get("/staff/register")
    listed = olive.post("/staff/register", {"sought": "Amelia Jane Hargreaves"}).text
    assert f"/staff/register/{one}" in listed
    assert f"/staff/register/{other}" in listed
    olive.get("/staff/register")
    assert "There is no certificate like this" in olive.post("/staff/register", {"sought": "Nobody"}).text


def test_four_eyes_withdraw(office):
    one = office.shelf.add()
    olive, dev = office.signed_in("olive"), office.signed_in("dev")
    assert act(olive, one, "ask", why="fraud", reason="Not her passport.").status == 303
    assert act(olive, one, "confirm").status == 403
    waiting = dev.get("/staff/register").text
    assert "Withdrawal asked for" in waiting
    assert "Not her passport." in dev.get(f"/staff/register/{one}").text
    assert act(dev, one, "confirm").status == 303
    assert office.shelf.ledger.history(one).revoked.reason is RevocationReason.FRAUD
    after = dev.get(f"/staff/register/{one}").text
    assert "Withdrawn: fraud" in after
    assert "Nothing waits" in dev.get("/staff/register").text


def test_without_words_nothing_is_asked(office):
    one = office.shelf.add()
    answer = act(office.signed_in("olive"), one, "ask", why="fraud", reason="")
    assert answer.status == 422
    assert "Write the reason" in answer.text
    assert office.shelf.ledger.history(one).entries == ()


def test_the_same_form_twice_counts_once(office):
    one = office.shelf.add()
    olive = office.signed_in("olive")
    olive.get(f"/staff/register/{one}")
    for _ in range(2):
        olive.post(f"/staff/register/{one}/copy", {"once": "same-key"})
    assert office.shelf.ledger.history(one).copies == 1


def test_other_details_are_shown_side_by_side_and_ordered_by_another(office):
    one = office.shelf.add()
    olive, dev = office.signed_in("olive"), office.signed_in("dev")
    assert act(olive, one, "again", passport_number="ab 1", reason="New passport.").status == 422
    assert act(olive, one, "again", surname="Married", reason="Married.").status == 422
    assert act(olive, one, "again", passport_number="ab1234567", reason="New passport.").status == 303
    shown = dev.get(f"/staff/register/{one}").text
    assert "533401821" in shown
    assert "AB1234567" in shown
    assert act(olive, one, "order").status == 403
    assert act(dev, one, "order").status == 303
    (event,) = office.shelf.events("IssueOrdered")
    order = office.shelf.orders.order(event.data["order_id"])
    assert order.content.holder.passport_number == "AB1234567"


def test_only_officers_see_the_register_and_only_supervisors_the_keys(office):
    one = office.shelf.add()
    stranger = Browser(office.app, STAFF)
    for path in ("/staff/register", f"/staff/register/{one}", "/staff/keys"):
        assert stranger.get(path).status == 303
    assert office.signed_in("olive").get("/staff/keys").status == 403
    assert office.signed_in("ruth").get("/staff/keys").status == 200


def test_two_supervisors_answer_a_stolen_key(office):
    office.shelf.add()
    ruth, sam = office.signed_in("ruth"), office.signed_in("sam")
    ruth.get("/staff/keys")
    since = (clock.now() - timedelta(days=1)).isoformat()
    bad = ruth.post("/staff/keys/report", {"use": "qr", "kid": "xyz", "since": since, "reason": "Lost."})
    assert bad.status == 422
    ruth.get("/staff/keys")
    sent = {"use": "qr", "kid": office.shelf.qr_kid.hex(), "since": since, "reason": "The tape is gone."}
    assert ruth.post("/staff/keys/report", sent).status == 303
    (stored,) = office.shelf.compromise.compromises.all()
    ruth.get("/staff/keys")
    assert ruth.post(f"/staff/keys/{stored.id}/confirm", {}).status == 403
    assert "The tape is gone." in sam.get("/staff/keys").text
    assert sam.post(f"/staff/keys/{stored.id}/confirm", {}).status == 303
    assert office.shelf.compromise.compromises.get(stored.id).state.state is CompromiseState.WITHDRAWING
    assert len(office.shelf.events("WithdrawalContinued")) == 1
    sam.get("/staff/keys")
    assert sam.post("/staff/keys/publish", {}).status == 303
    assert len(office.shelf.events("KeyListOffered")) == 1
