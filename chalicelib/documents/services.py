"""What an applicant and staff do with documents, in the order in which they do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.applications.models import State as ApplicationState
from chalicelib.applications.services import Applications
from chalicelib.documents.changes import commit_move
from chalicelib.documents.claims import Claims, claims_of
from chalicelib.documents.errors import NoCleanCopy, NotForReplacing, NothingToPrint, TooManyTries
from chalicelib.documents.judging import Mark
from chalicelib.documents.marked_pictures import marked_picture
from chalicelib.documents.models import (
    DECLARABLE,
    FORM_LIFETIME,
    MAX_BYTES,
    UNDECLARED,
    CleanCopy,
    Document,
    Kind,
    Role,
    State,
    document_id,
)
from chalicelib.documents.outcome import may_be_seen
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.documents.store import DocumentStore
from chalicelib.kernel.changes import Actor, AuditEntry, ConcurrentChange
from chalicelib.kernel.errors import NotFound
from chalicelib.platform.mail import Mailer
from chalicelib.platform.objects import ObjectMissing, Objects, UploadForm
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change

VIEW_LIFETIME = timedelta(seconds=60)
_SUFFIX = {Kind.JPEG: "jpg", Kind.PNG: "png", Kind.PDF: "pdf"}


@dataclass(frozen=True)
class Offer:
    """A form for one document, valid for `FORM_LIFETIME`."""

    document: Document
    form: UploadForm


@dataclass(frozen=True)
class Documents:
    """The applicant's uploads and the staff's view of them."""

    store: DocumentStore
    quarantine: Objects
    clean: Objects
    applications: Applications
    mailer: Mailer
    apply_origin: str

    def request_upload(
        self, application_id: str, role: Role, content_type: str = UNDECLARED, *, by_script: bool = False
    ) -> Offer:
        """A form for the role's next file: one key, one type, 1 byte to 10 MB, encrypted, for ten minutes.

        A script gets a status after the upload; otherwise the browser is sent to the page that follows
        it. An unknown `content_type` becomes `UNDECLARED`: the type is decided by content in any case.
        Raises `NotForReplacing` when the role has a file already (see `replace`).
        """
        declared = content_type if content_type in DECLARABLE else UNDECLARED
        try:
            document = self._awaiting(application_id, role, declared)
        except ConcurrentChange:  # two tabs opened the page at once; the other one made the document
            document = self._awaiting(application_id, role, declared)
        sent = f"{self.apply_origin}/apply/documents/{role.value}/sent?document={document.id}"
        form = self.quarantine.upload_form(
            document.key, declared, MAX_BYTES, FORM_LIFETIME, None if by_script else sent
        )
        return Offer(document, form)

    def current(self, application_id: str, role: Role) -> Document | None:
        """The try at a role that counts, or None before the first."""
        stored = self.store.counting(application_id, role)
        return stored.state if stored else None

    def of_application(self, application_id: str) -> list[Document]:
        """The try that counts at each role that has one."""
        found = (self.current(application_id, role) for role in Role)
        return [document for document in found if document]

    def of_applicant(self, wanted: str, application_id: str, role: Role) -> Document:
        """A document by its id, if it is this application's and of this role; raises `NotFound` otherwise."""
        found = self.store.find(wanted)
        if not found or (found.state.application_id, found.state.role) != (application_id, role):
            raise NotFound(self.store.missing)
        return found.state

    def before(self, document: Document) -> Document | None:
        """The try before this one: kept until a file comes for this one, and its reason tells what to do better."""
        earlier = self.store.earlier(document)
        return earlier.state if earlier else None

    def claims(self, application_id: str) -> Claims:
        """What the applicant typed, to be held against what was read."""
        return claims_of(self.applications.get(application_id).state.answers)

    def is_made_safe(self, document: Document) -> bool:
        """Whether there is a clean copy of a file that is still being read."""
        try:
            self.clean.head(document.clean_key)
        except ObjectMissing:
            return False
        return True

    def picture_of(self, document: Document, page: int, marks: Sequence[tuple[int, Mark]]) -> str:
        """A page of the clean copy as an SVG, with numbered marks. Raises `NoCleanCopy`."""
        return marked_picture(self._kept(document.clean), page, marks)

    def portrait_of(self, document: Document) -> str:
        """The part of a photo that a certificate prints, as an SVG. Raises `NoCleanCopy`."""
        return marked_picture(self._kept(document.portrait), 1, ())

    def may_replace(self, document: Document) -> bool:
        """Whether the applicant may send another file instead of this one now."""
        if document.is_last_try:
            return False
        if document.state is State.REFUSED:
            return True
        settled = document.state in {State.ACCEPTED, State.NEEDS_PERSON}
        return settled and self.is_draft(document.application_id)

    def replace(self, application_id: str, role: Role) -> Document:
        """Open the next try at a role; the new document. The file that is there counts until the new one comes.

        Doing it twice opens one try. Raises `TooManyTries`, `NotForReplacing`, `NotFound`.
        """
        stored = self.store.latest(application_id, role)
        if stored is None:
            raise NotFound(self.store.missing)
        if stored.state.state is State.AWAITING:
            return stored.state
        if stored.state.is_last_try:
            raise TooManyTries
        if not self.may_replace(stored.state):
            raise NotForReplacing
        following, opening = self._opening(application_id, role, stored.state.attempt + 1, UNDECLARED)
        self.store.commit(opening)
        return following

    def use_anyway(self, application_id: str, role: Role) -> Document:
        """Have a person look at a file that the machine wants better. Doing it twice changes nothing more.

        Raises `NotForReplacing` where the applicant has no such choice, and `NotFound`.
        """
        stored = self.store.counting(application_id, role)
        if stored is None:
            raise NotFound(self.store.missing)
        if stored.state.state is State.NEEDS_PERSON:
            return stored.state
        if not stored.state.may_be_used_anyway:
            raise NotForReplacing
        applicant, reason = Actor("applicant", application_id), Reason.SENT_ANYWAY.value
        return commit_move(self.store, stored, State.NEEDS_PERSON, actor=applicant, reason=reason).state

    def clean_copy_url(self, wanted: str) -> str:
        """A link for staff to the rewritten file, for 60 seconds. Raises `NoCleanCopy`, `NotFound`."""
        document = self.store.get(wanted).state
        if document.clean is None or not may_be_seen(document):
            raise NoCleanCopy
        name = f"{document.role.value}-{document.attempt}.{_SUFFIX[document.clean.kind]}"
        return self.clean.download_url(document.clean.key, VIEW_LIFETIME, name)

    def photo_of(self, application_id: str) -> bytes:
        """The applicant's accepted photo as it is printed. Raises `NoCleanCopy`."""
        document = self.current(application_id, Role.PHOTO)
        if document is None or document.printed is None or document.state is not State.ACCEPTED:
            raise NoCleanCopy
        try:
            return self.clean.get(document.printed.key)
        except ObjectMissing:
            raise NoCleanCopy from None

    def accept_by_person(self, wanted: str, officer: Actor, why: str) -> None:
        """An officer settles what no machine could, having seen the paper by other means.

        Raises `WrongState` unless the document needs a person, and `NothingToPrint` for a photo that no machine read.
        """
        document = self.store.get(wanted).state
        if document.role is Role.PHOTO and document.printed is None:
            raise NothingToPrint
        self._settle(wanted, officer, why, State.ACCEPTED, None)

    def refuse_by_person(self, wanted: str, officer: Actor, why: str) -> None:
        """An officer asks for another file. Raises `WrongState` unless the document needs a person."""
        self._settle(wanted, officer, why, State.REFUSED, Reason.BY_PERSON.value)

    def tell_of_refusal(self, application_id: str, event_id: str) -> None:
        """Mail the applicant a link to the reason, once an event; the mail itself says nothing about the file."""
        to = self.applications.get(application_id).state.answers.email
        if to is None:  # still filling in the form: the page itself says it
            return
        link = {"link": f"{self.apply_origin}/application"}
        self.mailer.send_once(event_id, to, "document-refused", link)

    def is_draft(self, application_id: str) -> bool:
        """Whether the applicant has yet to send the form."""
        return self.applications.get(application_id).state.state is ApplicationState.DRAFT

    def _kept(self, copy: CleanCopy | None) -> CleanFile:
        if copy is None:
            raise NoCleanCopy
        try:
            return CleanFile(copy.kind, copy.pages, self.clean.get(copy.key))
        except ObjectMissing:
            raise NoCleanCopy from None

    def _settle(self, wanted: str, officer: Actor, why: str, to: State, reason: str | None) -> None:
        stored = self.store.get(wanted)
        if stored.state.state is not State.NEEDS_PERSON:
            raise NotForReplacing
        commit_move(self.store, stored, to, actor=officer, personal={"why": why}, reason=reason)

    def _awaiting(self, application_id: str, role: Role, declared: str) -> Document:
        stored = self.store.latest(application_id, role)
        if stored is None:
            document, opening = self._opening(application_id, role, 1, declared)
            self.store.commit(opening)
            return document
        if stored.state.state is not State.AWAITING:
            raise NotForReplacing
        return self._declare(stored, declared)

    def _opening(
        self, application_id: str, role: Role, attempt: int, declared: str
    ) -> tuple[Document, Change]:
        document = Document(
            id=document_id(application_id, role, attempt),
            application_id=application_id,
            role=role,
            attempt=attempt,
            declared=(declared,),
        )
        audit = AuditEntry(
            "document_awaited",
            Actor("applicant", application_id),
            {"role": role.value, "attempt": attempt, "declared": declared},
        )
        return document, self.store.change(None, document, aggregate_id=document.id, audit=audit)

    def _declare(self, stored: Stored[Document], declared: str) -> Document:
        document = stored.state
        if declared in document.declared:
            return document
        after = document.model_copy(update={"declared": (*document.declared, declared)})
        actor = Actor("applicant", document.application_id)
        audit = AuditEntry("document_type_declared", actor, {"declared": declared})
        self.store.save(stored, after, audit=audit)
        return after
