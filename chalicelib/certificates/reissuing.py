"""Issuing a certificate again, in the same words or with other details of its holder; copies of the file."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.certificates.entries import Entry, EntryKind
from chalicelib.certificates.errors import NeedsNewSearch, NothingToAnswer, NotStanding, SameOfficer
from chalicelib.certificates.models import Holder, Order, OrderedContent
from chalicelib.certificates.store import Orders
from chalicelib.certificates.withdrawing import Standing, Withdrawing, next_entry
from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry, Once
from chalicelib.kernel.events.casework import IssueOrdered
from chalicelib.kernel.events.certificates import CopyRequested
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.unit_of_work import Change

_SEARCHED_BY = ("name", "former_names", "birth_date", "sex")
"""Facts of the holder under which records are searched."""


@dataclass(frozen=True)
class Reissuing(Withdrawing):
    """The staff's verbs about a certificate that is to be given again."""

    orders: Orders

    def send_copy(self, certificate_id: str, officer_id: str, *, once: Once | None = None) -> None:
        """Mail the holder a further link to the same file; each is counted. Raises `NotStanding`."""
        standing = self._in_force(certificate_id)
        entry = next_entry(standing.history, EntryKind.COPY_SENT, officer_id)
        event = CopyRequested(
            certificate_id=certificate_id, application_id=standing.certificate.application_id
        )
        self.ledger.commit(self.ledger.adding(entry, [event]), once=once)

    def ask_again(
        self,
        certificate_id: str,
        officer_id: str,
        words: str,
        *,
        holder: Holder | None = None,
        searched_again: bool = False,
        once: Once | None = None,
    ) -> None:
        """Ask that it be issued again, with `holder` when details changed.

        Raises `NotStanding`; `NeedsNewSearch` when the records were searched too long ago, or under another name
        or date of birth and the officer does not say that they were searched under the new ones.
        """
        standing = self.look(certificate_id)
        self._require_reissuable(standing)
        content = _content(standing, holder)
        _require_searched(standing, content, searched_again=searched_again)
        if searched_again:
            content = content.model_copy(update={"searched_on": clock.today()})
        entry = next_entry(
            standing.history,
            EntryKind.REISSUE_REQUESTED,
            officer_id,
            words=words,
            content=content,
            searched_again=searched_again,
        )
        self.ledger.commit(self.ledger.adding(entry), once=once)

    def decline_again(
        self, certificate_id: str, officer_id: str, words: str, *, once: Once | None = None
    ) -> None:
        """Say no to a request to issue it again; raises `NothingToAnswer`."""
        history = self.look(certificate_id).history
        _asked(history.pending(EntryKind.REISSUE_REQUESTED))
        entry = next_entry(history, EntryKind.REISSUE_DECLINED, officer_id, words=words)
        self.ledger.commit(self.ledger.adding(entry), once=once)

    def order_again(self, certificate_id: str, officer_id: str, *, once: Once | None = None) -> str:
        """Order what a colleague asked for, to the letter; the new certificate's id.

        The one before is withdrawn as replaced when the new one is published, not sooner.
        Raises `NothingToAnswer`, `SameOfficer`, `NeedsNewSearch`.
        """
        standing = self.look(certificate_id)
        asked = _asked(standing.history.pending(EntryKind.REISSUE_REQUESTED))
        if asked.by == officer_id:
            raise SameOfficer("You asked for this, so another officer has to order it.")
        content = asked.content or _content(standing, None)
        _require_searched(standing, content, searched_again=asked.searched_again)
        order_id, changes = self.ordering(standing, content, officer_id)
        self.ledger.commit(*changes, once=once, result={"order_id": order_id})
        return order_id

    def ordering(self, standing: Standing, content: OrderedContent, by: str) -> tuple[str, list[Change]]:
        """The changes that order a reissue: the frozen order, and the entry that binds it to this certificate."""
        first = self.orders.order(standing.certificate.order_id)
        order_id = new_id()
        told = {"order_id": order_id, "content": content, "content_hash": content.digest}
        order = Order.model_validate(first.model_dump() | told | {"reissue_of": standing.id})
        entry = next_entry(
            standing.history, EntryKind.REISSUE_ORDERED, by, order_id=order_id, content=content
        )
        ids = {"case_id": order.case_id, "application_id": order.application_id}
        ordered = IssueOrdered(order_id=order_id, **ids)
        written = AuditEntry(
            "order_written",
            Actor("system" if by == SYSTEM.id else "officer", by),
            {"reissue_of": standing.id},
        )
        ordering = self.orders.change(None, order, aggregate_id=order_id, audit=written)
        return order_id, [self.ledger.adding(entry, [ordered]), ordering]

    def may_repeat(self, standing: Standing) -> bool:
        """Whether it may be issued again in the same words without a new search of the records."""
        return clock.today() - _said_of(standing) <= same_words_for()

    def same_words(self, standing: Standing) -> OrderedContent:
        """What it says, as an order says it."""
        return _content(standing, None)

    def _in_force(self, certificate_id: str) -> Standing:
        standing = self.look(certificate_id)
        if not standing.is_good:
            raise NotStanding("This certificate is not in force, so no copy of it is given out.")
        return standing

    def _require_reissuable(self, standing: Standing) -> None:
        if standing.certificate.issued_at is None:
            raise NotStanding("This certificate was not issued yet.")
        revoked = standing.history.revoked
        if revoked and revoked.replaced_by:
            raise NotStanding("Another certificate took this one's place already.")
        if standing.history.pending(EntryKind.REISSUE_REQUESTED):
            raise NotStanding("Somebody asked for this already. Another officer has to order it.")
        ordered = standing.history.reissue
        if ordered and not self._was_held(str(ordered.order_id)):
            raise NotStanding("It was ordered again already. The issuer is making the new one.")

    def _was_held(self, order_id: str) -> bool:
        made = self.register.find(order_id)
        return bool(made and made.state.held_because)


def same_words_for() -> timedelta:
    """How long after the search of the records what it found may be said again without a new one."""
    return timedelta(days=_rule()["same_statement_days"])


@cache
def _rule() -> dict[str, Any]:
    rule: dict[str, Any] = json.loads(Path(__file__).with_name("reissue_rule.json").read_text())
    return rule


def _content(standing: Standing, holder: Holder | None) -> OrderedContent:
    said = standing.certificate.content
    kept = {name: getattr(said, name) for name in OrderedContent.model_fields}
    return OrderedContent.model_validate(kept | ({"holder": holder} if holder else {}))


def _said_of(standing: Standing) -> date:
    """The day of which the certificate speaks: of an older one, which does not say, the day of its issue."""
    said = standing.certificate.content
    return said.searched_on or said.issued_on


def _require_searched(standing: Standing, content: OrderedContent, *, searched_again: bool) -> None:
    if searched_again:
        return
    before, after = standing.certificate.content.holder, content.holder
    if any(getattr(before, fact) != getattr(after, fact) for fact in _SEARCHED_BY):
        raise NeedsNewSearch(
            "The records were searched under another name or date of birth. Search them again first."
        )
    if clock.today() - _said_of(standing) > same_words_for():
        raise NeedsNewSearch("The records were searched too long ago. Search them again first.")


def _asked(entry: Entry | None) -> Entry:
    if entry is None:
        raise NothingToAnswer("Nobody asks for this at present. Reload to see where the certificate stands.")
    return entry
