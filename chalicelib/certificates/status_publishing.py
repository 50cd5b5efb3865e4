"""Publishes status lists: the issuer signs them, a schedule only asks (docs/formats/status-list.md)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from chalicelib.certificates import cose, status_list
from chalicelib.certificates.errors import StatusListBusy
from chalicelib.certificates.status_list import EVERY, OPEN_LIST, StatusList, place_of
from chalicelib.certificates.status_state import StatusListState
from chalicelib.certificates.store import Ledger, StatusListStates
from chalicelib.certificates.trust import Keys
from chalicelib.kernel.changes import SYSTEM, AuditEntry, ConcurrentChange
from chalicelib.kernel.events.certificates import StatusListDue
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer

_ATTEMPTS = 10
_PATIENCE = timedelta(minutes=5)
"""How long a list that was asked for may take before it is asked for again."""


class _Published(NamedTuple):
    etag: str | None
    known: StatusList | None


@dataclass(frozen=True)
class StatusLists:
    """The lists in the public bucket."""

    public: Objects
    ledger: Ledger
    states: StatusListStates
    keys: Keys
    signer: Signer
    verify_origin: str

    def include(self, status_indices: Collection[int]) -> None:
        """See to it that these certificates are published as withdrawn; those that are already need no new list.

        Raises `Unavailable` when the key did not sign or others kept publishing: try again later.
        """
        places = [place_of(index) for index in status_indices]
        for number in sorted({place.list_number for place in places}):
            entries = {place.entry for place in places if place.list_number == number}
            known = self._published(number).known
            if known is None or not all(known.is_revoked(entry) for entry in entries):
                self.publish(number, entries)

    def publish(self, number: int, certain: Collection[int] = ()) -> None:
        """Publish a list anew: all that the register shows, all that was published before, and `certain`.

        The register is read through an index that may lag; a bit is never cleared. Raises as `include`.
        """
        for _ in range(_ATTEMPTS):
            before = self._published(number)
            revoked = {place_of(index).entry for index in self.ledger.withdrawn(number)} | set(certain)
            revoked |= before.known.revoked if before.known else set()
            token, made = self._sign(number, revoked)
            try:
                self.public.replace(file_key(number), token, status_list.TYPE, etag=before.etag)
            except ObjectExists:
                continue
            self._remember(number, token, made, len(revoked))
            return
        raise StatusListBusy("The status list is being published by others. It will be finished soon.")

    def remind(self) -> timedelta:
        """Ask the issuer for each list that is due; the age of the oldest one. Signs nothing."""
        now, ages = clock.now(), []
        for number in range(1, OPEN_LIST + 1):
            stored = self.states.find(str(number))
            state = stored.state if stored else StatusListState(number=number)
            age = now - state.published_at if state.published_at else EVERY
            ages.append(age)
            waited = state.asked_at is None or now - state.asked_at >= _PATIENCE
            if age >= EVERY and waited:
                self._ask(number)
        return max(ages)

    def is_due(self, number: int) -> bool:
        """Whether it is time for a new list, or there is none."""
        known = self._published(number).known
        return known is None or clock.now() - known.issued_at >= EVERY

    def _ask(self, number: int) -> None:
        stored = self.states.find(str(number))
        state = stored.state if stored else StatusListState(number=number)
        try:
            self.states.save(
                stored,
                state.model_copy(update={"asked_at": clock.now()}),
                aggregate_id=str(number),
                audit=AuditEntry("status_list.asked_for", SYSTEM),
                events=[StatusListDue(list_number=number)],
            )
        except ConcurrentChange:
            return  # it is being published, or somebody else asked

    def _published(self, number: int) -> _Published:
        """What lies there now; what our own key did not sign is replaced, never believed."""
        try:
            info = self.public.head(file_key(number))
            token = self.public.get(file_key(number), info.version)
        except ObjectMissing:
            return _Published(None, None)
        try:
            signed, known = status_list.disassemble(token)
        except (cose.Malformed, cose.NotCanonical):
            logger().error("status list unreadable", extra={"list_number": number})
            return _Published(info.etag, None)
        ours = any(
            cose.verifies(signed.to_be_signed, signed.signature, key)
            for key in self.keys.public_keys("status")
        )
        return _Published(info.etag, known if ours else None)

    def _sign(self, number: int, revoked: set[int]) -> tuple[bytes, StatusList]:
        key = self.keys.get("status")
        claims = status_list.encode(self.verify_origin, number, revoked, clock.now())
        protected = status_list.protected_header(key.kid)
        signature = cose.raw_signature(self.signer.sign_raw(key.id, cose.sig_structure(protected, claims)))
        token = cose.assemble(protected, claims, signature)
        signed, made = status_list.disassemble(token)
        if not cose.verifies(signed.to_be_signed, signed.signature, key.public_key):
            raise StatusListBusy("The status list's signature did not verify. It is made again.")
        return token, made

    def _remember(self, number: int, token: bytes, made: StatusList, count: int) -> None:
        stored = self.states.find(str(number))
        digest = hashlib.sha256(token).hexdigest()
        state = StatusListState(
            number=number,
            published_at=made.issued_at,
            expires_at=made.expires_at,
            revoked=count,
            digest=digest,
        )
        audit = AuditEntry("status_list.published", SYSTEM, {"digest": digest, "revoked": count})
        try:
            self.states.save(stored, state, aggregate_id=str(number), audit=audit)
        except ConcurrentChange:
            logger().info("status list published twice at once", extra={"list_number": number})
        logger().info("status list published", extra={"list_number": number, "revoked": count})


def file_key(number: int) -> str:
    """Where a list lies in the public bucket."""
    return f"status/{number}"
