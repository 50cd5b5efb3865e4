"""Cases: what staff decided, who holds them, by when they are due, and which state may follow which."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import StrEnum

from chalicelib.certificates.models import OrderedContent
from chalicelib.disclosure.models import Disclosure, Ground, Reason
from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome


class CaseState(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    """Something outside is missing: the record system's answer, or a person's look at a document."""
    OPEN = "open"
    RECOMMENDED = "recommended"
    ORDERED = "ordered"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CASE_STATES: Mapping[CaseState, AbstractSet[CaseState]] = {
    CaseState.WAITING: {CaseState.WAITING, CaseState.OPEN, CaseState.REFUSED, CaseState.WITHDRAWN},
    CaseState.OPEN: {
        CaseState.OPEN,
        CaseState.WAITING,
        CaseState.RECOMMENDED,
        CaseState.REFUSED,
        CaseState.WITHDRAWN,
    },
    CaseState.RECOMMENDED: {
        CaseState.RECOMMENDED,
        CaseState.WAITING,
        CaseState.OPEN,
        CaseState.ORDERED,
        CaseState.REFUSED,
        CaseState.WITHDRAWN,
    },
    CaseState.ORDERED: {CaseState.ISSUED, CaseState.OPEN, CaseState.RECOMMENDED},
    CaseState.ISSUED: frozenset(),
    CaseState.REFUSED: frozenset(),
    CaseState.WITHDRAWN: frozenset(),
}
"""An order that the issuer held comes back to be decided again; what is issued, refused or withdrawn stays so."""
WORKABLE = frozenset({CaseState.WAITING, CaseState.OPEN, CaseState.RECOMMENDED})
"""States in which staff may hold a case."""
CLOSED = frozenset({CaseState.ISSUED, CaseState.REFUSED, CaseState.WITHDRAWN})


class Flag(StrEnum):
    """What somebody should see at a glance."""

    DOCUMENTS_NEED_PERSON = "documents_need_person"
    DOCUMENT_SIGNALS = "document_signals"
    """Something about a document should be weighed; nothing waits for it."""
    RECORDS_UNANSWERED = "records_unanswered"
    OVERSEAS_UNANSWERED = "overseas_unanswered"
    ANSWER_TRUNCATED = "answer_truncated"
    ANSWER_CHANGED = "answer_changed"
    """Decisions rest on an answer that a later one replaced: they need another look."""
    RECORDS_ASKED = "records_asked"
    """The police records are being asked again."""
    RETURNED = "returned"
    ISSUER_HELD = "issuer_held"


class IdentityFinding(StrEnum):
    """Whether a candidate is the applicant."""

    SAME_PERSON = "same_person"
    DIFFERENT_PERSON = "different_person"


class Inclusion(StrEnum):
    """Whether the certificate names a matter."""

    INCLUDE = "include"
    LEAVE_OUT = "leave_out"


class Officer(Model):
    """A member of staff who acts."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()


class CandidateDecision(Model):
    """An officer's finding on one candidate, made on one version of the record."""

    record_id: str
    record_version: int
    identity: IdentityFinding
    reason: Reason
    by: str
    at: datetime


class MatterDecision(Model):
    """An officer's finding on one matter of a record that is the applicant's."""

    record_id: str
    record_version: int
    matter_id: str
    inclusion: Inclusion
    ground: Ground | None = None
    """Why the rules do not hold here; None where they settle nothing."""
    reason: Reason
    by: str
    at: datetime


class Claim(Model):
    """Who works on the case, and until when nobody else may."""

    by: str
    until: datetime


class Viewing(Model):
    """Why an officer sees the police records of this case, and until when that holds."""

    by: str
    reason_code: int
    justification: str
    until: datetime


class Proposal(Model):
    """All that an approval rests on: versions, decisions and the exact content. Its digest is what was seen."""

    application_version: int
    check_id: str
    check_version: int
    answer: str
    """The substance of the check's answer: asked again and answered alike, what was seen is still what is so."""
    candidate_decisions: tuple[CandidateDecision, ...]
    matter_decisions: tuple[MatterDecision, ...]
    content: OrderedContent
    disclosure: Disclosure
    """Every matter with its reason, and the rules by their version and digest."""

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal.

        Of the police's answer it binds the substance, not the version, and the days of search and disclosure are left
        out: a night changes nothing unless it changes what is answered or what a reason says.
        """
        return content_hash(
            self.model_dump(
                mode="json",
                exclude={"check_version": True, "disclosure": {"on"}, "content": {"searched_on"}},
            )
        )


class Recommendation(Model):
    """One officer's word that this should be issued, bound to the digest of what they saw."""

    by: str
    at: datetime
    note: str
    outcome: Outcome
    digest: str
    answer: str = ""
    """The substance of the answer that it rests on."""


class Ruling(Model):
    """A return or a refusal, with its reason."""

    by: str
    at: datetime
    reason: Reason


class Case(Model):
    """One application's way through the staff's hands. Its id is the application's id."""

    application_id: str
    reference: str
    applicant: str
    destination: str
    service_level: str
    state: CaseState
    opened_at: datetime
    received_on: date
    due: date
    documents: Mapping[str, str] = {}
    """Role of each document to its state, as last heard."""
    check_id: str | None = None
    candidates: int | None = None
    """How many the last answer named; None while there is no answer."""
    flags: frozenset[Flag] = frozenset()
    weighed: frozenset[str] = frozenset()
    """Keys of the documents' signals that an officer weighed."""
    claim: Claim | None = None
    viewings: tuple[Viewing, ...] = ()
    candidate_decisions: tuple[CandidateDecision, ...] = ()
    matter_decisions: tuple[MatterDecision, ...] = ()
    recommendation: Recommendation | None = None
    returned: Ruling | None = None
    refused: Ruling | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    order_id: str | None = None
    serial: str | None = None
    officers: Mapping[str, str] = {}
    """Names of the staff who acted, by id: the audit trail holds ids alone."""

    def held_by(self, at: datetime) -> str | None:
        """Id of the officer whose claim still holds."""
        return self.claim.by if self.claim and self.claim.until > at else None

    def viewing_of(self, officer_id: str, at: datetime) -> Viewing | None:
        """The officer's live statement of why they look at the records."""
        live = (v for v in self.viewings if v.by == officer_id and v.until > at)
        return next(live, None)

    def name_of(self, officer_id: str) -> str:
        """An officer's name as last heard."""
        return self.officers.get(officer_id, "a colleague")

    @property
    def deciders(self) -> frozenset[str]:
        """Everybody whose finding the case rests on."""
        decided = {d.by for d in self.candidate_decisions} | {d.by for d in self.matter_decisions}
        return frozenset(decided | ({self.recommendation.by} if self.recommendation else set()))

    def finding_on(self, record_id: str, record_version: int) -> CandidateDecision | None:
        """The finding on a candidate, unless the record changed after it."""
        for finding in self.candidate_decisions:
            if (finding.record_id, finding.record_version) == (record_id, record_version):
                return finding
        return None

    def inclusion_of(self, record_id: str, record_version: int, matter_id: str) -> MatterDecision | None:
        """The finding on a matter, unless the record changed after it."""
        wanted = (record_id, record_version, matter_id)
        for finding in self.matter_decisions:
            if (finding.record_id, finding.record_version, finding.matter_id) == wanted:
                return finding
        return None
