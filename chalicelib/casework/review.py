"""A case as an officer reads it: the application, the police's answer, and what would be issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from chalicelib.applications.services import Applications
from chalicelib.casework.errors import PurposeNeeded, RecordsUnanswered, UnknownSubject
from chalicelib.casework.models import Case, Officer, Proposal, Viewing
from chalicelib.casework.proposing import (
    Evidence,
    build_proposal,
    disclose,
    matter_key,
    open_points,
    same_person,
    weigh,
)
from chalicelib.casework.store import CaseStore
from chalicelib.casework.subjects import Subject, subject_of
from chalicelib.casework.writing import actor_of
from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import Disclosure
from chalicelib.disclosure.services import Weighed
from chalicelib.documents.models import Document, State
from chalicelib.documents.services import Documents
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.checks import Candidate, RecordCheck
from chalicelib.records.models import Record
from chalicelib.records.services import RecordsService


@dataclass(frozen=True)
class View:
    """What one look at a case rests on; everything in it was read for this officer and written down first."""

    stored: Stored[Case]
    subject: Subject
    evidence: Evidence
    documents: Sequence[Document]
    at: datetime
    """When it was read: the rules of that day hold."""
    asked_everything: bool = True
    """Whether the records were asked under every name and date that the application has now."""

    @property
    def case(self) -> Case:
        return self.stored.state

    @property
    def candidates(self) -> Sequence[Candidate]:
        return self.evidence.candidates

    @property
    def records(self) -> Mapping[str, Record]:
        """Records of those found to be the applicant, by record id."""
        return self.evidence.records

    @property
    def open_points(self) -> list[str]:
        """What stands in the way of a recommendation, in sentences."""
        unsettled = [d for d in self.documents if d.state is not State.ACCEPTED]
        papers = ["A document is not accepted yet. Look at it first."] if unsettled else []
        return papers + open_points(self.case, self.evidence, self.disclosure, self.at)

    @cached_property
    def disclosure(self) -> Disclosure:
        """What the certificate would say, and why."""
        return disclose(self.case, self.subject, self.evidence, clock.date_in_uk(self.at))

    @cached_property
    def weighed(self) -> Sequence[Weighed]:
        """Every matter with what the rules and the officers say."""
        return weigh(self.case, self.subject, self.evidence, clock.date_in_uk(self.at))

    def ruled(self, record_id: str, matter_id: str) -> Finding:
        """What the rules by themselves say of a matter; raises `UnknownSubject`."""
        wanted = matter_key(record_id, matter_id)
        for one in self.weighed:
            if one.matter.id == wanted:
                return one.ruled
        raise UnknownSubject

    @property
    def outdated(self) -> str:
        """Why the police records have to be asked again before anything is decided on their answer; else empty."""
        if not self.asked_everything:
            return "The application names what the police records were not asked about."
        if not self.evidence.check.state.is_fresh(clock.now()):
            return "The police records answered more than a day ago."
        return ""

    @property
    def proposal(self) -> Proposal:
        """What would be recommended or approved; raises `WrongState` while a decision is missing."""
        return build_proposal(self.case, self.subject, self.evidence, self.disclosure)


@dataclass(frozen=True)
class Review:
    """Reads a case for an officer. Police data is read for the purpose that the officer stated, and only then."""

    cases: CaseStore
    applications: Applications
    documents: Documents
    records: RecordsService

    def read(self, stored: Stored[Case], officer: Officer) -> View:
        """The whole view; raises `RecordsUnanswered`, `PurposeNeeded`, and what the record system raises."""
        if stored.state.check_id is None or stored.state.candidates is None:
            raise RecordsUnanswered
        check = self._check(stored.state, officer)
        application_id = stored.state.application_id
        documents = self.documents.of_application(application_id)
        subject = subject_of(self.applications.get(application_id), documents)
        asked, evidence = (
            self.records.asked_everything(application_id),
            self._evidence(stored.state, check, officer),
        )
        return View(stored, subject, evidence, documents, clock.now(), asked)

    def _check(self, case: Case, officer: Officer) -> Stored[RecordCheck]:
        """The check. One without candidates holds nothing about anybody, so it needs no purpose."""
        if case.candidates == 0:
            check = self.records.check_of(case.application_id)
            if not check.state.candidates:
                return check
        viewing = _purpose(case, officer)
        return self.records.read_check(
            case.application_id,
            reader=actor_of(officer),
            reason_code=viewing.reason_code,
            justification=viewing.justification,
            on_behalf_of=case.reference,
        )

    def _evidence(self, case: Case, check: Stored[RecordCheck], officer: Officer) -> Evidence:
        wanted = [c.nominal.record_id for c in same_person(case, check.state.candidates)]
        return Evidence(check, {record_id: self._record(case, officer, record_id) for record_id in wanted})

    def _record(self, case: Case, officer: Officer, record_id: str) -> Record:
        viewing = _purpose(case, officer)
        return self.records.read_record(
            record_id,
            reader=actor_of(officer),
            reason_code=viewing.reason_code,
            justification=viewing.justification,
            on_behalf_of=case.reference,
        )


def _purpose(case: Case, officer: Officer) -> Viewing:
    viewing = case.viewing_of(officer.id, clock.now())
    if viewing is None:
        raise PurposeNeeded
    return viewing
