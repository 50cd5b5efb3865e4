"""The case's page as data: what is shown, what is held back until a purpose is stated, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.casework.comparison import Row, compare
from chalicelib.casework.errors import PurposeNeeded, RecordsUnanswered
from chalicelib.casework.history import history_line
from chalicelib.casework.listing import FLAGS, lateness, outcome_so_far, short_day
from chalicelib.casework.models import (
    WORKABLE,
    CandidateDecision,
    Case,
    CaseState,
    IdentityFinding,
    MatterDecision,
    Officer,
)
from chalicelib.casework.proposing import TOO_OLD, matter_key
from chalicelib.casework.reading_papers import papers_context
from chalicelib.casework.reasons import Approved, approved_of
from chalicelib.casework.review import View
from chalicelib.casework.services import Casework
from chalicelib.certificates.models import OrderedContent
from chalicelib.certificates.short_code import grouped, short_code
from chalicelib.disclosure.meanings import MEANINGS, Meaning
from chalicelib.disclosure.models import Disclosure, Treatment
from chalicelib.disclosure.services import Weighed
from chalicelib.disclosure.wording import disposal_in_words, printed_line
from chalicelib.kernel.errors import ProbityError
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.records.alike import Alike, alike
from chalicelib.records.checks import Candidate
from chalicelib.records.models import Matter


@dataclass(frozen=True)
class May:
    """What this officer can do with the case now."""

    claim: bool
    release: bool
    decide: bool
    approve: bool
    refuse: bool
    barrier: str
    """Why this officer can't approve a case that waits for approval; empty when they can."""


@dataclass(frozen=True)
class CandidateRow:
    """A candidate and what was found."""

    number: int
    candidate: Candidate
    decision: CandidateDecision | None
    decided_by: str
    earlier: CandidateDecision | None
    """A finding on another version of the record, when there is none on this."""
    same: bool
    alike: Alike | None


@dataclass(frozen=True)
class MatterRow:
    """A matter in words, with what the rules and the officer say."""

    record_id: str
    candidate: int
    matter: Matter
    kind: str
    date: str
    offence_date: str
    court: str
    offence: str
    disposals: Sequence[str]
    ruled: Treatment
    """What the rules by themselves say; `because` is their sentence."""
    because: str
    cell: str
    source: str
    final: Treatment
    """What becomes of it with the officer's decision."""
    still: str
    """Why a person has to decide although somebody did; empty otherwise."""
    decision: MatterDecision | None
    decided_by: str


@dataclass(frozen=True)
class Police:
    """The police's side of the page; empty, with the reason in `gate`, while it may not be shown."""

    gate: str = ""
    """`waiting`, `purpose` or `failed` while nothing is shown."""
    message: str = ""
    comparison: Sequence[Row] = ()
    candidates: Sequence[CandidateRow] = ()
    matters: Sequence[MatterRow] = ()
    approved: Approved | None = None
    """The reasons of what was ordered, in place of `matters`."""
    tally: str = ""
    """How many matters are shown, left out and still open, in words."""
    rules_version: str = ""
    open_points: Sequence[str] = ()
    content: OrderedContent | None = None
    meaning: Meaning | None = None
    seen: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)


def case_context(casework: Casework, case_id: str, officer: Officer) -> dict[str, object]:
    """Everything that the template `casework/case` shows to this officer."""
    stored = casework.cases.get(case_id)
    case, at = stored.state, clock.now()
    application = casework.review.applications.get(case.application_id).state
    holder = case.held_by(at)
    police = _police(casework, case_id, officer)
    lines = reversed(casework.cases.trail(case_id))
    return {
        "case": case,
        "number": grouped(short_code(case.serial)) if case.serial else "",
        "case_id": case_id,
        "application": application,
        **papers_context(casework, case, application),
        "flags": [FLAGS[flag] for flag in FLAGS if flag in case.flags],
        "outcome": outcome_so_far(case),
        "due": short_day(case.due),
        "late": lateness(case, clock.date_in_uk(at)),
        "holder": case.name_of(holder) if holder else "",
        "mine": holder == officer.id,
        "may": _may(case, officer, at),
        "police": police,
        "overseas": casework.records.overseas_of(case.application_id),
        # What officers wrote may quote the records, so it is held back as they are.
        "history": [history_line(line, case, quotes=police.gate != "purpose") for line in lines],
        "meanings": MEANINGS,
    }


def _may(case: Case, officer: Officer, at: datetime) -> May:
    holder = case.held_by(at)
    free = holder in {None, officer.id}
    waiting_for_approval = case.state is CaseState.RECOMMENDED and free
    barrier = _barrier(case, officer)
    return May(
        claim=case.state in WORKABLE and holder is None,
        release=holder == officer.id,
        decide=case.state is CaseState.OPEN and holder == officer.id,
        approve=waiting_for_approval and not barrier,
        refuse=case.state in WORKABLE and free,
        barrier=barrier if waiting_for_approval else "",
    )


def _barrier(case: Case, officer: Officer) -> str:
    if case.recommendation and case.recommendation.by == officer.id:
        return "You recommended this case, so another officer has to approve it."
    if officer.id in case.deciders:
        return "You decided on part of this case, so another officer has to approve it."
    return ""


def _police(casework: Casework, case_id: str, officer: Officer) -> Police:
    """Read for showing; whatever keeps the answer back becomes the gate, never an empty answer."""
    try:
        view = casework.review.read(casework.cases.get(case_id), officer)
        return _shown(view, casework)
    except (RecordsUnanswered, WrongState) as error:
        return Police("waiting", error.message)
    except PurposeNeeded as error:
        return Police("purpose", error.message)
    except ProbityError as error:
        return Police("failed", error.message)


def _shown(view: View, casework: Casework) -> Police:
    candidates = [_candidate_row(number, c, view.case) for number, c in enumerate(view.candidates, 1)]
    points = view.open_points
    content, seen, approved = None, "", None
    if view.case.order_id:
        order = casework.orders.order(view.case.order_id)
        content, approved = order.content, approved_of(order)
    elif not set(points) - {TOO_OLD}:
        proposal = view.proposal
        content, seen = proposal.content, proposal.digest
    return Police(
        comparison=compare(view.subject.holder, view.candidates) if candidates else [],
        candidates=candidates,
        # What was approved stands by its own reasons; the records may say something else by now.
        matters=[] if approved else _matter_rows(view, candidates),
        approved=approved,
        tally="" if approved else _tally(view.disclosure),
        rules_version=view.disclosure.rules_version,
        open_points=[] if view.case.order_id else points,
        content=content,
        meaning=MEANINGS[content.outcome] if content else None,
        seen=seen,
        versions={"application": view.subject.version, "record check": view.evidence.check.version},
    )


def _candidate_row(number: int, candidate: Candidate, case: Case) -> CandidateRow:
    nominal = candidate.nominal
    decision = case.finding_on(nominal.record_id, nominal.version)
    made = (d for d in case.candidate_decisions if d.record_id == nominal.record_id)
    return CandidateRow(
        number=number,
        candidate=candidate,
        decision=decision,
        decided_by=case.name_of(decision.by) if decision else "",
        earlier=None if decision else next(made, None),
        same=decision is not None and decision.identity is IdentityFinding.SAME_PERSON,
        alike=alike(candidate),
    )


def _matter_rows(view: View, candidates: Sequence[CandidateRow]) -> list[MatterRow]:
    numbers = {row.candidate.nominal.record_id: row.number for row in candidates}
    return [
        _matter_row(view, one, record_id, numbers[record_id], matter)
        for one in view.weighed
        for record_id, record in view.records.items()
        for matter in record.matters
        if matter_key(record_id, matter.id) == one.matter.id
    ]


def _matter_row(view: View, one: Weighed, record_id: str, number: int, matter: Matter) -> MatterRow:
    decision = view.case.inclusion_of(record_id, view.records[record_id].nominal.version, matter.id)
    printed = printed_line(matter)
    open_again = decision and one.final.treatment is Treatment.NEEDS_PERSON
    return MatterRow(
        record_id=record_id,
        candidate=number,
        matter=matter,
        kind=printed.kind,
        date=printed.date,
        offence_date=printed.offence_date,
        court=printed.court,
        offence=printed.offence,
        disposals=[disposal_in_words(d) for d in matter.disposals],
        ruled=one.ruled.treatment,
        because=one.ruled.arithmetic,
        cell=one.ruled.cell or "",
        source=one.ruled.source,
        final=one.final.treatment,
        still=one.final.arithmetic if open_again else "",
        decision=decision,
        decided_by=view.case.name_of(decision.by) if decision else "",
    )


def _tally(disclosure: Disclosure) -> str:
    """`2 shown, 1 stepped down, 1 to decide`; empty for a record without matters."""
    parts = {
        "shown": disclosure.lines,
        "left out": disclosure.hidden,
        "never on a certificate": disclosure.not_counted,
        "to decide": disclosure.needs_person,
    }
    return ", ".join(f"{len(entries)} {what}" for what, entries in parts.items() if entries)
