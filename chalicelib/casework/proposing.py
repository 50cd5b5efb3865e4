"""What a case would put on the certificate, and what still stands in its way: rules without input or output."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict

from chalicelib.casework.models import Case, IdentityFinding, Inclusion, MatterDecision, Proposal
from chalicelib.casework.subjects import Subject
from chalicelib.certificates.models import Line, OrderedContent
from chalicelib.disclosure import services as disclosing
from chalicelib.disclosure.models import Choice, Decision, Disclosure
from chalicelib.disclosure.rules import rules_on
from chalicelib.disclosure.services import Weighed
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.checks import Candidate, RecordCheck
from chalicelib.records.models import MatterKind, Record

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


def open_points(case: Case, evidence: Evidence, disclosure: Disclosure, at: datetime) -> list[str]:
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
    missing = disclosure.needs_person
    if missing:
        points.append(_count(len(missing), "matter still needs", "matters still need"))
    return points


def disclose(case: Case, subject: Subject, evidence: Evidence, on: date) -> Disclosure:
    """What follows from the rules in force on a day and the decisions on every matter of the same person."""
    return disclosing.disclose(
        _records(case, evidence), rules=rules_on(on), on=on, **_known(case, subject, evidence)
    )


def weigh(case: Case, subject: Subject, evidence: Evidence, on: date) -> list[Weighed]:
    """Every matter of the same person with what the rules and the officers say; ids as `matter_key`."""
    return disclosing.weigh_all(
        _records(case, evidence), rules=rules_on(on), on=on, **_known(case, subject, evidence)
    )


def matter_key(record_id: str, matter_id: str) -> str:
    """An id that holds across records: two records of one person may count their matters alike."""
    return f"{record_id}/{matter_id}"


def has_open_proceedings(evidence: Evidence) -> bool:
    """Whether the applicant is being prosecuted or investigated."""
    return any(m.kind in UNDECIDED_PROCEEDINGS for r in evidence.records.values() for m in r.matters)


def build_proposal(case: Case, subject: Subject, evidence: Evidence, disclosure: Disclosure) -> Proposal:
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
        content=_content(subject, disclosure, clock.date_in_uk(evidence.check.state.answered.answered_at)),
        disclosure=disclosure,
    )


def _content(subject: Subject, disclosure: Disclosure, searched_on: date) -> OrderedContent:
    printed = disclosure.certificate_content
    lines = tuple(
        # Numbered here: the record's own identifiers would show where something was left out.
        Line(**{**line.model_dump(), "id": str(number)})
        for number, line in enumerate(printed.lines, 1)
    )
    return OrderedContent(
        language=subject.language,
        variant=subject.variant,
        result_code=subject.result_code,
        holder=subject.holder,
        destination=subject.destination,
        searched_on=searched_on,
        outcome=printed.outcome,
        lines=lines,
    )


class _Known(TypedDict):
    decisions: list[Decision]
    born: PartialDate


def _known(case: Case, subject: Subject, evidence: Evidence) -> _Known:
    decided = [
        decision
        for record in _found_records(case, evidence)
        for matter in record.matters
        if (decision := case.inclusion_of(record.nominal.record_id, record.nominal.version, matter.id))
    ]
    return {
        "decisions": [_as_decision(decision) for decision in decided],
        "born": PartialDate(subject.holder.birth_date),
    }


def _records(case: Case, evidence: Evidence) -> list[Record]:
    """The records of the same person, with ids of matters that hold across them."""
    return [
        record.model_copy(
            update={
                "matters": tuple(
                    matter.model_copy(update={"id": matter_key(record.nominal.record_id, matter.id)})
                    for matter in record.matters
                )
            }
        )
        for record in _found_records(case, evidence)
    ]


def _found_records(case: Case, evidence: Evidence) -> list[Record]:
    wanted = (c.nominal.record_id for c in same_person(case, evidence.candidates))
    return [evidence.records[record_id] for record_id in wanted if record_id in evidence.records]


def _as_decision(decision: MatterDecision) -> Decision:
    return Decision(
        matter_id=matter_key(decision.record_id, decision.matter_id),
        choice=Choice.INCLUDE if decision.inclusion is Inclusion.INCLUDE else Choice.LEAVE_OUT,
        reason=decision.reason,
        decided_by=decision.by,
        ground=decision.ground,
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
