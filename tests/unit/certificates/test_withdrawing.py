"""Withdrawing by four eyes, the history that stays, and the status list that follows."""

import pytest
from freezegun import freeze_time

from chalicelib.certificates import cose, status_list
from chalicelib.certificates.entries import EntryKind, RevocationReason
from chalicelib.certificates.errors import NothingToAnswer, NotStanding, SameOfficer, StatusListBusy
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.platform.signer import SigningRefused
from tests.fakes.register import Shelf

FRAUD = RevocationReason.FRAUD


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def withdraw(shelf: Shelf, certificate_id: str, reason: RevocationReason = FRAUD) -> None:
    shelf.staff.ask(certificate_id, "officer-1", reason, "The passport was somebody else's.")
    shelf.staff.confirm(certificate_id, "officer-2")


def kinds(shelf: Shelf, certificate_id: str) -> list[EntryKind]:
    return [entry.kind for entry in shelf.ledger.history(certificate_id).entries]


def test_one_asks_and_another_confirms(shelf):
    one = shelf.add()
    shelf.staff.ask(one, "officer-1", FRAUD, "The passport was somebody else's.")
    assert shelf.staff.look(one).is_good
    with pytest.raises(SameOfficer):
        shelf.staff.confirm(one, "officer-1")
    shelf.staff.confirm(one, "officer-2")
    revoked = shelf.staff.look(one).history.revoked
    assert (revoked.reason, revoked.by) == (FRAUD, "officer-2")
    assert kinds(shelf, one) == [EntryKind.REVOCATION_REQUESTED, EntryKind.REVOKED]


def test_a_request_can_be_declined_and_made_again(shelf):
    one = shelf.add()
    shelf.staff.ask(one, "officer-1", FRAUD, "It looks like it.")
    with pytest.raises(NotStanding):
        shelf.staff.ask(one, "officer-3", FRAUD, "Me too.")
    shelf.staff.decline(one, "officer-2", "It was the right passport.")
    with pytest.raises(NothingToAnswer):
        shelf.staff.confirm(one, "officer-2")
    assert shelf.staff.look(one).is_good
    withdraw(shelf, one)
    assert len(kinds(shelf, one)) == 4


def test_what_is_withdrawn_stays_withdrawn(shelf):
    one = shelf.add()
    withdraw(shelf, one)
    for act in (
        lambda: shelf.staff.ask(one, "officer-1", FRAUD, "Again."),
        lambda: shelf.staff.confirm(one, "officer-2"),
        lambda: shelf.staff.decline(one, "officer-2", "No."),
        lambda: shelf.staff.send_copy(one, "officer-1"),
    ):
        with pytest.raises(NotStanding):
            act()


def test_two_officers_at_once_write_one_entry(shelf):
    one = shelf.add()
    shelf.staff.ask(one, "officer-1", FRAUD, "The passport was somebody else's.")
    standing = shelf.staff.look(one)
    shelf.staff.confirm(one, "officer-2")
    from chalicelib.certificates.withdrawing import withdrawal  # noqa: PLC0415 - the loser's half

    late = withdrawal(shelf.ledger, standing.certificate, standing.history, "officer-3", reason=FRAUD)
    with pytest.raises(ConcurrentChange):
        shelf.ledger.commit(late)


def test_the_reason_and_the_words_leave_the_register_nowhere(shelf):
    one = shelf.add()
    withdraw(shelf, one)
    shelf.lists.include([shelf.index_of(one)])
    told = "".join(
        e.model_dump_json() for kind in ("CertificateRevoked", "StatusListDue") for e in shelf.events(kind)
    )
    assert "CertificateRevoked" in told
    assert "fraud" not in told
    assert "passport" not in told
    assert b"fraud" not in shelf.public.get("status/1")


class TestTheList:
    def test_a_withdrawal_is_published_and_its_neighbours_are_not(self, shelf):
        one, other = shelf.add(), shelf.add()
        withdraw(shelf, one)
        (due,) = shelf.events("StatusListDue")
        assert due.data == {"list_number": 1, "certificate_id": one}
        shelf.lists.include([shelf.index_of(one)])
        assert shelf.published().revoked == {shelf.index_of(one)}
        assert not shelf.published().is_revoked(shelf.index_of(other))

    def test_a_message_that_comes_twice_signs_once(self, shelf):
        one = shelf.add()
        withdraw(shelf, one)
        for _ in range(2):
            shelf.lists.include([shelf.index_of(one)])
        assert shelf.signer.signed == ["status"]

    def test_a_bit_is_never_cleared_even_when_the_index_lags(self, shelf, monkeypatch):
        first, second = shelf.add(), shelf.add()
        withdraw(shelf, first)
        shelf.lists.include([shelf.index_of(first)])
        withdraw(shelf, second)
        monkeypatch.setattr(shelf.ledger, "withdrawn", lambda number: set())
        shelf.lists.include([shelf.index_of(second)])
        assert shelf.published().revoked == {shelf.index_of(first), shelf.index_of(second)}

    def test_a_list_that_we_did_not_sign_is_replaced_and_never_believed(self, shelf):
        one = shelf.add()
        withdraw(shelf, one)
        shelf.lists.include([shelf.index_of(one)])
        token = bytearray(shelf.public.get("status/1"))
        token[-40] ^= 1
        shelf.public.put("status/1", bytes(token), status_list.TYPE)
        shelf.lists.publish(1)
        assert shelf.published().revoked == {shelf.index_of(one)}
        signed, _ = status_list.disassemble(shelf.public.get("status/1"))
        assert cose.verifies(signed.to_be_signed, signed.signature, shelf.signer.public_key("status"))

    def test_two_issuers_at_once_lose_nothing(self, shelf, monkeypatch):
        first, second = shelf.add(), shelf.add()
        withdraw(shelf, first)
        withdraw(shelf, second)
        monkeypatch.setattr(shelf.ledger, "withdrawn", lambda number: set())
        replace, lists = shelf.public.replace, shelf.lists

        def overtaken(*given: object, **more: object) -> str:
            monkeypatch.setattr(shelf.public, "replace", replace)
            lists.include([shelf.index_of(second)])
            return replace(*given, **more)

        monkeypatch.setattr(shelf.public, "replace", overtaken)
        lists.include([shelf.index_of(first)])
        assert shelf.published().revoked == {shelf.index_of(first), shelf.index_of(second)}

    def test_endless_rivals_are_given_up_on(self, shelf, monkeypatch):
        from chalicelib.platform.objects import ObjectExists  # noqa: PLC0415 - this test's fault

        def taken(*given: object, **more: object) -> str:
            raise ObjectExists("taken")

        monkeypatch.setattr(shelf.public, "replace", taken)
        with pytest.raises(StatusListBusy):
            shelf.lists.publish(1)

    def test_without_the_key_nothing_changes(self, shelf):
        one = shelf.add()
        withdraw(shelf, one)
        shelf.signer.refuse.add("status")
        with pytest.raises(SigningRefused):
            shelf.lists.include([shelf.index_of(one)])
        assert "status/1" not in shelf.public.versions

    def test_the_schedule_asks_and_signs_nothing(self, shelf):
        with freeze_time("2026-11-23T08:00:00Z") as time:
            shelf.lists.remind()
            shelf.lists.remind()
            assert len(shelf.events("StatusListDue")) == 1
            assert shelf.signer.signed == []
            time.tick(301)
            shelf.lists.remind()
            assert len(shelf.events("StatusListDue")) == 2
            shelf.lists.publish(1)
            assert shelf.lists.remind().total_seconds() == 0
            time.tick(12 * 3600 - 1)
            shelf.lists.remind()
            assert len(shelf.events("StatusListDue")) == 2
            time.tick(1)
            assert shelf.lists.is_due(1)
            shelf.lists.remind()
            assert len(shelf.events("StatusListDue")) == 3


class TestLooking:
    def test_by_number_and_by_name(self, shelf):
        one, other = shelf.add(), shelf.add()
        number = shelf.register.get(one).state.content.number
        assert [c.id for c in shelf.looking.find(f" {number.lower()} ", "officer-1")] == [one]
        assert {c.id for c in shelf.looking.find("amelia jane HARGREAVES", "officer-1")} == {one, other}
        assert shelf.looking.find("Nobody Known", "officer-1") == []

    def test_every_look_is_written_down_without_the_name(self, shelf):
        one = shelf.add()
        shelf.looking.find("Amelia Jane Hargreaves", "officer-1")
        shelf.looking.open(one, "officer-1")
        kept = [row for key, row in shelf.items.rows.items() if key.pk.startswith("register_look#")]
        assert sum(row["sk"] == "state" for row in kept) == 2
        locked = [row["body"] for row in kept if not row["sk"].startswith("detail#")]
        assert not any("Hargreaves" in body for body in locked)
