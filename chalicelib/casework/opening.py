"""What other rooms' news does to a case: it opens, waits, opens again, and ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.applications.service_levels import due_date
from chalicelib.applications.services import Applications
from chalicelib.casework.models import CASE_STATES, CLOSED, Case, CaseState, Flag, Ruling
from chalicelib.casework.signals import flags_of, signals_of
from chalicelib.casework.store import CaseStore
from chalicelib.documents.agreeing import hold_against_form
from chalicelib.documents.models import Document, State
from chalicelib.documents.services import Documents
from chalicelib.documents.signals.fingerprints import Fingerprints
from chalicelib.kernel.changes import SYSTEM, AuditEntry, Once
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.answers import Changes
from chalicelib.records.checks import RecordCheck
from chalicelib.records.services import RecordsService

_BEYOND = CLOSED | {CaseState.ORDERED}
"""States on which news of a check, a document or a withdrawal has no hold."""
_VOID = "The police records answered otherwise than before, so the recommendation no longer stands."
_AGED = (
    "The answer of the police records was older than a day when the certificate was to be made, so they are being "
    "asked again. If they answer as before the recommendation stands, and needs an approval again."
)
_DIFFERS = "order-differs"
_HELD: Mapping[str, str] = {
    _DIFFERS: "the application or the police records are not what was approved any more",
    "glyph-missing": "a letter of the content can't be printed",
    "lint-failed": "the finished page did not pass its checks",
    "content-does-not-fit": "the content does not fit on the certificate",
}
"""Why the issuer held a certificate, by its codes."""


@dataclass(frozen=True)
class _News:
    action: str
    state: CaseState
    found: Mapping[str, Any] = field(default_factory=dict)
    raised: frozenset[Flag] = frozenset()
    lowered: frozenset[Flag] = frozenset()
    facts: Mapping[str, str | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseOpening:
    """Keeps a case in step with its application, its check and its certificate; each piece of news once."""

    cases: CaseStore
    applications: Applications
    documents: Documents
    records: RecordsService

    def open_case(self, application_id: str, *, once: Once) -> None:
        """The record system answered, and the case is open; it waits while a country abroad has yet to answer.

        A recommendation stays when the answer says the same as the one that it rests on, and is void otherwise.
        Decisions on records that did not change stay in any case.
        """
        check = self.records.check_of(application_id)
        before = self.cases.find(application_id)
        if check.state.answer is None or (before and before.state.state in _BEYOND):
            return  # it was asked again meanwhile, or it is too late to matter
        changes = self.records.what_changed(application_id)
        told = _alike(check) if _stands(before, check.state) else _answered(before, check, changes)
        marks = {
            Flag.ANSWER_TRUNCATED: check.state.truncated,
            Flag.OVERSEAS_UNANSWERED: bool(check.state.unanswered_overseas),
        }
        raised = told.raised | {flag for flag, holds in marks.items() if holds}
        lowered = frozenset({Flag.RECORDS_UNANSWERED, Flag.RECORDS_ASKED, *marks})
        self._write(before, application_id, replace(told, raised=raised, lowered=lowered), once)

    def look_abroad(self, application_id: str, *, once: Once) -> None:
        """A country was asked or answered: the case waits until all have, then opens if the police did too."""
        check = self.records.check_of(application_id)
        before = self.cases.find(application_id)
        if before is None or check.state.answer is None:
            return  # the police's answer will tell
        mark = frozenset({Flag.OVERSEAS_UNANSWERED})
        waits, marked = bool(check.state.unanswered_overseas), mark <= before.state.flags
        if waits and before.state.state is CaseState.OPEN:
            self._write(before, application_id, _News("overseas_asked", CaseState.WAITING, raised=mark), once)
        elif marked and not waits and before.state.state is CaseState.WAITING:
            news = _News("overseas_complete", CaseState.OPEN, lowered=mark)
            self._write(before, application_id, news, once)

    def wait_for_records(self, application_id: str, *, once: Once) -> None:
        """The record system did not answer: the case waits, with a mark that somebody sees."""
        check = self.records.check_of(application_id)
        before = self.cases.find(application_id)
        if check.state.answer is not None or (before and before.state.state in _BEYOND):
            return  # old news
        raised = frozenset({Flag.RECORDS_UNANSWERED})
        if before and before.state.state is CaseState.RECOMMENDED:
            # What was recommended rests on an answer; the new one will tell whether it stands.
            kept = _News("records_unanswered", CaseState.RECOMMENDED, raised=raised)
            self._write(before, application_id, kept, once)
            return
        news = _News("records_unanswered", CaseState.WAITING, {"candidates": None}, raised)
        self._write(before, application_id, news, once)

    def hold_papers_against_form(self, application_id: str, *, once: Once) -> None:
        """The form was sent: papers that do not agree with it any more need a person, and the case follows."""
        hold_against_form(self.documents, application_id)
        self.look_at_documents(application_id, once=once)

    def look_at_documents(self, application_id: str, *, once: Once) -> None:
        """A document moved: the case follows, and one that needs a person brings a sent application before staff."""
        before = self.cases.find(application_id)
        if before and before.state.state in _BEYOND:
            return
        if not before and not self._was_sent(application_id):
            return
        documents = self.documents.of_application(application_id)
        if before and _is_known(before.state, self._followed(before.state, documents)):
            return
        if not before and not any(document.state is State.NEEDS_PERSON for document in documents):
            return
        state = before.state.state if before else CaseState.WAITING
        self._write(before, application_id, _News("documents_looked_at", state), once)

    def note_issued(self, case_id: str, serial: str, *, once: Once) -> None:
        """The certificate is published; the case is done."""
        before = self.cases.get(case_id)
        if before.state.state is CaseState.ISSUED:
            return
        facts = {"serial": serial}
        self._write(before, case_id, _News("certificate_issued", CaseState.ISSUED, facts, facts=facts), once)

    def take_back(self, case_id: str, reason: str, *, once: Once) -> None:
        """The issuer stopped before sealing (`reason` is its code): the case comes back to be decided again.

        When it stopped because the answer had grown old, the records are asked again and the recommendation waits
        for another approval.
        """
        before = self.cases.get(case_id)
        if before.state.state in CLOSED:
            return  # a reissue was held: its certificate's page says so, and the case stays as it was
        aged = reason == _DIFFERS and before.state.recommendation is not None and self._is_old(case_id)
        words = _AGED if aged else f"The issuer stopped before sealing: {_HELD.get(reason, reason)}."
        found: dict[str, Any] = {
            "returned": Ruling(by="issuer", at=clock.now(), reason=words),
            "recommendation": before.state.recommendation if aged else None,
            "order_id": None,
            "approved_by": None,
            "approved_at": None,
        }
        state = CaseState.RECOMMENDED if aged else CaseState.OPEN
        raised = frozenset({Flag.ISSUER_HELD, *({Flag.RECORDS_ASKED} if aged else ())})
        self._write(
            before, case_id, _News("issuer_held", state, found, raised, facts={"reason": reason}), once
        )
        if aged:  # after the case is back, so that it hears of the answer
            why = "The answer was older than a day at the moment of issue."
            self.records.refresh(case_id, by=SYSTEM, reason=why)

    def withdraw(self, application_id: str, *, once: Once) -> None:
        """The applicant does not want it any more. An order that is with the issuer runs on."""
        before = self.cases.find(application_id)
        if before is None or before.state.state in _BEYOND:
            return
        news = _News("application_withdrawn", CaseState.WITHDRAWN, {"claim": None})
        self._write(before, application_id, news, once)

    def _is_old(self, application_id: str) -> bool:
        """Whether nothing may be decided on the answer any more, or a new one is awaited."""
        check = self.records.check_of(application_id).state
        return check.answer is None or not check.is_fresh(clock.now())

    def _write(self, before: Stored[Case] | None, case_id: str, news: _News, once: Once) -> None:
        case = before.state if before else self._new(case_id, news.state)
        if case.state is not news.state:
            require_transition(CASE_STATES, case.state, news.state)
        flagged = case.model_copy(update={"flags": case.flags - news.lowered | news.raised})
        followed = self._followed(flagged, self.documents.of_application(case_id))
        update = {**news.found, "state": news.state, **followed}
        self.cases.save(
            before,
            case.model_copy(update=update),
            aggregate_id=case_id,
            audit=AuditEntry(news.action, SYSTEM, news.facts),
            unique={} if before else {"reference": case.reference},
            once=once,
        )

    def _followed(self, case: Case, documents: Sequence[Document]) -> Mapping[str, Any]:
        """What a case says of its documents, as they are now."""
        signals = signals_of(Fingerprints(self.cases.uow.items), case.application_id, documents)
        states = {document.role.value: document.state.value for document in documents}
        return {"documents": states, "flags": flags_of(case, documents, signals)}

    def _was_sent(self, application_id: str) -> bool:
        return self.applications.get(application_id).state.declared_at is not None

    def _new(self, application_id: str, state: CaseState) -> Case:
        application = self.applications.get(application_id).state
        received = clock.date_in_uk(application.declared_at or clock.now())
        name = application.answers.name
        return Case(
            application_id=application_id,
            reference=application.reference,
            applicant=name.full if name else "",
            destination=application.answers.destination or "",
            service_level=application.service,
            state=state,
            opened_at=clock.now(),
            received_on=received,
            due=application.expected_on or due_date(received, application.service),
        )


def _is_known(case: Case, followed: Mapping[str, Any]) -> bool:
    return all(getattr(case, name) == value for name, value in followed.items())


def _stands(before: Stored[Case] | None, check: RecordCheck) -> bool:
    """Whether a recommendation rests on the same answer, asked again."""
    if before is None or before.state.state is not CaseState.RECOMMENDED:
        return False
    return before.state.recommendation is not None and before.state.recommendation.answer == check.substance


def _alike(check: Stored[RecordCheck]) -> _News:
    found = {"check_id": check.id, "candidates": len(check.state.candidates)}
    return _News("records_answered_alike", CaseState.RECOMMENDED, found, facts=_facts(check))


def _answered(before: Stored[Case] | None, check: Stored[RecordCheck], changes: Changes) -> _News:
    decided = before is not None and bool(before.state.candidate_decisions or before.state.recommendation)
    changed = {"new": changes.new, "changed": changes.changed, "gone": changes.gone} if changes else {}
    return _News(
        "records_answered_again" if before and before.state.check_id else "case_opened",
        CaseState.WAITING if check.state.unanswered_overseas else CaseState.OPEN,
        {"check_id": check.id, "candidates": len(check.state.candidates), **_voided(before, changes)},
        frozenset({Flag.ANSWER_CHANGED} if changes and decided else ()),
        facts={**_facts(check), **changed},
    )


def _facts(check: Stored[RecordCheck]) -> Mapping[str, str | int | bool | None]:
    return {"check_id": check.id, "check_version": check.version, "candidates": len(check.state.candidates)}


def _voided(before: Stored[Case] | None, changes: Changes) -> Mapping[str, Any]:
    if before is None or before.state.recommendation is None:
        return {}
    reason = f"{_VOID} {changes.sentence}" if changes else _VOID
    return {"recommendation": None, "returned": Ruling(by="system", at=clock.now(), reason=reason)}
