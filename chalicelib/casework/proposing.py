"""What a case would put on the certificate, and what still stands in its way: rules without input or output."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.casework.models import Case, IdentityFinding, Inclusion, MatterDecision, Proposal
from chalicelib.casework.subjects import Subject
from chalicelib.certificates.models import Line, OrderedContent
from chalicelib.disclosure.models import Choice, Decision, Disclosure
from chalicelib.disclosure.models import Proposal as MatterProposal
from chalicelib.disclosure.services import decide, propose
from chalicelib.platform.store import Stored
from chalicelib.records.checks import Candidate, RecordCheck
from chalicelib.records.models import Matter, MatterKind, Record

UNDECIDED_PROCEEDINGS = frozenset({MatterKind.PENDING_PROSECUTION, MatterKind.UNDER_INVESTIGATION})
"""Nobody with these has the premium service (guidance notes, November 2009)."""


@dataclass(frozen=True)
class Evidence:
    """What the police hold on those who may be the applicant: the check, and the records of the same person."""

    check: Stored[RecordCheck]
    records: Mapping[str, Record] = field(default_factory=dict)

    @property
    def candidates(self) -> Sequence[Candidate]:
        return self.check.state.candidates


def same_person(case: Case, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates whom an officer found to be the applicant, on this version of their record."""
    return [c for c in candidates if _found(case, c) is IdentityFinding.SAME_PERSON]


def open_points(case: Case, evidence: Evidence, at: datetime) -> list[str]:
    """What has to happen before anybody can recommend or approve at a moment, in sentences for the officer."""
    points = []
    if not evidence.check.state.is_fresh(at):
        points.append(TOO_OLD)
    if evidence.check.state.unanswered_overseas:
        points.append("A country abroad has not answered yet.")
    if evidence.check.state.truncated:
        points.append("The record system gave only part of its list. Ask the police records again.")
    undecided = [c for c in evidence.candidates if _found(case, c) is None]
    if undecided:
        points.append(_count(len(undecided), "candidate still needs", "candidates still need"))
    points += [_CHANGED for c in same_person(case, evidence.candidates) if _moved_on(c, evidence)]
    missing = disclose(case, evidence).needs_person
    if missing:
        points.append(_count(len(missing), "matter still needs", "matters still need"))
    return points


def disclose(case: Case, evidence: Evidence) -> Disclosure:
    """What follows from the decisions on every matter of every record of the same person."""
    found = list(_matters(case, evidence))
    matters = [_named(record_id, matter) for record_id, _, matter in found]
    decisions = [
        _as_decision(decision)
        for record_id, version, matter in found
        if (decision := case.inclusion_of(record_id, version, matter.id))
    ]
    return decide(matters, decisions)


def matter_proposals(record: Record) -> Mapping[str, MatterProposal]:
    """What the rules themselves say of each matter of a record, by the matter's id."""
    return {p.matter_id: p for p in propose(record.matters)}


def has_open_proceedings(evidence: Evidence) -> bool:
    """Whether the applicant is being prosecuted or investigated."""
    return any(m.kind in UNDECIDED_PROCEEDINGS for r in evidence.records.values() for m in r.matters)


def build_proposal(case: Case, subject: Subject, evidence: Evidence) -> Proposal:
    """All that a recommendation rests on; raises `WrongState` while a decision is missing."""
    current = {(c.nominal.record_id, c.nominal.version) for c in evidence.candidates}
    return Proposal(
        application_version=subject.version,
        check_id=evidence.check.id,
        check_version=evidence.check.version,
        answer=evidence.check.state.substance,
        candidate_decisions=tuple(
            d for d in case.candidate_decisions if (d.record_id, d.record_version) in current
        ),
        matter_decisions=tuple(
            d for d in case.matter_decisions if (d.record_id, d.record_version) in current
        ),
        content=_content(subject, disclose(case, evidence)),
    )


def _content(subject: Subject, disclosure: Disclosure) -> OrderedContent:
    printed = disclosure.certificate_content
    lines = tuple(
        # Numbered here: the record's own identifiers would show where something was left out.
        Line(id=str(number), offence=line.text, date=line.date, court=line.court, disposal=line.disposal)
        for number, line in enumerate(printed.lines, 1)
    )
    return OrderedContent(
        holder=subject.holder, destination=subject.destination, outcome=printed.outcome, lines=lines
    )


def _matters(case: Case, evidence: Evidence) -> Iterable[tuple[str, int, Matter]]:
    for candidate in same_person(case, evidence.candidates):
        record = evidence.records.get(candidate.nominal.record_id)
        for matter in record.matters if record else ():
            yield candidate.nominal.record_id, candidate.nominal.version, matter


def _named(record_id: str, matter: Matter) -> Matter:
    """The matter under an id that holds across records: two records may count their matters alike."""
    return matter.model_copy(update={"id": f"{record_id}/{matter.id}"})


def _as_decision(decision: MatterDecision) -> Decision:
    return Decision(
        matter_id=f"{decision.record_id}/{decision.matter_id}",
        choice=Choice.INCLUDE if decision.inclusion is Inclusion.INCLUDE else Choice.LEAVE_OUT,
        reason=decision.reason,
        decided_by=decision.by,
    )


def _found(case: Case, candidate: Candidate) -> IdentityFinding | None:
    finding = case.finding_on(candidate.nominal.record_id, candidate.nominal.version)
    return finding.identity if finding else None


def _moved_on(candidate: Candidate, evidence: Evidence) -> bool:
    record = evidence.records.get(candidate.nominal.record_id)
    return record is None or record.nominal.version != candidate.nominal.version


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many} a decision."


TOO_OLD = (
    "The police records answered more than a day ago. They are asked again when you recommend or approve; "
    "decisions on unchanged records stay."
)
"""The one point that stands in nobody's way: whoever goes on makes the records be asked."""
_CHANGED = "A record changed after the check. Ask the police records again before you decide on it."
