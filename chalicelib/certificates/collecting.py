"""How the holder comes to the file: a mailed link that works once, a question, and a minute to download."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.applications.services import RESUME, Applications
from chalicelib.certificates.entries import EntryKind
from chalicelib.certificates.errors import NotTheBirthDate
from chalicelib.certificates.latest import latest
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.short_code import grouped
from chalicelib.certificates.store import Ledger, Register
from chalicelib.certificates.withdrawing import next_entry
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.platform.links import LinkDead, Links
from chalicelib.platform.mail import Mailer
from chalicelib.platform.objects import Objects
from chalicelib.platform.store import Stored

PURPOSE = "download"
LINK_LIFETIME = timedelta(minutes=15)
DOWNLOAD_LIFETIME = timedelta(seconds=60)
_TRIES = 5


@dataclass(frozen=True)
class Collecting:
    """Hands issued certificates to their holders."""

    register: Register
    ledger: Ledger
    files: Objects
    applications: Applications
    links: Links
    mailer: Mailer
    apply_origin: str

    def tell(self, certificate_id: str, key: str) -> None:
        """Mail the holder a link to the file; the same `key` never mails twice."""
        certificate = self.register.get(certificate_id).state
        application = self.applications.get(certificate.application_id).state
        if not application.answers.email:
            return
        token = self.links.make(PURPOSE, certificate_id, LINK_LIFETIME)
        own_page = self.links.make(RESUME, certificate.application_id, LINK_LIFETIME)
        facts = {
            "reference": application.reference,
            "link": f"{self.apply_origin}/download/{token}",
            "page": f"{self.apply_origin}/apply/resume/{own_page}",
            "again": f"{self.apply_origin}/application/link",
        }
        self.mailer.send_once(
            f"certificate-ready#{key}", application.answers.email, "certificate-ready", facts
        )

    def tell_change(self, certificate_id: str, key: str) -> None:
        """Mail the holder that the certificate does not stand any more: where to look, not why."""
        certificate = self.register.get(certificate_id).state
        application = self.applications.get(certificate.application_id).state
        if application.answers.email:
            facts = {"reference": application.reference, "link": f"{self.apply_origin}/application/link"}
            letter = f"certificate-changed#{key}"
            self.mailer.send_once(letter, application.answers.email, "certificate-changed", facts)

    def tell_again(self, application_id: str, key: str) -> None:
        """The same for an application whose certificate was issued, or news when none is in force; else nothing."""
        certificate_id = self.applications.get(application_id).state.certificate_id
        if certificate_id:
            standing = latest(self.register, self.ledger, certificate_id)
            withdrawn = self.ledger.history(standing).revoked
            (self.tell_change if withdrawn else self.tell)(standing, key)

    def require_live(self, token: str) -> None:
        """Whether the link can still be used, without using it; raises `LinkDead`."""
        self.links.peek(token, PURPOSE)

    def collect(self, token: str, birth_date: date) -> str:
        """Use the link up: an address that gives the file for a minute.

        Raises `LinkDead`, and `NotTheBirthDate`, which says how many tries are left.
        """
        stored = self._issued(self.links.peek(token, PURPOSE).subject)
        if birth_date != stored.state.content.holder.birth_date:
            raise NotTheBirthDate(self.links.wrong_answer(token, PURPOSE))
        self.links.use(token, PURPOSE)
        self._note(stored)
        filename = f"police-certificate-{grouped(stored.state.content.number)}.pdf"
        return self.files.download_url(_file_key(stored.state), DOWNLOAD_LIFETIME, filename)

    def _issued(self, certificate_id: str) -> Stored[Certificate]:
        stored = self.register.get(certificate_id)
        if stored.state.step is not Step.PUBLISHED or self.ledger.history(certificate_id).revoked:
            raise LinkDead
        return stored

    def _note(self, stored: Stored[Certificate]) -> None:
        """Write the collection down; officers may be writing about the certificate at the same moment."""
        for left in reversed(range(_TRIES)):
            history = self.ledger.history(stored.id)
            entry = next_entry(history, EntryKind.COLLECTED, stored.state.application_id)
            try:
                self.ledger.commit(self.ledger.adding(entry))
            except ConcurrentChange:
                if not left:
                    raise
            else:
                return


def _file_key(certificate: Certificate) -> str:
    if certificate.stored is None:
        raise LinkDead
    return certificate.stored.key
