"""A stolen key: withdrawal by key and time in lots, each message twice, then reissue at a measured pace."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import compromise
from chalicelib.certificates.compromises import CompromiseState
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.errors import NotStanding, SameOfficer
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from tests.fakes.register import Shelf


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    monkeypatch.setattr(compromise, "_LOT", 3)
    monkeypatch.setattr(compromise, "A_MINUTE", 2)
    return Shelf()


def report(shelf: Shelf, hours_ago: int = 24, use: str = "qr") -> str:
    since = clock.now() - timedelta(hours=hours_ago)
    kid = shelf.qr_kid.hex()
    return shelf.compromise.report(use, kid, since, "chief-1", "The backup tape is gone.")


def work_off(shelf: Shelf, times: int = 1) -> int:
    """Hand the issuer its messages, each `times` times, until none is left; how many there were."""
    done = 0
    while len(fresh := shelf.events("WithdrawalContinued")) > done:
        for event in fresh[done:]:
            for _ in range(times):
                shelf.compromise.withdraw_lot(event.data["compromise_id"], event.data["lot"])
        done = len(fresh)
    return done


def state_of(shelf: Shelf, compromise_id: str) -> CompromiseState:
    return shelf.compromise.compromises.get(compromise_id).state


def test_two_supervisors(shelf):
    case = report(shelf)
    with pytest.raises(SameOfficer):
        shelf.compromise.confirm(case, "chief-1")
    shelf.compromise.dismiss(case, "chief-1")
    with pytest.raises(WrongState):
        shelf.compromise.confirm(case, "chief-2")


@pytest.mark.parametrize("times", [1, 2])
def test_everything_since_then_is_withdrawn_and_nothing_else(shelf, times):
    mine = [shelf.add() for _ in range(7)]
    before = shelf.add(days_ago=3)
    other_key = shelf.add(key=b"\x01\x02\x03\x04")
    case = report(shelf)
    shelf.compromise.confirm(case, "chief-2")
    work_off(shelf, times)
    assert state_of(shelf, case).state is CompromiseState.WITHDRAWN
    assert state_of(shelf, case).withdrawn == 7
    for certificate_id in mine:
        assert shelf.ledger.history(certificate_id).revoked.reason is RevocationReason.KEY_COMPROMISED
        assert len(shelf.ledger.history(certificate_id).entries) == 1
    assert shelf.staff.look(before).is_good
    assert shelf.staff.look(other_key).is_good
    assert shelf.published().revoked == {shelf.index_of(one) for one in mine}
    assert len(shelf.events("CertificateRevoked")) == 7
    assert shelf.signer.signed.count("status") <= 4, "one list a lot, not one a certificate"


def test_a_crash_inside_a_lot_is_finished_once(shelf, monkeypatch):
    mine = [shelf.add() for _ in range(3)]
    case = report(shelf)
    shelf.compromise.confirm(case, "chief-2")
    shelf.signer.refuse.add("status")
    with pytest.raises(Exception, match="refused"):
        shelf.compromise.withdraw_lot(case, 0)
    shelf.signer.refuse.clear()
    work_off(shelf)
    assert state_of(shelf, case).state is CompromiseState.WITHDRAWN
    assert all(len(shelf.ledger.history(one).entries) == 1 for one in mine)
    assert shelf.published().revoked == {shelf.index_of(one) for one in mine}


def test_reissue_waits_for_the_new_key_and_keeps_its_pace(shelf):
    fresh = [shelf.add() for _ in range(3)]
    paper = shelf.add(days_ago=5)
    old = shelf.add(days_ago=90)
    case = report(shelf)
    shelf.compromise.confirm(case, "chief-2")
    work_off(shelf)
    with pytest.raises(NotStanding):
        shelf.compromise.begin_reissue(case, "chief-2")
    shelf.signer.keys["qr-2"] = ec.generate_private_key(ec.SECP256R1())
    shelf.keys.present["qr"] = "qr-2"
    shelf.compromise.begin_reissue(case, "chief-2")
    rounds = []
    while state_of(shelf, case).state is CompromiseState.REISSUING:
        before = len(shelf.events("IssueOrdered"))
        shelf.compromise.order_some()
        rounds.append(len(shelf.events("IssueOrdered")) - before)
    assert max(rounds) <= 2
    state = state_of(shelf, case)
    assert (state.state, state.reissued, state.to_search) == (CompromiseState.DONE, 4, 1)
    ordered = {shelf.orders.order(e.data["order_id"]).reissue_of for e in shelf.events("IssueOrdered")}
    assert ordered == {*fresh, paper}
    assert shelf.ledger.history(old).reissue is None


def test_a_stolen_seal_key_leaves_what_was_time_stamped_before(shelf):
    mine, before = shelf.add(), shelf.add(days_ago=5)
    case = report(shelf, use="seal")
    shelf.compromise.confirm(case, "chief-2")
    work_off(shelf)
    assert not shelf.staff.look(mine).is_good
    assert shelf.staff.look(before).is_good
