"""What a holder does with access codes, and what somebody does who was given one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from chalicelib.applications.services import Applications
from chalicelib.certificates.access.codes import new_code
from chalicelib.certificates.access.errors import NothingToShow, NotOpen, TooManyCodes
from chalicelib.certificates.access.models import LIFETIME, AccessCode, AccessUse, Looked
from chalicelib.certificates.access.store import CODE, AccessCodes, AccessUses
from chalicelib.certificates.latest import latest
from chalicelib.certificates.models import Certificate, Step
from chalicelib.certificates.store import Ledger, Register
from chalicelib.kernel.changes import Actor, AlreadyDone, AuditEntry, Once
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.objects import Objects
from chalicelib.platform.store import Stored

MOST = 10
"""Live codes that one application may have."""


class State(StrEnum):
    """Where a certificate stands now."""

    CURRENT = "current"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Withdrawn, and another was issued in its place."""


class GivenCode(NamedTuple):
    """A code as its holder sees it, with the looks through it."""

    id: str
    code: AccessCode
    is_live: bool
    uses: list[AccessUse]
    looks: int
    """How many there were; `uses` are the newest."""


class Opened(NamedTuple):
    """What a code shows: the certificate only while it stands."""

    state: State
    certificate: Certificate | None


@dataclass(frozen=True)
class Access:
    """Gives codes, withdraws them, and opens them."""

    codes: AccessCodes
    uses: AccessUses
    register: Register
    ledger: Ledger
    applications: Applications
    files: Objects

    # The holder's.

    def can_give(self, application_id: str) -> bool:
        """Whether the application's certificate is in force."""
        return self._certificate_of(application_id) is not None

    def give(self, application_id: str, label: str, once: Once) -> str:
        """A new code, shown this once; empty when the form came before. Raises `NothingToShow`, `TooManyCodes`."""
        certificate_id, now = self._certificate_of(application_id), clock.now()
        if certificate_id is None:
            raise NothingToShow
        if sum(given.is_live for given in self.given(application_id)) >= MOST:
            raise TooManyCodes(MOST)
        made = AccessCode(
            certificate_id=certificate_id,
            application_id=application_id,
            label=label,
            made_at=now,
            expires_at=now + LIFETIME,
        )
        return self._keep(made, once)

    def given(self, application_id: str) -> list[GivenCode]:
        """Every code of the application, newest first."""
        now = clock.now()
        return [
            GivenCode(
                stored.id,
                stored.state,
                stored.state.is_live(now),
                self.uses.of_code(stored.id),
                self.uses.count(stored.id),
            )
            for stored in reversed(self.codes.of_application(application_id))
        ]

    def withdraw(self, application_id: str, code_id: str) -> None:
        """Let a code open nothing from now on; raises `NotFound` for one that is not the application's."""
        stored = self.codes.get(code_id)
        if stored.state.application_id != application_id:
            raise NotFound(AccessCodes.missing)
        if stored.state.withdrawn_at:
            return
        after = stored.state.model_copy(update={"withdrawn_at": clock.now()})
        self.codes.save(stored, after, audit=AuditEntry("access_code.withdrawn", _holder(application_id)))

    # Theirs to whom it was given.

    def find(self, code: str) -> Stored[AccessCode]:
        """The live code; raises `NotOpen`."""
        stored = self.codes.find_code(code)
        if stored is None or not stored.state.is_live(clock.now()):
            raise NotOpen
        return stored

    def look(self, given: Stored[AccessCode], said: str = "") -> Opened:
        """The certificate's state, and itself while it stands; the look is written down before it is answered."""
        opened = self._open(given.state)
        self._note(given.id, Looked.CONTENT if opened.certificate else Looked.STATE, said)
        return opened

    def file(self, given: Stored[AccessCode], said: str = "") -> tuple[Certificate, bytes] | None:
        """The PDF while the certificate stands, else None; written down as a look."""
        certificate = self._open(given.state).certificate
        if certificate is None or certificate.stored is None:
            return None
        self._note(given.id, Looked.FILE, said)
        return certificate, self.files.get(certificate.stored.key, certificate.stored.version_id)

    def _keep(self, made: AccessCode, once: Once) -> str:
        code = new_code()
        audit = AuditEntry(
            "access_code.given", _holder(made.application_id), {"certificate_id": made.certificate_id}
        )
        try:
            self.codes.save(None, made, aggregate_id=new_id(), audit=audit, unique={CODE: code}, once=once)
        except AlreadyDone:
            return ""
        return code

    def _certificate_of(self, application_id: str) -> str | None:
        """The application's certificate that stands now, or None."""
        issued = self.applications.get(application_id).state.certificate_id
        if not issued:
            return None
        certificate_id = latest(self.register, self.ledger, issued)
        return (
            certificate_id if standing(self.register, self.ledger, certificate_id) is State.CURRENT else None
        )

    def _open(self, code: AccessCode) -> Opened:
        state = standing(self.register, self.ledger, code.certificate_id)
        certificate = self.register.get(code.certificate_id).state if state is State.CURRENT else None
        return Opened(state, certificate)

    def _note(self, code_id: str, looked: Looked, said: str) -> None:
        use = AccessUse(code_id=code_id, at=clock.now(), looked=looked, said=said)
        facts = {"code_id": code_id, "looked": looked.value}
        audit = AuditEntry("access_code.used", Actor("embassy", code_id), facts)
        self.uses.save(None, use, aggregate_id=new_id(), audit=audit)


def standing(register: Register, ledger: Ledger, certificate_id: str) -> State:
    """Where a published certificate stands by the register's own entries, as of now; raises `NotFound`."""
    revoked = ledger.history(certificate_id).revoked
    if revoked is None:
        published = register.get(certificate_id).state.step is Step.PUBLISHED
        return State.CURRENT if published else State.WITHDRAWN
    newer = revoked.replaced_by or latest(register, ledger, certificate_id) != certificate_id
    return State.REPLACED if newer else State.WITHDRAWN


def _holder(application_id: str) -> Actor:
    return Actor("applicant", application_id)
