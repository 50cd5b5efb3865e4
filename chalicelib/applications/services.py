"""What an applicant can do, in the order in which they do it, and what other rooms' news does to an application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.applications.errors import AlreadySent, NotComplete, WrongBirthDate
from chalicelib.applications.models import OPEN, Answers, Application, DocumentNote, State
from chalicelib.applications.sections import missing_sections
from chalicelib.applications.service_levels import due_date
from chalicelib.applications.store import ApplicationStore, LinkRequest, LinkRequestStore
from chalicelib.kernel.changes import SYSTEM, Actor, AlreadyDone, AuditEntry, ConcurrentChange, Once
from chalicelib.kernel.events.applications import (
    ApplicationReady,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DownloadLinkRequested,
    ResumeLinkRequested,
)
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.identifiers import new_id, new_reference, read_reference
from chalicelib.platform import clock
from chalicelib.platform.links import Links
from chalicelib.platform.store import Stored
from chalicelib.platform.throttle import Throttle

RESUME = "resume"
RESUME_LIFETIME = timedelta(days=7)
"""Long enough to fetch a document from home; the link works once and asks for the date of birth."""
LINKS_PER_APPLICATION, LINK_WINDOW = 5, timedelta(minutes=15)
_TRIES = 4
"""How often a change is made again when the applicant or other rooms' news changed the application meanwhile."""


@dataclass(frozen=True)
class Applications:
    """The applications room."""

    store: ApplicationStore
    requests: LinkRequestStore
    links: Links

    def start(self, once: Once) -> str:
        """Begin an empty application; its id. The same `once` gives the same application."""
        application_id, reference = new_id(), new_reference()
        application = Application(reference=reference, started_at=clock.now())
        try:
            self.store.save(
                None,
                application,
                aggregate_id=application_id,
                audit=AuditEntry("started", _applicant(application_id)),
                unique={"reference": reference},
                once=once,
                result={"application_id": application_id},
            )
        except AlreadyDone as done:
            return str(done.result["application_id"])
        return application_id

    def get(self, application_id: str) -> Stored[Application]:
        """The application; raises `NotFound`."""
        return self.store.get(application_id)

    def answer(self, application_id: str, section: str, change: Callable[[Answers], Answers]) -> None:
        """Change the answers of one section; raises `AlreadySent` when the form is no draft any more."""

        def work() -> None:
            stored = self.store.get(application_id)
            if stored.state.state is not State.DRAFT:
                raise AlreadySent
            after = stored.state.model_copy(update={"answers": change(stored.state.answers)})
            audit = AuditEntry("answered", _applicant(application_id), {"section": section})
            self.store.save(stored, after, audit=audit)

        _insist(work)

    def submit(self, application_id: str, once: Once) -> None:
        """Sign the declaration and send the form, once. Raises `NotComplete`, `WrongState`."""
        _insist(lambda: self._submit(application_id, once))

    def _submit(self, application_id: str, once: Once) -> None:
        stored = self.store.get(application_id)
        if stored.state.declared_at:
            return
        if missing := missing_sections(stored.state.answers, clock.today()):
            raise NotComplete(missing)
        after = stored.state.moved(
            State.SUBMITTED,
            declared_at=clock.now(),
            expected_on=due_date(clock.today(), stored.state.service),
        )
        after, ready = _ready_if_complete(application_id, after)
        events = [ApplicationSubmitted(application_id=application_id), *ready]
        audit = AuditEntry("submitted", _applicant(application_id))
        try:
            self.store.save(stored, after, audit=audit, events=events, once=once)
        except AlreadyDone:
            return

    def withdraw(self, application_id: str) -> None:
        """Stop the application at the applicant's wish; raises `WrongState` when it is too late."""
        _insist(lambda: self._withdraw(application_id))

    def _withdraw(self, application_id: str) -> None:
        stored = self.store.get(application_id)
        if stored.state.state is State.WITHDRAWN:
            return
        after = stored.state.moved(State.WITHDRAWN, closed_at=clock.now())
        # Nobody else has heard of a draft, so nobody has to be told.
        sent = stored.state.state is not State.DRAFT
        events = [ApplicationWithdrawn(application_id=application_id)] if sent else []
        self.store.save(
            stored, after, audit=AuditEntry("withdrawn", _applicant(application_id)), events=events
        )

    def mail_link(self, application_id: str) -> None:
        """Mail the applicant a link to come back with; raises `TooManyAttempts`."""
        self._throttle().count(application_id)
        self._request_link(ResumeLinkRequested(application_id=application_id), application_id)

    def mail_link_if_known(self, reference: str, email: str) -> None:
        """The same for somebody who gives reference and e-mail; whether they are known is not told.

        An issued application gets a link to its certificate. Raises `TooManyAttempts`, known or not.
        """
        canonical = read_reference(reference)
        self._throttle().count(canonical)
        stored = self.store.find_by_reference(canonical)
        if stored is None or not _same_email(stored.state.answers.email, email):
            return
        issued = stored.state.state is State.ISSUED
        event = (DownloadLinkRequested if issued else ResumeLinkRequested)(application_id=stored.id)
        self._request_link(event, stored.id)

    def new_resume_token(self, application_id: str) -> str:
        """A token for the link that `resume` takes."""
        return self.links.make(RESUME, application_id, RESUME_LIFETIME)

    def resume_asks_birth_date(self, token: str) -> bool:
        """Whether the link's application knows a date of birth to ask for; raises `LinkDead`."""
        link = self.links.peek(token, RESUME)
        return self.store.get(link.subject).state.answers.birth_date is not None

    def resume(self, token: str, birth_date: date | None) -> str:
        """Use the link up; the application's id. Raises `LinkDead`, `WrongBirthDate`."""
        link = self.links.peek(token, RESUME)
        known = self.store.get(link.subject).state.answers.birth_date
        if known is not None and birth_date != known:
            raise WrongBirthDate(self.links.wrong_answer(token, RESUME))
        return self.links.use(token, RESUME).subject

    def note_document(self, application_id: str, role: str, note: DocumentNote, once: Once) -> None:
        """Keep a document's news; with the last acceptance a sent application is ready.

        Old news about an older document, or after the application was ready, changes nothing.
        """

        def work() -> None:
            stored = self.store.get(application_id)
            if stored.state.state not in {State.DRAFT, State.SUBMITTED} or not _is_news(
                stored.state, role, note
            ):
                return
            documents = {**stored.state.documents, role: note}
            after, events = _ready_if_complete(
                application_id, stored.state.model_copy(update={"documents": documents})
            )
            audit = AuditEntry(
                "document_noted",
                SYSTEM,
                {"document_id": note.document_id, "role": role, "state": note.state.value},
            )
            self.store.save(stored, after, audit=audit, events=events, once=once)

        _insist(work)

    def mark_issued(self, application_id: str, certificate_id: str, once: Once) -> None:
        """The certificate exists."""
        self._close(application_id, State.ISSUED, once, certificate_id=certificate_id)

    def mark_refused(self, application_id: str, once: Once) -> None:
        """Staff refused to issue."""
        self._close(application_id, State.REFUSED, once)

    def _close(self, application_id: str, state: State, once: Once, **changes: object) -> None:
        def work() -> None:
            stored = self.store.get(application_id)
            if stored.state.state is state:
                return
            after = stored.state.moved(state, closed_at=clock.now(), **changes)
            self.store.save(stored, after, audit=AuditEntry(state.value, SYSTEM), once=once)

        _insist(work)

    def _request_link(self, event: Event, application_id: str) -> None:
        """Kept apart from the application, whose version an officer's approval may rest on."""
        request = LinkRequest(application_id=application_id, wanted=event.type, at=clock.now())
        audit = AuditEntry("link_requested", _applicant(application_id), {"application_id": application_id})
        self.requests.save(None, request, aggregate_id=new_id(), audit=audit, events=[event])

    def _throttle(self) -> Throttle:
        return Throttle(self.links.items, "application-link", LINKS_PER_APPLICATION, LINK_WINDOW)


def can_withdraw(application: Application) -> bool:
    """Whether a withdrawal can still stop the application."""
    return application.state in OPEN


def _applicant(application_id: str) -> Actor:
    return Actor("applicant", application_id)


def _ready_if_complete(application_id: str, application: Application) -> tuple[Application, list[Event]]:
    if application.state is not State.SUBMITTED or not application.documents_accepted:
        return application, []
    return application.moved(State.READY), [ApplicationReady(application_id=application_id)]


def _is_news(application: Application, role: str, note: DocumentNote) -> bool:
    """A newer document (ids sort by time), or a later state of the same one."""
    known = application.documents.get(role)
    if known is None:
        return True
    return (note.document_id, note.sequence) > (known.document_id, known.sequence)


def _same_email(known: str | None, given: str) -> bool:
    return known is not None and known.casefold() == given.strip().casefold()


def _insist(work: Callable[[], None]) -> None:
    for _ in range(_TRIES - 1):
        try:
            return work()
        except ConcurrentChange:
            continue
    return work()
