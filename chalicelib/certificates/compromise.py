"""When an issuing key was stolen: withdraw by key and time, then issue again at a measured pace.

What people do around it stands in docs/operations/key-compromise.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.certificates import qr
from chalicelib.certificates.compromises import COMPROMISE_STATES, Compromise, CompromiseState, KeyOffer
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.errors import NotStanding, SameOfficer
from chalicelib.certificates.models import Certificate
from chalicelib.certificates.reissuing import Reissuing
from chalicelib.certificates.status_publishing import StatusLists
from chalicelib.certificates.store import PUBLISHED, Compromises, KeyOffers
from chalicelib.certificates.trust import Keys
from chalicelib.certificates.withdrawing import Standing, withdrawal
from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry, ConcurrentChange, Once
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.certificates import KeyListOffered, WithdrawalContinued
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.store import Stored

_LOT = 50
"""Certificates that one message looks at: some seconds of the issuer's time."""
A_MINUTE = 20
"""Certificates that are ordered again in a minute, so that ordinary work and the status list are not kept waiting."""


@dataclass(frozen=True)
class KeyCompromise:
    """Mass withdrawal and reissue: the issuer's queue withdraws, the schedule orders."""

    compromises: Compromises
    offers: KeyOffers
    reissuing: Reissuing
    lists: StatusLists
    keys: Keys

    def report(
        self,
        use: Literal["qr", "seal"],
        kid: str,
        since: datetime,
        officer_id: str,
        words: str,
        *,
        once: Once | None = None,
    ) -> str:
        """Say that a key was stolen; its identifier. Nothing happens before another supervisor confirms."""
        compromise_id = new_id()
        state = Compromise(use=use, kid=kid, since=since, words=words, reported_by=officer_id)
        audit = AuditEntry("key.reported", Actor("officer", officer_id), {"kid": kid}, {"words": words})
        self.compromises.save(
            None, state, aggregate_id=compromise_id, audit=audit, once=once, result={"id": compromise_id}
        )
        return compromise_id

    def offer_list(self, officer_id: str, *, once: Once | None = None) -> None:
        """Tell the issuer that a list of keys, signed by the root, waits for it."""
        offered_id = new_id()
        offer = KeyOffer(by=officer_id, at=clock.now())
        audit = AuditEntry("key_list.offered", Actor("officer", officer_id))
        event = KeyListOffered(offered_id=offered_id)
        self.offers.save(None, offer, aggregate_id=offered_id, audit=audit, events=[event], once=once)

    def dismiss(self, compromise_id: str, officer_id: str) -> None:
        """A false alarm."""
        self._move(self.compromises.get(compromise_id), CompromiseState.DISMISSED, officer_id)

    def confirm(self, compromise_id: str, officer_id: str) -> None:
        """Begin to withdraw everything that the key signed since then; raises `SameOfficer`."""
        stored = self.compromises.get(compromise_id)
        if stored.state.reported_by == officer_id:
            raise SameOfficer("You reported this key, so another supervisor has to confirm it.")
        event = WithdrawalContinued(compromise_id=compromise_id, lot=0)
        self._move(stored, CompromiseState.WITHDRAWING, officer_id, [event], confirmed_by=officer_id)

    def withdraw_lot(self, compromise_id: str, lot: int) -> None:
        """Withdraw the next certificates of the key and publish the status list; for the issuer's queue.

        A lot that was done is passed over, and one that was cut off begins again: nothing is withdrawn twice.
        The pass is repeated until it finds nothing, for the register's index may lag behind.
        """
        stored = self.compromises.get(compromise_id)
        state = stored.state
        if state.state is not CompromiseState.WITHDRAWING or state.lots != lot:
            return
        page, after = self._lot(state)
        found = [standing for standing in page if self._signed_since(standing.certificate, state)]
        withdrawn = [standing for standing in found if self._withdraw(standing)]
        self.lists.include([index for standing in found for index in standing.certificate.status_indices])
        count, whole = state.found_in_pass + len(withdrawn), after is None
        ended = whole and not count
        self._move(
            stored,
            CompromiseState.WITHDRAWN if ended else CompromiseState.WITHDRAWING,
            SYSTEM.id,
            [] if ended else [WithdrawalContinued(compromise_id=compromise_id, lot=lot + 1)],
            lots=lot + 1,
            place=after,
            found_in_pass=0 if whole else count,
            withdrawn=state.withdrawn + len(withdrawn),
        )

    def begin_reissue(self, compromise_id: str, officer_id: str) -> None:
        """Begin to issue again, once another key signs in its place; raises `NotStanding` before."""
        stored = self.compromises.get(compromise_id)
        if self.keys.get(stored.state.use).kid.hex() == stored.state.kid:
            raise NotStanding("The issuer still signs with this key. Put the new one in its place first.")
        self._move(stored, CompromiseState.REISSUING, officer_id, place=None)

    def order_some(self) -> int:
        """Order the next certificates anew, at most `A_MINUTE` in all; how many. For a schedule: it signs nothing."""
        ordered = 0
        for stored in self.compromises.reissuing():
            ordered += self._order_lot(stored, A_MINUTE - ordered)
            if ordered >= A_MINUTE:
                break
        return ordered

    def _order_lot(self, stored: Stored[Compromise], room: int) -> int:
        state = stored.state
        page, after = self._lot(state, room)
        mine = [standing for standing in page if self._unreadable_now(standing.certificate, state)]
        orders = [self._order(standing) for standing in mine if not standing.history.reissue]
        self._move(
            stored,
            CompromiseState.REISSUING if after else CompromiseState.DONE,
            SYSTEM.id,
            place=after,
            reissued=state.reissued + orders.count(True),
            to_search=state.to_search + orders.count(False),
        )
        return len(orders)

    def _order(self, standing: Standing) -> bool:
        """Order it again in the same words; False when the records have to be searched first."""
        if not self.reissuing.may_repeat(standing):
            return False
        content = self.reissuing.same_words(standing)
        _, changes = self.reissuing.ordering(standing, content, SYSTEM.id)
        try:
            self.reissuing.ledger.commit(*changes)
        except ConcurrentChange:
            return False
        return True

    def _withdraw(self, standing: Standing) -> bool:
        if standing.history.revoked:
            return False
        change = withdrawal(
            self.reissuing.ledger,
            standing.certificate,
            standing.history,
            SYSTEM.id,
            reason=RevocationReason.KEY_COMPROMISED,
            publish=False,
        )
        self.reissuing.ledger.commit(change)
        return True

    def _lot(self, state: Compromise, limit: int = _LOT) -> tuple[list[Standing], dict[str, str] | None]:
        page, after = self.reissuing.register.listing(PUBLISHED, limit=limit, after=state.place)
        return [self.reissuing.look(stored.id) for stored in page], dict(after) if after else None

    def _signed_since(self, certificate: Certificate, state: Compromise) -> bool:
        issued_at = certificate.issued_at
        return _signed_with(certificate, state) and issued_at is not None and issued_at >= state.since

    def _unreadable_now(self, certificate: Certificate, state: Compromise) -> bool:
        """What no reader accepts any more: everything since then, and every code on paper of a stolen code key."""
        return self._signed_since(certificate, state) or (
            state.use == "qr" and _signed_with(certificate, state)
        )

    def _move(
        self,
        stored: Stored[Compromise],
        to: CompromiseState,
        by: str,
        events: list[Event] | None = None,
        **changes: object,
    ) -> None:
        state = require_transition(COMPROMISE_STATES, stored.state.state, to)
        after = stored.state.model_copy(update={"state": state, **changes})
        actor = SYSTEM if by == SYSTEM.id else Actor("officer", by)
        facts = {"withdrawn": after.withdrawn, "reissued": after.reissued, "to_search": after.to_search}
        audit = AuditEntry(f"key.{to.value}", actor, facts)
        self.compromises.save(stored, after, audit=audit, events=events or [])


def _signed_with(certificate: Certificate, state: Compromise) -> bool:
    return state.kid in set(_key_ids(certificate, state.use))


def _key_ids(certificate: Certificate, use: Literal["qr", "seal"]) -> Iterator[str]:
    if use == "seal" and certificate.seal:
        yield certificate.seal.key_id
    elif use == "qr" and certificate.code:
        yield qr.disassemble(bytes.fromhex(certificate.code)).key_id.hex()
