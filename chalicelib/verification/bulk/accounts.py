"""What staff do about embassies' accounts and keys, and how a key is known again."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from pydantic import ValidationError

from chalicelib.kernel.changes import Actor, AuditEntry, ConcurrentChange, Once
from chalicelib.kernel.identifiers import new_id, new_token
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.verification.bulk.errors import KeyRefused, NotIssued, ScopeMissing
from chalicelib.verification.bulk.models import OVERLAP, Account, AccountState, ApiKey, Scope
from chalicelib.verification.bulk.store import AccountStore

LONGEST_DAYS = 366
MOST_KEYS = 20
"""Keys of one account that may be in use at once."""
_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 12
_FORM = re.compile(r"prb_([2-9a-z]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class IssuedKey:
    """A key at the one moment at which it can be read."""

    text: str
    key: ApiKey


@dataclass(frozen=True)
class Caller:
    """Who uses a key: the account and the key that opened it."""

    account_id: str
    account: Account
    key: ApiKey

    @property
    def actor(self) -> Actor:
        """As the audit trail names it: the account, never a person."""
        return Actor("embassy", self.account_id)

    def require(self, scope: Scope) -> None:
        """Raises `ScopeMissing` unless the key was issued for this."""
        if scope not in self.key.scopes:
            raise ScopeMissing(scope.value)


@dataclass(frozen=True)
class Accounts:
    """Accounts and keys. Every change of either is one link of the account's audit chain."""

    store: AccountStore

    def open(
        self, name: str, country: str, contact: str, officer_id: str, *, once: Once | None = None
    ) -> str:
        """Open an account for a mission; its identifier. Raises `NotIssued`."""
        try:
            account = Account(
                name=name, country=country, contact=contact, opened_at=clock.now(), opened_by=officer_id
            )
        except ValidationError as wrong:
            raise NotIssued("Give the mission's name, its country, and an email address.") from wrong
        account_id = new_id()
        audit = AuditEntry("account.opened", Actor("officer", officer_id), {"country": country})
        self.store.save(
            None, account, aggregate_id=account_id, audit=audit, once=once, result={"id": account_id}
        )
        return account_id

    def close(self, account_id: str, officer_id: str) -> None:
        """Shut an account: none of its keys opens anything any more."""
        stored = self.store.get(account_id)
        if stored.state.state is AccountState.CLOSED:
            return
        closed = stored.state.model_copy(update={"state": AccountState.CLOSED})
        self.store.save(stored, closed, audit=AuditEntry("account.closed", Actor("officer", officer_id)))

    def issue_key(
        self,
        account_id: str,
        label: str,
        scopes: tuple[Scope, ...],
        days: int,
        officer_id: str,
        *,
        once: Once | None = None,
    ) -> IssuedKey:
        """Issue a key that ends after so many days. Its text is in the answer and nowhere else.

        Raises `NotIssued`, and `AlreadyDone` for a form that was sent before: the key cannot be shown again.
        """
        stored = self.store.get(account_id)
        issued = _new_key(label, scopes, days, officer_id)
        _require_room(stored.state)
        self._add(stored, stored.state, issued.key, once=once)
        return issued

    def rotate_key(
        self, account_id: str, key_id: str, officer_id: str, *, once: Once | None = None
    ) -> IssuedKey:
        """Issue a key in the place of another, which ends a week from now. Raises as `issue_key`."""
        stored = self.store.get(account_id)
        old = _open_key(stored.state, key_id)
        days = (old.expires_at - old.issued_at).days
        issued = _new_key(old.label, old.scopes, min(max(days, 1), LONGEST_DAYS), officer_id)
        ends = min(old.expires_at, clock.now() + OVERLAP)
        ending = old.model_copy(update={"expires_at": ends, "replaced_by": issued.key.id})
        self._add(stored, stored.state.with_key(ending), issued.key, once=once, in_place_of=key_id)
        return issued

    def revoke_key(self, account_id: str, key_id: str, officer_id: str) -> None:
        """End a key at once."""
        stored = self.store.get(account_id)
        key = stored.state.key(key_id)
        if key is None or key.revoked_at:
            return
        after = stored.state.with_key(key.model_copy(update={"revoked_at": clock.now()}))
        audit = AuditEntry("key.revoked", Actor("officer", officer_id), {"key": key_id})
        self.store.save(stored, after, audit=audit)

    def who(self, text: str) -> Caller:
        """Whose key this is; raises `KeyRefused`, in the same words whatever is wrong with it."""
        said = _FORM.fullmatch(text)
        stored = self.store.of_key(said[1]) if said else None
        key = stored.state.key(said[1]) if stored and said else None
        fits = hmac.compare_digest(_digest(text), key.digest if key else _digest(""))
        if not (fits and stored and key):
            raise KeyRefused
        return self._caller(stored, key)

    def again(self, account_id: str, key_id: str) -> Caller:
        """The caller of a session that a key opened earlier; raises `KeyRefused` once the key has ended."""
        stored = self.store.find(account_id)
        key = stored.state.key(key_id) if stored else None
        if not (stored and key):
            raise KeyRefused
        return self._caller(stored, key)

    def _caller(self, stored: Stored[Account], key: ApiKey) -> Caller:
        if stored.state.state is not AccountState.OPEN or not key.opens(clock.now()):
            raise KeyRefused
        self._note_use(stored, key)
        return Caller(stored.id, stored.state, key)

    def _note_use(self, stored: Stored[Account], key: ApiKey) -> None:
        """Once a day and key: the trail says on which days a key was used."""
        today = clock.now().date()
        if key.last_used_on == today:
            return
        used = stored.state.with_key(key.model_copy(update={"last_used_on": today}))
        try:
            self.store.save(
                stored, used, audit=AuditEntry("key.used", Actor("embassy", stored.id), {"key": key.id})
            )
        except ConcurrentChange:
            return  # another request of this moment wrote it, or the next one will

    def _add(
        self,
        stored: Stored[Account],
        account: Account,
        key: ApiKey,
        *,
        once: Once | None,
        in_place_of: str = "",
    ) -> None:
        facts = {"key": key.id, "scopes": " ".join(key.scopes), "ends": key.expires_at.isoformat()}
        facts |= {"in_place_of": in_place_of} if in_place_of else {}
        self.store.save(
            stored,
            account.with_key(key),
            audit=AuditEntry("key.issued", Actor("officer", key.issued_by), facts),
            unique={"key": key.id},
            once=once,
        )


def _new_key(label: str, scopes: tuple[Scope, ...], days: int, officer_id: str) -> IssuedKey:
    if not 1 <= days <= LONGEST_DAYS:
        raise NotIssued(f"A key lasts from 1 to {LONGEST_DAYS} days.")
    key_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
    text, now = f"prb_{key_id}_{new_token()}", clock.now()
    try:
        key = ApiKey(
            id=key_id,
            digest=_digest(text),
            label=label,
            scopes=scopes,
            issued_at=now,
            issued_by=officer_id,
            expires_at=now + timedelta(days=days),
        )
    except ValidationError as wrong:
        raise NotIssued("Say who will use the key, and choose what it is for.") from wrong
    return IssuedKey(text, key)


def _open_key(account: Account, key_id: str) -> ApiKey:
    key = account.key(key_id)
    if key is None or not key.opens(clock.now()) or key.replaced_by:
        raise NotIssued("This key has ended already. Issue a new one.")
    return key


def _require_room(account: Account) -> None:
    if account.state is not AccountState.OPEN:
        raise NotIssued("This account is closed.")
    if sum(key.opens(clock.now()) for key in account.keys) >= MOST_KEYS:
        raise NotIssued(f"An account has at most {MOST_KEYS} keys in use. Withdraw one first.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
