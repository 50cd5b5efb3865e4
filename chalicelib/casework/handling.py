"""What staff do with a case before they decide: hold it, look, settle papers, and have others asked."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.casework.errors import ChangedSince, UnknownCase, UnknownSubject
from chalicelib.casework.models import WORKABLE, CaseState, Flag, Officer, Viewing
from chalicelib.casework.papers import marks_of
from chalicelib.casework.signals import digest_of, keys_of, signals_of
from chalicelib.casework.writing import CaseWriter, actor_of, claim_for, to
from chalicelib.documents.errors import NoCleanCopy
from chalicelib.documents.models import Document
from chalicelib.documents.outcome import may_be_seen
from chalicelib.documents.services import Documents
from chalicelib.documents.signals.fingerprints import Fingerprints
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.records.checks import OverseasFinding
from chalicelib.records.services import RecordsService

_TRIES = 5
VIEWING = timedelta(minutes=30)
"""How long one statement of purpose shows the police records of one case to one officer."""


@dataclass(frozen=True)
class News:
    """What became known of an applicant since the application was sent."""

    names: tuple[PersonName, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()


@dataclass(frozen=True)
class CaseHandling(CaseWriter):
    """The verbs that decide nothing yet. Each takes who acts."""

    documents: Documents
    records: RecordsService

    def claim(self, case_id: str, officer: Officer) -> None:
        """Hold the case, so that nobody else decides in it meanwhile; raises `ClaimedByAnother`."""
        before = self.cases.get(case_id)
        self.require_free(before.state, officer)
        if before.state.state not in WORKABLE:
            raise WrongState("This case is closed or with the issuer; there is nothing to work on.")
        self.save(before, officer, "case_claimed", {"claim": claim_for(officer)})

    def release(self, case_id: str, officer: Officer) -> None:
        """Let the case go; raises `NotClaimed` when somebody else holds it or nobody does."""
        before = self.held(case_id, officer)
        self.save(before, officer, "case_released", {"claim": None})

    def say_why(self, case_id: str, officer: Officer, reason_code: int, justification: str) -> None:
        """State why the officer looks at the police records of this case; good for half an hour."""
        before = self.cases.get(case_id)
        viewing = Viewing(
            by=officer.id,
            reason_code=reason_code,
            justification=justification,
            until=clock.now() + VIEWING,
        )
        others = tuple(v for v in before.state.viewings if v.by != officer.id and v.until > clock.now())
        self.save(
            before,
            officer,
            "records_opened",
            {"viewings": (*others, viewing)},
            facts={"reason_code": reason_code},
            words={"justification": justification},
        )

    def document_link(self, case_id: str, document_id: str) -> str:
        """A link to a document's clean copy, for a minute; raises `UnknownSubject` and `NoCleanCopy`."""
        case = self.cases.get(case_id).state
        if document_id not in {d.id for d in self.documents.of_application(case.application_id)}:
            raise UnknownSubject
        return self.documents.clean_copy_url(document_id)

    def document_picture(self, case_id: str, document_id: str, page: int) -> str:
        """A page of a document's clean copy with what was found marked, as an SVG.

        Raises `UnknownSubject` and `NoCleanCopy`.
        """
        case = self.cases.get(case_id).state
        found = {d.id: d for d in self.documents.of_application(case.application_id)}
        if document_id not in found:
            raise UnknownSubject
        document = found[document_id]
        if not may_be_seen(document):
            raise NoCleanCopy
        signals = signals_of(self.prints, case.application_id, [document])
        here = [(n, mark) for mark, (n, _) in marks_of(document, signals).items() if mark.page == page]
        return self.documents.picture_of(document, page, here)

    def settle_document(
        self, case_id: str, officer: Officer, *, document_id: str, accept: bool, reason: str
    ) -> None:
        """Accept or refuse a document that no machine could read; refused, the applicant sends another."""
        before = self.cases.get(case_id)
        self.require_free(before.state, officer)
        papers = {d.id: d for d in self.documents.of_application(before.state.application_id)}
        if document_id not in papers:
            raise UnknownSubject
        settle = self.documents.accept_by_person if accept else self.documents.refuse_by_person
        settle(document_id, actor_of(officer), reason)
        for tries_left in reversed(range(_TRIES)):
            try:
                self._note_settled(case_id, officer, papers[document_id], accept=accept, reason=reason)
            except ConcurrentChange:  # the document is settled, so the case has to say so
                if not tries_left:
                    raise
            else:
                return

    def _note_settled(
        self, case_id: str, officer: Officer, document: Document, *, accept: bool, reason: str
    ) -> None:
        before = self.cases.get(case_id)
        state = "accepted" if accept else "refused"
        known = {**before.state.documents, document.role.value: state}
        needed = frozenset({Flag.DOCUMENTS_NEED_PERSON} if "needs_person" in known.values() else ())
        after = {
            "documents": known,
            "flags": before.state.flags - {Flag.DOCUMENTS_NEED_PERSON} | needed,
        }
        facts = {"document_id": document.id, "state": state}
        self.save(before, officer, "document_settled", after, facts=facts, words={"reason": reason})

    def weigh_signals(self, case_id: str, officer: Officer, seen: str, reason: str) -> None:
        """Note that the officer weighed what the page showed of signals (`seen` is its digest), and with what result.

        Raises `ChangedSince` when there are others by now.
        """
        before = self.cases.get(case_id)
        self.require_free(before.state, officer)
        documents = self.documents.of_application(before.state.application_id)
        signals = signals_of(self.prints, before.state.application_id, documents)
        if digest_of(signals) != seen:
            raise ChangedSince
        found = keys_of(signals)
        after = {
            "weighed": before.state.weighed | found,
            "flags": before.state.flags - {Flag.DOCUMENT_SIGNALS},
        }
        self.save(
            before, officer, "signals_weighed", after, facts={"signals": len(found)}, words={"reason": reason}
        )

    def follow_signal(self, case_id: str, officer: Officer, *, document_id: str, other: str) -> str:
        """Open the case of another application that a signal names; the look is written down. The other case's id.

        Raises `UnknownSubject` for one that no signal of this case names, and `UnknownCase` when it has no case.
        """
        before = self.cases.get(case_id)
        application_id = before.state.application_id
        documents = self.documents.of_application(application_id)
        found = signals_of(self.prints, application_id, documents).get(document_id, ())
        if other not in {signal.values.get("application") for signal in found}:
            raise UnknownSubject
        if self.cases.find(other) is None:
            raise UnknownCase
        facts = {"document_id": document_id, "other": other}
        self.save(before, officer, "signal_followed", facts=facts)
        return other

    @property
    def prints(self) -> Fingerprints:
        """Where files are met again."""
        return Fingerprints(self.cases.uow.items)

    def ask_again(self, case_id: str, officer: Officer, reason: str, also: News | None = None) -> None:
        """Have the police records searched again, under what became known (`also`) too; the case waits."""
        before = self.held(case_id, officer)
        if before.state.check_id is None:
            raise WrongState("The police records are being asked already.")
        after = {"state": to(before.state, CaseState.WAITING), "candidates": None}
        known = also or News()
        self.records.recheck(
            before.state.application_id,
            by=actor_of(officer),
            reason=reason,
            names=known.names,
            birth_dates=known.birth_dates,
        )
        self.save(before, officer, "records_asked_again", after, words={"reason": reason})

    def answer_overseas(
        self, case_id: str, officer: Officer, *, country: str, finding: OverseasFinding, reason: str
    ) -> None:
        """Note what a country abroad answered; the last answer opens the case, by an event."""
        before = self.held(case_id, officer)
        application_id = before.state.application_id
        if country not in {
            one.country for one in self.records.overseas_of(application_id) if not one.finding
        }:
            raise UnknownSubject
        facts = {"country": country, "finding": finding.value}
        after = {"candidates": None} if finding is OverseasFinding.RECORD_ENTERED else {}
        self.save(before, officer, "overseas_answered", after, facts=facts, words={"reason": reason})
        self.records.answer_overseas(
            application_id, country=country, finding=finding, by=actor_of(officer), reason=reason
        )
