"""The documents room on fakes, with the part of S3 and of the scanner played by the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from chalicelib.applications.services import Applications
from chalicelib.applications.store import ApplicationStore, LinkRequestStore
from chalicelib.documents.claims import Claims, claims_of
from chalicelib.documents.intake import Intake
from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import Document, Kind, Role
from chalicelib.documents.ports import ScanResult, Verdict
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.services import Documents
from chalicelib.documents.store import DocumentStore
from chalicelib.kernel.changes import Once
from chalicelib.kernel.events.base import Envelope
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform.links import Links
from chalicelib.platform.mail import Mailer
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems
from tests.fakes.objects import MemoryObjects
from tests.fakes.scanner import MemoryScanner

BUCKET = "quarantine"
JPEG = b"\xff\xd8\xff\xe0 a photo"


class MemoryPost:
    """`Post` that keeps what it carried."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


def copy_of(kind: Kind, content: bytes, _: Role) -> CleanFile:
    """A rewriter for tests that are about something else."""
    return CleanFile(kind, 1, b"clean " + content)


def nothing_wrong(role: Role, copy: CleanFile, *_: object) -> Checked:
    """A check for tests that are about something else; a photo is its own portrait."""
    return Checked(judged(Decision.ACCEPTED), copy.content if role is Role.PHOTO else None)


def already_warm() -> None:
    """A check that needs no time to load."""


@dataclass
class Room:
    """Everything, and short words for what happens from outside."""

    items: MemoryItems = field(default_factory=MemoryItems)
    quarantine: MemoryObjects = field(default_factory=MemoryObjects)
    clean: MemoryObjects = field(default_factory=MemoryObjects)
    scanner: MemoryScanner = field(default_factory=MemoryScanner)
    post: MemoryPost = field(default_factory=MemoryPost)
    rewrite: Callable[[Kind, bytes, Role], CleanFile] = copy_of
    check: Callable[[Role, CleanFile, Claims, date], Checked] = nothing_wrong
    apply_origin: str = "https://apply.example"

    def __post_init__(self) -> None:
        uow = UnitOfWork(self.items)
        links = Links(self.items)
        self.store = DocumentStore(uow)
        self.applications = Applications(ApplicationStore(uow), LinkRequestStore(uow), links)
        mailer = Mailer(self.post, self.items)
        self.documents = Documents(
            self.store, self.quarantine, self.clean, self.applications, mailer, self.apply_origin
        )
        self.intake = Intake(
            BUCKET,
            self.store,
            self.quarantine,
            self.clean,
            self.scanner,
            claims_of=lambda application_id: claims_of(self.applications.get(application_id).state.answers),
            is_draft=self.documents.is_draft,
            check=self._checked,
            warm=already_warm,
            rewrite=self._rewritten,
        )
        self.application_id = self.applications.start(Once("start", "a"))

    def _checked(self, role: Role, copy: CleanFile, claims: Claims, today: date) -> Checked:
        return self.check(role, copy, claims, today)

    def _rewritten(self, kind: Kind, content: bytes, role: Role) -> CleanFile:
        return self.rewrite(kind, content, role)

    def apply(self) -> str:
        """Somebody else begins an application, which the room is about from now on."""
        self.application_id = self.applications.start(Once("start", new_id()))
        return self.application_id

    def offered(self, role: Role = Role.PASSPORT) -> Document:
        """A document for which the applicant has a form."""
        return self.documents.request_upload(self.application_id, role).document

    def posted(self, document: Document, content: bytes = JPEG, content_type: str | None = None) -> str:
        """The browser's upload as S3 keeps it; its version."""
        return self.quarantine.put(document.key, content, content_type or document.declared[0])

    def scanning(self, role: Role = Role.PASSPORT, content: bytes | None = None) -> tuple[Document, str]:
        """A document whose scan was asked for, and its version; without `content`, a file of the role's own."""
        document = self.offered(role)
        of_the_role = JPEG if role is Role.PASSPORT else JPEG + role.value.encode()
        version = self.posted(document, of_the_role if content is None else content)
        self.intake.received(document.key, version)
        return document, version

    def accepted(self, role: Role = Role.PASSPORT) -> Document:
        """A document that went all the way."""
        document, version = self.scanning(role)
        self.intake.verdict(self.clean_verdict(document, version))
        return self.now(document)

    def now(self, document: Document) -> Document:
        """The document as stored."""
        return self.store.get(document.id).state

    def clean_verdict(self, document: Document, version: str) -> Verdict:
        return self.verdict(document, version, ScanResult.NO_THREATS_FOUND)

    def verdict(
        self, document: Document, version: str, result: ScanResult, causes: tuple[str, ...] = ()
    ) -> Verdict:
        """What the scanner says of a version."""
        completed = result in {ScanResult.NO_THREATS_FOUND, ScanResult.THREATS_FOUND}
        return Verdict(key=document.key, version=version, result=result, completed=completed, causes=causes)

    def events(self) -> list[str]:
        """Types of the events in the outbox, in order."""
        bodies = [row["body"] for key, row in self.items.rows.items() if key.pk.startswith("outbox#")]
        return [
            envelope.type
            for envelope in sorted(map(Envelope.model_validate_json, bodies), key=lambda e: e.id)
        ]
