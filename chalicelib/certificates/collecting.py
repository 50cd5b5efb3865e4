"""How the holder comes to the file: a mailed link that works once, a question, and a minute to download."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.applications.services import Applications
from chalicelib.certificates.errors import NotTheBirthDate
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.store import Register
from chalicelib.kernel.changes import Actor, AuditEntry
from chalicelib.platform.links import LinkDead, Links
from chalicelib.platform.mail import Mailer
from chalicelib.platform.objects import Objects
from chalicelib.platform.store import Stored

PURPOSE = "download"
LINK_LIFETIME = timedelta(minutes=15)
DOWNLOAD_LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True)
class Collecting:
    """Hands issued certificates to their holders."""

    register: Register
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
        facts = {
            "reference": application.reference,
            "link": f"{self.apply_origin}/download/{token}",
            "again": f"{self.apply_origin}/application/link",
        }
        self.mailer.send_once(
            f"certificate-ready#{key}", application.answers.email, "certificate-ready", facts
        )

    def tell_again(self, application_id: str, key: str) -> None:
        """The same for an application whose certificate was issued; nothing for any other."""
        certificate_id = self.applications.get(application_id).state.certificate_id
        if certificate_id:
            self.tell(certificate_id, key)

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
        filename = f"police-certificate-{stored.state.serial}.pdf"
        return self.files.download_url(_file_key(stored.state), DOWNLOAD_LIFETIME, filename)

    def _issued(self, certificate_id: str) -> Stored[Certificate]:
        stored = self.register.get(certificate_id)
        if stored.state.step is not Step.PUBLISHED:
            raise LinkDead
        return stored

    def _note(self, stored: Stored[Certificate]) -> None:
        holder = Actor("applicant", stored.state.application_id)
        audit = AuditEntry("collected", holder, {"serial": stored.state.serial})
        self.register.save(stored, stored.state, audit=audit)


def _file_key(certificate: Certificate) -> str:
    if certificate.stored is None:
        raise LinkDead
    return certificate.stored.key
