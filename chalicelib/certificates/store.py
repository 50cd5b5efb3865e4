"""Where orders lie, and the register: certificates, and what happened to them since."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from chalicelib.certificates.compromises import Compromise, CompromiseState, KeyOffer
from chalicelib.certificates.entries import Entry, EntryKind, History
from chalicelib.certificates.errors import UnknownOrder
from chalicelib.certificates.looks import Look
from chalicelib.certificates.models import FINISHED, Certificate, Order, Step
from chalicelib.certificates.paper import Paper
from chalicelib.certificates.statements import Statement
from chalicelib.certificates.status_list import place_of
from chalicelib.certificates.status_state import StatusListState
from chalicelib.kernel.changes import SYSTEM, Actor, ActorKind, AuditEntry
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.names import folded
from chalicelib.platform.store import AggregateStore, Stored
from chalicelib.platform.unit_of_work import Change, read_record, state_key

UNFINISHED = "certificates#unfinished"
PUBLISHED = "certificates#published"
_REQUESTS = "register#requests"
_COMPROMISES = "key_compromises"
_STATEMENTS = "statements"
_PAGE = 200
_LOT = 20
_FOUND = 50
"""More certificates of one name than anybody reads through."""


class Orders(AggregateStore[Order]):
    """Frozen orders, each under its order id; written once by casework, never changed."""

    kind: ClassVar[str] = "order"
    model = Order

    def order(self, order_id: str) -> Order:
        """The order; raises `UnknownOrder`."""
        stored = self.find(order_id)
        if stored is None:
            raise UnknownOrder("There is no order to issue with this number.")
        return stored.state


class Register(AggregateStore[Certificate]):
    """Certificates, each under the id of the order that it carries out: one order, one certificate."""

    kind: ClassVar[str] = "certificate"
    model = Certificate
    missing: ClassVar[str] = "There is no certificate with this number."

    def find_number(self, number: str) -> Stored[Certificate] | None:
        """The certificate with a printed number (canonical, 13 characters), or None."""
        certificate_id = self.uow.find_unique(self.kind, "number", number)
        return self.find(certificate_id) if certificate_id else None

    def find_paper(self, paper: Paper) -> Stored[Certificate] | None:
        """The certificate whose paper and passport show these three, or None after a single read."""
        certificate_id = self.uow.find_unique(self.kind, "paper", paper.key)
        return self.find(certificate_id) if certificate_id else None

    def named(self, name: str) -> list[Stored[Certificate]]:
        """Certificates issued to people of exactly this name (accents and case aside), newest first."""
        found = self.uow.items.query(_holder(name), index="gsi2", limit=_FOUND, newest_first=True)
        certificates = [self.find(str(item["id"])) for item in found.items]
        return [certificate for certificate in certificates if certificate]

    def index(self, state: Certificate) -> Mapping[str, str]:
        """Unfinished certificates by the time of their last step; published ones by time and by holder."""
        if state.step is Step.PUBLISHED and state.issued_at:
            moment = f"{state.issued_at.isoformat()}#{state.serial}"
            holder = {"gsi2pk": _holder(state.content.holder.name.full), "gsi2sk": moment}
            return {"gsi1pk": PUBLISHED, "gsi1sk": moment} | holder
        if state.step in FINISHED:
            return {"gsi1pk": f"certificates#{state.step.value}", "gsi1sk": state.serial}
        return {"gsi1pk": UNFINISHED, "gsi1sk": state.touched_at.isoformat()}

    def untouched_since(self, moment: datetime) -> Iterator[Stored[Certificate]]:
        """Unfinished certificates whose last step is older than `moment`, oldest first."""
        after = None
        while True:
            page, after = self.listing(UNFINISHED, after=after)
            for stored in page:
                if stored.state.touched_at > moment:
                    return
                yield stored
            if after is None:
                return

    def unpublished(self) -> Iterator[Stored[Certificate]]:
        """Certificates under way, and those that were held."""
        for partition in (UNFINISHED, f"certificates#{Step.HELD.value}"):
            after = None
            while True:
                page, after = self.listing(partition, after=after)
                yield from page
                if after is None:
                    break

    def issued_since(self, moment: datetime | None) -> Iterator[Stored[Certificate]]:
        """Published certificates from a moment on (None: all), newest first."""
        after: Mapping[str, str] | None = None
        while True:
            page = self.uow.items.query(PUBLISHED, index="gsi1", after=after, newest_first=True)
            for stored in (self._read(read_record(item)) for item in page.items):
                if moment and stored.state.issued_at and stored.state.issued_at < moment:
                    return
                yield stored
            if page.next_key is None:
                return
            after = page.next_key


class Ledger(AggregateStore[Entry]):
    """What happened to certificates after they were made. Entries are only ever added."""

    kind: ClassVar[str] = "register_entry"
    model = Entry

    def index(self, state: Entry) -> Mapping[str, str]:
        """Withdrawals by their status list, requests together; the rest is found by its certificate alone."""
        if state.kind is EntryKind.REVOKED and state.status_index is not None:
            number = place_of(state.status_index).list_number
            indices = [state.status_index, *([] if state.result_index is None else [state.result_index])]
            return {"gsi1pk": _withdrawn(number), "gsi1sk": "+".join(f"{index:010}" for index in indices)}
        if state.kind in {EntryKind.REVOCATION_REQUESTED, EntryKind.REISSUE_REQUESTED}:
            return {"gsi1pk": _REQUESTS, "gsi1sk": f"{state.at.isoformat()}#{state.id}"}
        return {}

    def history(self, certificate_id: str) -> History:
        """Every entry of a certificate, read consistently."""
        entries: list[Entry] = []
        while True:
            first = len(entries) + 1
            keys = [state_key(self.kind, f"{certificate_id}-{n:06}") for n in range(first, first + _LOT)]
            found = self.uow.items.get_many(keys)
            entries += [self._read(read_record(found[key])).state for key in keys if key in found]
            if len(found) < _LOT:
                return History(certificate_id, tuple(entries))

    def adding(self, entry: Entry, events: Sequence[Event] = ()) -> Change:
        """The change that adds an entry; it fails when another took its number first."""
        facts = {
            "certificate_id": entry.certificate_id,
            "reason": entry.reason.value if entry.reason else None,
        }
        words = {"words": entry.words} if entry.words else None
        actor = Actor(_ACTORS.get(entry.kind, "officer") if entry.by != SYSTEM.id else SYSTEM.kind, entry.by)
        audit = AuditEntry(f"register.{entry.kind.value}", actor, facts, words)
        return self.change(None, entry, aggregate_id=entry.id, audit=audit, events=events)

    def withdrawn(self, list_number: int) -> set[int]:
        """Status indices of every withdrawn certificate of a list, as far as the index shows them yet."""
        indices: set[int] = set()
        after: Mapping[str, str] | None = None
        while True:
            page = self.uow.items.query(
                _withdrawn(list_number), index="gsi1", limit=1000, after=after, only=("gsi1sk",)
            )
            indices |= {int(index) for item in page.items for index in item["gsi1sk"].split("+")}
            if page.next_key is None:
                return indices
            after = page.next_key

    def requests(self) -> list[Entry]:
        """The newest requests, answered or not, newest first."""
        page = self.uow.items.query(_REQUESTS, index="gsi1", limit=_FOUND, newest_first=True)
        return [self._read(read_record(item)).state for item in page.items]


class StatusListStates(AggregateStore[StatusListState]):
    """When each status list was published last, under its number."""

    kind: ClassVar[str] = "status_list"
    model = StatusListState


class Compromises(AggregateStore[Compromise]):
    """Stolen keys."""

    kind: ClassVar[str] = "key_compromise"
    model = Compromise
    missing: ClassVar[str] = "Nobody reported this key."

    def index(self, state: Compromise) -> Mapping[str, str]:
        """All in one partition, by state."""
        return {"gsi1pk": _COMPROMISES, "gsi1sk": f"{state.state.value}#{state.kid}"}

    def all(self) -> list[Stored[Compromise]]:
        """Every report."""
        return self.listing(_COMPROMISES)[0]

    def reissuing(self) -> list[Stored[Compromise]]:
        """Those whose certificates are being issued again."""
        return [stored for stored in self.all() if stored.state.state is CompromiseState.REISSUING]


class KeyOffers(AggregateStore[KeyOffer]):
    """Lists of keys that were offered."""

    kind: ClassVar[str] = "key_offer"
    model = KeyOffer


class StatementStore(AggregateStore[Statement]):
    """Statements, offered and entered."""

    kind: ClassVar[str] = "statement"
    model = Statement

    def index(self, state: Statement) -> Mapping[str, str]:
        return {"gsi1pk": _STATEMENTS, "gsi1sk": state.offered_at.isoformat()}

    def leaves(self) -> dict[bytes, int | None]:
        """The leaf of every statement, with its place when it has one."""
        return {one.state.leaf: one.state.logged.index if one.state.logged else None for one in self._every()}

    def not_entered(self, before: datetime) -> list[str]:
        """Statements that were offered before then and have no place in the log, the oldest first."""
        return [one.id for one in self._every() if one.state.logged is None and one.state.offered_at < before]

    def _every(self) -> Iterator[Stored[Statement]]:
        after = None
        while True:
            page, after = self.listing(_STATEMENTS, limit=_PAGE, after=after)
            yield from page
            if after is None:
                return


class Looks(AggregateStore[Look]):
    """Who looked into the register."""

    kind: ClassVar[str] = "register_look"
    model = Look


_ACTORS: Mapping[EntryKind, ActorKind] = {EntryKind.COLLECTED: "applicant"}


def _withdrawn(list_number: int) -> str:
    return f"register#withdrawn#{list_number}"


def _holder(name: str) -> str:
    """A partition by name that does not say the name."""
    return f"holder#{hashlib.sha256(folded(name).encode()).hexdigest()[:32]}"
