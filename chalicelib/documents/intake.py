"""What happens to a file after the browser sent it: checked, scanned, rewritten, and accepted or refused.

Each step is stored before the next begins and may be repeated: a message that comes twice, late or out
of order changes nothing that was decided already.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chalicelib.documents import rewriting
from chalicelib.documents.changes import commit_move, refuse, settle
from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import UnknownUpload
from chalicelib.documents.judging import Checked
from chalicelib.documents.models import (
    MAX_BYTES,
    MIN_BYTES,
    SCAN_PATIENCE,
    VALIDATION_OBJECT,
    CleanCopy,
    Document,
    Kind,
    Role,
    Signal,
    State,
    Upload,
    document_of_key,
)
from chalicelib.documents.ports import Scanner, ScanResult, Verdict
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.sameness import is_reused, told_apart
from chalicelib.documents.store import WAITING, DocumentStore
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.metrics import emit
from chalicelib.platform.objects import ObjectExists, ObjectInfo, ObjectMissing, Objects
from chalicelib.platform.store import Stored

SWEEP_PAGE = 100
_KEPT = frozenset({State.ACCEPTED, State.NEEDS_PERSON})
"""Once the form is sent, such a file stays: officers may be looking at it."""
_MAY_COME_LATE = frozenset({Reason.SCAN_OVERDUE.value, Reason.SCAN_FAILED.value})


@dataclass(frozen=True)
class Intake:
    """The only reader of quarantine, which is the bucket named `bucket`."""

    bucket: str
    store: DocumentStore
    quarantine: Objects
    clean: Objects
    scanner: Scanner
    claims_of: Callable[[str], Claims]
    """What the applicant typed, by the application's id."""
    is_draft: Callable[[str], bool]
    """Whether the applicant has yet to send the form, by the application's id."""
    check: Callable[[Role, CleanFile, Claims, date], Checked]
    warm: Callable[[], None]
    """Called when a file comes, so that what reads its copy has loaded when the verdict is there."""
    notice: Callable[[Document, CleanFile, Checked, Claims], tuple[Signal, ...]] = lambda *_: ()
    """What staff should weigh; it has no say in what becomes of the file."""
    rewrite: Callable[[Kind, bytes, Role], CleanFile] = rewriting.rewrite

    def received(self, key: str, version: str | None) -> None:
        """A file came: check every condition of its form again, pin its version, and ask for a scan.

        `version` is None when the notification did not name it. Later versions of a key are not looked
        at. Raises `UnknownUpload` for a key that nobody was given.
        """
        if key == VALIDATION_OBJECT:
            return
        stored = self._document(key)
        if stored.state.state is State.AWAITING:
            stored = self._pin_wanted(stored, self.quarantine.head(key, version))
        elif version and stored.state.upload and stored.state.upload.version != version:
            logger().info("later version ignored", extra={"document_id": stored.id})
            return
        if stored.state.state is State.UPLOADED or _is_overdue(stored.state):
            self._ask(stored)
            self.warm()

    def verdict(self, verdict: Verdict) -> None:
        """The scanner answered: act on it when it is about the pinned version, else leave it be.

        An answer that overtook the notification pins the version it is about, if that exists.
        """
        if verdict.key == VALIDATION_OBJECT:
            return
        stored = self._document(verdict.key)
        if stored.state.state is State.AWAITING:
            stored = self._pin_early(stored, verdict)
        upload = stored.state.upload
        if upload is None or upload.version != verdict.version:
            logger().warning("verdict about another version ignored", extra={"document_id": stored.id})
            return
        self._judge(stored, verdict)

    def overdue_scans(self) -> int:
        """Hand documents whose verdict never came to a person; how many there were."""
        total = 0
        while given_up := self._give_up_oldest():
            total += given_up
        return total

    def _document(self, key: str) -> Stored[Document]:
        wanted = document_of_key(key)
        stored = self.store.find(wanted) if wanted else None
        if stored is None:
            raise UnknownUpload
        return stored

    def _pin_wanted(self, stored: Stored[Document], facts: ObjectInfo) -> Stored[Document]:
        """Pin it, unless the form was sent meanwhile with the file that this one was to replace."""
        earlier = self.store.earlier(stored.state)
        if earlier and earlier.state.state in _KEPT and not self.is_draft(stored.state.application_id):
            logger().info("file came after the form was sent", extra={"document_id": stored.id})
            return stored
        return self._pin(stored, facts)

    def _pin(self, stored: Stored[Document], facts: ObjectInfo) -> Stored[Document]:
        upload = Upload(version=facts.version, size=facts.size, at=clock.now())
        wrong = _breach(stored.state, facts)
        if wrong:
            return refuse(self.store, stored, wrong, upload=upload)
        content = self.quarantine.get(facts.key, facts.version)
        upload = upload.model_copy(update={"sha256": hashlib.sha256(content).hexdigest()})
        try:
            kind = recognise(content)
        except NotTaken as not_taken:
            return refuse(self.store, stored, not_taken.reason, upload=upload)
        return commit_move(
            self.store, stored, State.UPLOADED, upload=upload.model_copy(update={"kind": kind})
        )

    def _ask(self, stored: Stored[Document]) -> None:
        upload = stored.state.upload
        if upload is None:
            raise UnknownUpload
        self.scanner.request_scan(stored.state.key, upload.version)
        if _is_overdue(stored.state):
            return  # the scanner was down for long: its verdict counts, and until then a person may decide
        try:
            commit_move(self.store, stored, State.SCANNING)
        except ConcurrentChange:  # the verdict was faster than this note
            logger().info("verdict came first", extra={"document_id": stored.id})

    def _pin_early(self, stored: Stored[Document], verdict: Verdict) -> Stored[Document]:
        try:
            facts = self.quarantine.head(verdict.key, verdict.version)
        except ObjectMissing:
            return stored
        return self._pin_wanted(stored, facts)

    def _judge(self, stored: Stored[Document], verdict: Verdict) -> None:
        document = stored.state
        if document.state is State.ACCEPTED and verdict.result is ScanResult.THREATS_FOUND:
            commit_move(self.store, stored, State.NEEDS_PERSON, reason=Reason.THREAT_FOUND_LATER.value)
        elif not _is_undecided(document):
            logger().info("repeated verdict ignored", extra={"document_id": stored.id})
        elif verdict.is_clean:
            self._make_harmless(stored)
        elif verdict.result is ScanResult.THREATS_FOUND:
            refuse(self.store, stored, Reason.THREAT)
        elif verdict.is_locked:
            refuse(self.store, stored, Reason.PASSWORD)
        elif document.state is not State.NEEDS_PERSON:
            commit_move(self.store, stored, State.NEEDS_PERSON, reason=Reason.SCAN_FAILED.value)

    def _make_harmless(self, stored: Stored[Document]) -> None:
        document = stored.state
        if document.upload is None or document.upload.kind is None:
            raise UnknownUpload
        others = self._others(document)
        if is_reused(document, others):
            refuse(self.store, stored, Reason.USED_TWICE)
            return
        content = self.quarantine.get(document.key, document.upload.version)
        try:
            copy = self.rewrite(document.upload.kind, content, document.role)
        except NotTaken as not_taken:
            refuse(self.store, stored, not_taken.reason)
            return
        clean = self._keep(document.clean_key, copy)
        claims = self.claims_of(document.application_id)
        found = self.check(document.role, copy, claims, clock.today())
        portrait = found.portrait and CleanFile(Kind.JPEG, 1, found.portrait)
        kept = self._keep(document.portrait_key, portrait) if portrait else None
        signals = self._noticed(document, copy, found, claims)
        decided = told_apart(document, found.judged, others)
        settle(self.store, stored, decided, clean=clean, portrait=kept, signals=signals)

    def _others(self, document: Document) -> list[Document]:
        """What the applicant added for something else; the file that is kept until a better one comes included."""
        roles = (role for role in Role if role is not document.role)
        newest = [self.store.latest(document.application_id, role) for role in roles]
        tries = [one.state for one in newest if one]
        kept = [self.store.earlier(one) for one in tries if one.state is State.AWAITING]
        return tries + [one.state for one in kept if one]

    def _noticed(
        self, document: Document, copy: CleanFile, found: Checked, claims: Claims
    ) -> tuple[Signal, ...]:
        try:
            return self.notice(document, copy, found, claims)
        except Exception as error:  # noqa: BLE001 - staff lose a hint; the applicant must lose nothing
            facts = {"document_id": document.id, "error": type(error).__name__}
            logger().error("noticing failed", extra=facts)
            emit("NoticingFailed", 1)
            return ()

    def _keep(self, key: str, copy: CleanFile) -> CleanCopy:
        """Store a copy once. A worker that was killed after this finds its own copy and goes on with it."""
        content = copy.content
        try:
            self.clean.put_once(key, content, copy.kind.value)
        except ObjectExists:
            content = self.clean.get(key)
        return CleanCopy(
            key=key,
            kind=copy.kind,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            pages=copy.pages,
        )

    def _give_up_oldest(self) -> int:
        oldest, _ = self.store.listing(WAITING, limit=SWEEP_PAGE)
        before = clock.now() - SCAN_PATIENCE
        overdue = [found for found in oldest if found.state.upload and found.state.upload.at < before]
        return sum(self._give_up(found.id) for found in overdue)

    def _give_up(self, document_id: str) -> bool:
        stored = self.store.get(document_id)  # the listing may be behind
        if not stored.state.state.is_waiting:
            return False
        try:
            commit_move(self.store, stored, State.NEEDS_PERSON, reason=Reason.SCAN_OVERDUE.value)
        except ConcurrentChange:
            return False
        return True


def _is_overdue(document: Document) -> bool:
    return document.state is State.NEEDS_PERSON and document.reason == Reason.SCAN_OVERDUE.value


def _is_undecided(document: Document) -> bool:
    late = document.state is State.NEEDS_PERSON and document.reason in _MAY_COME_LATE
    return document.state.is_waiting or late


def _breach(document: Document, facts: ObjectInfo) -> Reason | None:
    """Which condition of the form the stored file breaks; S3 enforces them, and we do not rely on it."""
    if facts.size < MIN_BYTES:
        return Reason.EMPTY
    if facts.size > MAX_BYTES:
        return Reason.TOO_BIG
    if facts.content_type not in document.declared or facts.encryption != "aws:kms":
        return Reason.NOT_OUR_FORM
    return None
