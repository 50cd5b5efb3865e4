"""What other rooms' news does to a case: it opens, waits, opens again, and ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.applications.service_levels import due_date
from chalicelib.applications.services import Applications
from chalicelib.casework.models import CASE_STATES, CLOSED, Case, CaseState, Flag, Ruling
from chalicelib.casework.store import CaseStore
from chalicelib.documents.models import State
from chalicelib.documents.services import Documents
from chalicelib.kernel.changes import SYSTEM, AuditEntry, Once
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.services import RecordsService

_BEYOND = CLOSED | {CaseState.ORDERED}
"""States on which news of a check, a document or a withdrawal has no hold."""
_VOID = "The police records answered again, so the recommendation no longer stands."


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
        """The record system answered: a recommendation on an older answer is void, and the case is open.

        It waits while a country abroad has yet to answer.
        """
        check = self.records.check_of(application_id)
        before = self.cases.find(application_id)
        if check.state.answer is None or (before and before.state.state in _BEYOND):
            return  # it was asked again meanwhile, or it is too late to matter
        count = len(check.state.candidates)
        abroad = bool(check.state.unanswered_overseas)
        marks = {Flag.ANSWER_TRUNCATED: check.state.truncated, Flag.OVERSEAS_UNANSWERED: abroad}
        news = _News(
            "case_opened",
            CaseState.WAITING if abroad else CaseState.OPEN,
            {"check_id": check.id, "candidates": count, **_voided(before)},
            frozenset(flag for flag, holds in marks.items() if holds),
            frozenset({Flag.RECORDS_UNANSWERED, *marks}),
            {"check_id": check.id, "check_version": check.version, "candidates": count},
        )
        self._write(before, application_id, news, once)

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
        if before and before.state.state is CaseState.RECOMMENDED:
            return  # what was recommended rests on an answer; the new one will void it when it comes
        raised = frozenset({Flag.RECORDS_UNANSWERED})
        news = _News("records_unanswered", CaseState.WAITING, {"candidates": None}, raised)
        self._write(before, application_id, news, once)

    def look_at_documents(self, application_id: str, *, once: Once) -> None:
        """A document may need a person: then the sent application's case waits, where staff see it."""
        before = self.cases.find(application_id)
        if before and before.state.state in _BEYOND:
            return
        needed = State.NEEDS_PERSON.value in self._documents(application_id).values()
        if not before and not (needed and self._was_sent(application_id)):
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
        """The issuer stopped before sealing (`reason` is its code): the case is open again for a person."""
        before = self.cases.get(case_id)
        words = f"The issuer stopped before sealing: {reason.replace('-', ' ').replace('_', ' ')}."
        found = {
            "returned": Ruling(by="issuer", at=clock.now(), reason=words),
            "recommendation": None,
            "order_id": None,
        }
        raised = frozenset({Flag.ISSUER_HELD})
        news = _News("issuer_held", CaseState.OPEN, found, raised, facts={"reason": reason})
        self._write(before, case_id, news, once)

    def withdraw(self, application_id: str, *, once: Once) -> None:
        """The applicant does not want it any more. An order that is with the issuer runs on."""
        before = self.cases.find(application_id)
        if before is None or before.state.state in _BEYOND:
            return
        news = _News("application_withdrawn", CaseState.WITHDRAWN, {"claim": None})
        self._write(before, application_id, news, once)

    def _write(self, before: Stored[Case] | None, case_id: str, news: _News, once: Once) -> None:
        case = before.state if before else self._new(case_id, news.state)
        if case.state is not news.state:
            require_transition(CASE_STATES, case.state, news.state)
        documents = self._documents(case_id)
        flags = (case.flags - news.lowered - {Flag.DOCUMENTS_NEED_PERSON}) | news.raised
        if State.NEEDS_PERSON.value in documents.values():
            flags |= {Flag.DOCUMENTS_NEED_PERSON}
        update = {**news.found, "state": news.state, "flags": flags, "documents": documents}
        self.cases.save(
            before,
            case.model_copy(update=update),
            aggregate_id=case_id,
            audit=AuditEntry(news.action, SYSTEM, news.facts),
            unique={} if before else {"reference": case.reference},
            once=once,
        )

    def _documents(self, application_id: str) -> dict[str, str]:
        return {d.role.value: d.state.value for d in self.documents.of_application(application_id)}

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


def _voided(before: Stored[Case] | None) -> Mapping[str, Any]:
    if before is None or before.state.recommendation is None:
        return {}
    return {"recommendation": None, "returned": Ruling(by="system", at=clock.now(), reason=_VOID)}
