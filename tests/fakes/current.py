"""The verification pages' look-ups over a register in memory whose codes are really signed."""

from types import SimpleNamespace

from chalicelib.certificates import status_list
from chalicelib.certificates.access.services import Access
from chalicelib.certificates.access.store import AccessCodes, AccessUses
from chalicelib.certificates.models import Certificate, Step, StoredFile
from chalicelib.certificates.paper import Paper, paper_of
from chalicelib.certificates.store import Ledger, Register
from chalicelib.certificates.withdrawing import withdrawal
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.identifiers import new_id, new_serial
from chalicelib.platform import clock
from chalicelib.platform.tally import Tally
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.verification.access_desk import LOOKS, AccessDesk
from chalicelib.verification.guard import guard
from chalicelib.verification.short_codes import ShortCodes
from tests.attack.workshop import Workshop, claims, content
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects

HOLDER = "application-1"
EMBASSY = "192.0.2.7"
PDF = b"%PDF-1.7 synthetic"


class Watched(MemoryItems):
    """A table that remembers what was asked of it: the operation and the kind of key."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def get(self, key):
        self.asked.append(f"get {_kind(key.pk)}")
        return super().get(key)

    def get_many(self, keys):
        self.asked += [f"get {_kind(key.pk)}" for key in keys]
        return super().get_many(keys)

    def write(self, *writes):
        self.asked += [f"write {_kind(write.key.pk)}" for write in writes]
        super().write(*writes)


def _kind(pk: str) -> str:
    return "#".join(pk.split("#")[:2])


class Window:
    """A register with certificates, its holders' access codes, and the two desks that strangers meet."""

    def __init__(self, issuer: Workshop) -> None:
        self.issuer, self.items, self.files = issuer, Watched(), MemoryObjects()
        uow = UnitOfWork(self.items)
        self.register, self.ledger = Register(uow), Ledger(uow)
        self.certificate_of: dict[str, str] = {}
        self.access = Access(AccessCodes(uow), AccessUses(uow), self.register, self.ledger, self, self.files)
        self.short_codes = ShortCodes(
            self.register, self.ledger, guard(self.items, "short-code"), lambda: self.issuer.trust
        )
        self.desk = AccessDesk(self.access, guard(self.items, "access-code", by_name=LOOKS, by_pair=LOOKS))

    def get(self, application_id: str) -> SimpleNamespace:
        """The one question that access asks of the applications room."""
        found = self.certificate_of.get(application_id)
        return SimpleNamespace(state=SimpleNamespace(certificate_id=found))

    def add(self, step: Step = Step.PUBLISHED, **other: object) -> str:
        """A certificate whose code is signed; its id. The application `HOLDER` has the newest."""
        at = clock.now()
        said = content(serial=new_serial(), issued_on=at.date(), **other)
        certificate_id = new_id()
        state = Certificate(
            order_id=certificate_id,
            case_id="case-1",
            application_id=HOLDER,
            step=step,
            content=said,
            status_index=status_list.draw(),
            reserved_at=at,
            touched_at=at,
            issued_at=at,
            code=self.issuer.payload(claims(said)).hex(),
            stored=StoredFile(
                key=f"certificates/{said.serial}.pdf",
                version_id=self.files.put(f"certificates/{said.serial}.pdf", PDF, "application/pdf"),
                digest="0" * 64,
                size=len(PDF),
            ),
        )
        unique = {"number": said.number, "paper": paper_of(said).key}
        self.register.save(
            None, state, aggregate_id=certificate_id, audit=AuditEntry("test.added", SYSTEM), unique=unique
        )
        self.certificate_of[HOLDER] = certificate_id
        return certificate_id

    def paper(self, certificate_id: str) -> Paper:
        return paper_of(self.register.get(certificate_id).state.content)

    def withdraw(self, certificate_id: str, replaced_by: str | None = None) -> None:
        state = self.register.get(certificate_id).state
        history = self.ledger.history(certificate_id)
        self.ledger.commit(withdrawal(self.ledger, state, history, "officer-1", replaced_by=replaced_by))

    def counted(self, name: str) -> int:
        """How many of a kind staff see for today."""
        return next(iter(Tally(self.items, name).days(1).values()))
