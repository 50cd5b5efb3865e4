"""What a holder does with copies: ask for one, see them all, download one."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from chalicelib.applications.services import Applications
from chalicelib.certificates.access.services import State, standing
from chalicelib.certificates.copies.errors import NothingToCopy, NotMade, TooManyCopies
from chalicelib.certificates.copies.models import HolderCopy, Step
from chalicelib.certificates.copies.store import HolderCopies
from chalicelib.certificates.latest import latest
from chalicelib.certificates.store import Ledger, Register
from chalicelib.kernel.changes import Actor, AlreadyDone, AuditEntry, Once
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.certificates import HolderCopyRequested
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.objects import Objects

MOST, MOST_EVER = 20, 100
"""Copies in use that one application may have, and copies in all."""
LONGEST = timedelta(days=366)
"""From the day on which a copy is made."""
DOWNLOAD_LIFETIME = timedelta(seconds=60)


class ListedCopy(NamedTuple):
    """A copy as its holder sees it."""

    id: str
    copy: HolderCopy
    is_past: bool
    certificate: State
    """Where the certificate that it was made of stands now."""


@dataclass(frozen=True)
class Copies:
    """The holder's verbs. Nothing is signed here."""

    copies: HolderCopies
    register: Register
    ledger: Ledger
    applications: Applications
    files: Objects

    def can_ask(self, application_id: str) -> bool:
        """Whether the application's certificate is in force."""
        return self._certificate_of(application_id) is not None

    def ask(self, application_id: str, recipient: str, purpose: str, expires_on: date, once: Once) -> None:
        """Have a copy made; the same `once` asks once. Raises `NothingToCopy`, `TooManyCopies`."""
        certificate_id = self._certificate_of(application_id)
        if certificate_id is None:
            raise NothingToCopy
        listed = self.listed(application_id)
        if sum(not each.is_past for each in listed) >= MOST or len(listed) >= MOST_EVER:
            raise TooManyCopies
        asked = HolderCopy(
            application_id=application_id,
            certificate_id=certificate_id,
            number=secrets.token_hex(16).upper(),
            recipient=recipient,
            purpose=purpose,
            expires_on=expires_on,
            asked_at=clock.now(),
        )
        self._keep(asked, once)

    def listed(self, application_id: str) -> list[ListedCopy]:
        """Every copy of the application, newest first."""
        today = clock.today()
        found = reversed(self.copies.of_application(application_id))
        return [
            ListedCopy(
                stored.id,
                stored.state,
                stored.state.expires_on < today or stored.state.step is Step.REFUSED,
                standing(self.register, self.ledger, stored.state.certificate_id),
            )
            for stored in found
        ]

    def download(self, application_id: str, copy_id: str) -> str:
        """An address that gives the file for a minute; raises `NotFound`, and `NotMade` while it is not there."""
        copy = self.copies.get(copy_id).state
        if copy.application_id != application_id:
            raise NotFound(HolderCopies.missing)
        if copy.stored is None:
            raise NotMade
        return self.files.download_url(copy.stored.key, DOWNLOAD_LIFETIME, "police-certificate-copy.pdf")

    def _certificate_of(self, application_id: str) -> str | None:
        issued = self.applications.get(application_id).state.certificate_id
        if not issued:
            return None
        newest = latest(self.register, self.ledger, issued)
        return newest if standing(self.register, self.ledger, newest) is State.CURRENT else None

    def _keep(self, asked: HolderCopy, once: Once) -> None:
        copy_id = new_id()
        ids = {"certificate_id": asked.certificate_id, "expires_on": asked.expires_on.isoformat()}
        audit = AuditEntry("holder_copy.asked", Actor("applicant", asked.application_id), ids)
        event = HolderCopyRequested(copy_id=copy_id)
        try:
            self.copies.save(None, asked, aggregate_id=copy_id, audit=audit, events=[event], once=once)
        except AlreadyDone:
            return
