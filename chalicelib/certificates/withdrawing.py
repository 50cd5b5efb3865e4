"""Withdrawing a certificate: one officer asks with a reason, another confirms, and the status list says so."""

from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.certificates.entries import Entry, EntryKind, History, RevocationReason
from chalicelib.certificates.errors import NothingToAnswer, NotStanding, SameOfficer
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.status_list import place_of
from chalicelib.certificates.store import Ledger, Register
from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.certificates import CertificateRevoked, StatusListDue
from chalicelib.platform import clock
from chalicelib.platform.unit_of_work import Change


class Standing(NamedTuple):
    """A certificate of the register with everything that happened to it."""

    id: str
    certificate: Certificate
    history: History

    @property
    def is_good(self) -> bool:
        """Whether it was published and not withdrawn."""
        return self.certificate.step is Step.PUBLISHED and self.history.revoked is None


@dataclass(frozen=True)
class Withdrawing:
    """The staff's verbs about a certificate that should not stand any more."""

    register: Register
    ledger: Ledger

    def look(self, certificate_id: str) -> Standing:
        """The certificate and its history; raises `NotFound`."""
        return Standing(
            certificate_id,
            self.register.get(certificate_id).state,
            self.ledger.history(certificate_id),
        )

    def ask(
        self,
        certificate_id: str,
        officer_id: str,
        reason: RevocationReason,
        words: str,
        *,
        once: Once | None = None,
    ) -> None:
        """Ask that it be withdrawn; raises `NotStanding` when it is not in force or somebody asked already."""
        standing = self._good(certificate_id)
        if standing.history.pending(EntryKind.REVOCATION_REQUESTED):
            raise NotStanding("Somebody asked for this already. Another officer has to confirm it.")
        entry = next_entry(
            standing.history, EntryKind.REVOCATION_REQUESTED, officer_id, reason=reason, words=words
        )
        self.ledger.commit(self.ledger.adding(entry), once=once)

    def decline(self, certificate_id: str, officer_id: str, words: str, *, once: Once | None = None) -> None:
        """Say no to the request, or take one's own back; raises `NothingToAnswer`."""
        history = self._good(certificate_id).history
        _asked(history)
        entry = next_entry(history, EntryKind.REVOCATION_DECLINED, officer_id, words=words)
        self.ledger.commit(self.ledger.adding(entry), once=once)

    def confirm(self, certificate_id: str, officer_id: str, *, once: Once | None = None) -> None:
        """Withdraw it for the reason that a colleague gave; final.

        Raises `NothingToAnswer`, and `SameOfficer` for whoever asked.
        """
        standing = self._good(certificate_id)
        asked = _asked(standing.history)
        if asked.by == officer_id:
            raise SameOfficer("You asked for this, so another officer has to confirm it.")
        change = withdrawal(
            self.ledger, standing.certificate, standing.history, officer_id, reason=asked.reason
        )
        self.ledger.commit(change, once=once)

    def _good(self, certificate_id: str) -> Standing:
        standing = self.look(certificate_id)
        if not standing.is_good:
            raise NotStanding("This certificate is not in force, so there is nothing to withdraw.")
        return standing


def withdrawal(
    ledger: Ledger,
    certificate: Certificate,
    history: History,
    by: str,
    *,
    reason: RevocationReason | None = None,
    replaced_by: str | None = None,
    publish: bool = True,
) -> Change:
    """The change that withdraws a certificate: its entry, the list that is due, and the holder's letter.

    With `publish` off the caller sees to the status list, for many at once.
    """
    entry = next_entry(
        history,
        EntryKind.REVOKED,
        by,
        reason=reason or RevocationReason.REPLACED,
        status_index=certificate.status_index,
        result_index=certificate.result_index,
        replaced_by=replaced_by,
    )
    ids = {"certificate_id": history.certificate_id}
    number = place_of(certificate.status_index).list_number
    events: list[Event] = [CertificateRevoked(**ids, application_id=certificate.application_id)]
    if publish:
        events.append(StatusListDue(**ids, list_number=number))
    return ledger.adding(entry, events)


def next_entry(history: History, kind: EntryKind, by: str, **facts: object) -> Entry:
    """A certificate's next entry, made now; it is refused when another takes its number first."""
    return Entry.model_validate(
        {
            "certificate_id": history.certificate_id,
            "number": history.next_number,
            "kind": kind,
            "by": by,
            "at": clock.now(),
            **facts,
        }
    )


def _asked(history: History) -> Entry:
    asked = history.pending(EntryKind.REVOCATION_REQUESTED)
    if asked is None:
        raise NothingToAnswer("Nobody asks for this at present. Reload to see where the certificate stands.")
    return asked
