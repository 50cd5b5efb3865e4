"""What staff decide in a case, in the order in which they do it."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.applications.service_levels import due_date
from chalicelib.casework.errors import (
    AskedAgain,
    ChangedSince,
    NotDecided,
    NotWritten,
    SamePerson,
    UnknownSubject,
)
from chalicelib.casework.handling import CaseHandling
from chalicelib.casework.models import (
    CandidateDecision,
    Case,
    CaseState,
    Flag,
    IdentityFinding,
    Inclusion,
    MatterDecision,
    Officer,
    Proposal,
    Recommendation,
    Ruling,
)
from chalicelib.casework.proposing import has_open_proceedings
from chalicelib.casework.review import Review, View
from chalicelib.casework.writing import actor_of, to
from chalicelib.certificates.models import Order
from chalicelib.certificates.store import Orders
from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import Ground, Treatment
from chalicelib.disclosure.packing import packed
from chalicelib.kernel.changes import AuditEntry, Once
from chalicelib.kernel.events.casework import ApplicationRefused, IssueOrdered
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.platform.store import Stored

STANDARD, PREMIUM = "standard", "premium"
RECOUNT = timedelta(minutes=5)
"""Counting reads every open case's entry in the index, so a page never does it."""


@dataclass(frozen=True)
class Casework(CaseHandling):
    """The staff's verbs. Each takes who acts; the version that was read guards against a second pair of hands."""

    orders: Orders
    review: Review

    def decide_candidate(
        self, case_id: str, officer: Officer, *, record_id: str, finding: IdentityFinding, reason: str
    ) -> None:
        """Say whether a candidate is the applicant, and why."""
        view = self._open(case_id, officer)
        nominal = next((c.nominal for c in view.candidates if c.nominal.record_id == record_id), None)
        if nominal is None:
            raise UnknownSubject
        decision = CandidateDecision(
            record_id=record_id,
            record_version=nominal.version,
            identity=finding,
            reason=reason,
            by=officer.id,
            at=clock.now(),
        )
        kept = tuple(d for d in view.case.candidate_decisions if d.record_id != record_id)
        self.save(
            view.stored,
            officer,
            "candidate_decided",
            {"candidate_decisions": (*kept, decision)},
            facts={"record_id": record_id, "finding": finding.value},
            words={"reason": reason},
        )

    def decide_matter(
        self,
        case_id: str,
        officer: Officer,
        *,
        record_id: str,
        matter_id: str,
        inclusion: Inclusion,
        reason: str,
        ground: Ground | None = None,
    ) -> None:
        """Say whether the certificate names a matter, and why; against the rules it needs a ground as well.

        Raises `UnknownSubject`, `NotWritten` without a ground that is needed, and `WrongState` for a matter that
        is never on a certificate.
        """
        view = self._open(case_id, officer)
        record = view.records.get(record_id)
        if record is None or matter_id not in {m.id for m in record.matters}:
            raise UnknownSubject
        _require_ground(view.ruled(record_id, matter_id), inclusion, ground)
        decision = MatterDecision(
            record_id=record_id,
            record_version=record.nominal.version,
            matter_id=matter_id,
            inclusion=inclusion,
            ground=ground,
            reason=reason,
            by=officer.id,
            at=clock.now(),
        )
        of_this = (record_id, matter_id)
        kept = tuple(d for d in view.case.matter_decisions if (d.record_id, d.matter_id) != of_this)
        self.save(
            view.stored,
            officer,
            "matter_decided",
            {"matter_decisions": (*kept, decision)},
            facts={
                "record_id": record_id,
                "matter_id": matter_id,
                "inclusion": inclusion.value,
                "ground": ground.value if ground else "",
            },
            words={"reason": reason},
        )

    def recommend(
        self, case_id: str, officer: Officer, seen: str, note: str = "", *, once: Once | None = None
    ) -> None:
        """Recommend to issue exactly what the page showed (`seen` is its digest); frees the case for another.

        Raises `NotDecided` while anything is open, `AskedAgain` when the records had to be asked again first, and
        `ChangedSince` when the page is out of date.
        """
        self.require_new(once)
        view = self._open(case_id, officer)
        self._require_present(view, officer)
        proposal = _complete(view)
        if proposal.digest != seen:
            raise ChangedSince
        recommendation = Recommendation(
            by=officer.id,
            at=clock.now(),
            note=note,
            outcome=proposal.content.outcome,
            digest=proposal.digest,
            answer=proposal.answer,
        )
        after = {
            "state": to(view.case, CaseState.RECOMMENDED),
            "recommendation": recommendation,
            "flags": view.case.flags - {Flag.RETURNED, Flag.ISSUER_HELD, Flag.ANSWER_CHANGED},
            "returned": None,
            "claim": None,
            **_service_level(view),
        }
        facts = {"digest": proposal.digest}
        self.save(
            view.stored, officer, "issue_recommended", after, facts=facts, words={"note": note}, once=once
        )

    def approve(self, case_id: str, officer: Officer, seen: str, *, once: Once | None = None) -> str:
        """Order the issue of exactly what was recommended and what the approver's page showed; the order's id.

        Raises `SamePerson` for anybody who decided in the case, `AskedAgain` when the records had to be asked again
        first, and `ChangedSince` when the page, the recommendation and the case as it is now do not agree to the
        letter.
        """
        self.require_new(once)
        stored = self.cases.get(case_id)
        recommendation = _recommended(stored.state)
        _require_other_person(stored.state, officer)
        self.require_free(stored.state, officer)
        view = self.review.read(stored, officer)
        self._require_present(view, officer)
        proposal = _complete(view)
        if not proposal.digest == seen == recommendation.digest:
            raise ChangedSince
        order = _order(stored, proposal)
        at = clock.now()
        after = {
            "state": to(stored.state, CaseState.ORDERED),
            "approved_by": officer.id,
            "approved_at": at,
            "order_id": order.order_id,
            "flags": stored.state.flags - {Flag.ISSUER_HELD},
            "returned": None,
            "claim": None,
        }
        ordered = IssueOrdered(
            order_id=order.order_id, case_id=case_id, application_id=stored.state.application_id
        )
        facts = {"order_id": order.order_id, "content_hash": order.content_hash, "digest": seen}
        change = self.change(stored, officer, "issue_approved", after, facts=facts, events=[ordered])
        written = AuditEntry("order_written", actor_of(officer), {"case_id": case_id})
        ordering = self.orders.change(None, order, aggregate_id=order.order_id, audit=written)
        self.cases.commit(change, ordering, once=once, result={"order_id": order.order_id})
        return order.order_id

    def return_to_officer(self, case_id: str, officer: Officer, reason: str) -> None:
        """Send a recommendation back to be worked on again, with what is wrong."""
        before = self.cases.get(case_id)
        _recommended(before.state)
        self.require_free(before.state, officer)
        ruling = Ruling(by=officer.id, at=clock.now(), reason=reason)
        after = {
            "state": to(before.state, CaseState.OPEN),
            "returned": ruling,
            "recommendation": None,
            "flags": before.state.flags | {Flag.RETURNED},
            "claim": None,
        }
        self.save(before, officer, "case_returned", after, words={"reason": reason})

    def refuse(self, case_id: str, officer: Officer, reason: str, *, once: Once | None = None) -> None:
        """Close the case without a certificate; the applicant is told that it was refused, never more by mail."""
        self.require_new(once)
        before = self.cases.get(case_id)
        self.require_free(before.state, officer)
        ruling = Ruling(by=officer.id, at=clock.now(), reason=reason)
        after = {"state": to(before.state, CaseState.REFUSED), "refused": ruling, "claim": None}
        refused = ApplicationRefused(case_id=case_id, application_id=before.state.application_id)
        self.save(
            before,
            officer,
            "application_refused",
            after,
            words={"reason": reason},
            events=[refused],
            once=once,
        )

    def recount(self) -> None:
        """Count the queue anew when the numbers on its page are five minutes old; for a schedule."""
        counts = self.cases.counts()
        if counts is None or clock.now() - counts.at >= RECOUNT:
            self.cases.count()

    def _require_present(self, view: View, officer: Officer) -> None:
        """Have an outdated answer asked for again; decisions stay, and a recommendation if the new one is alike."""
        why = view.outdated
        if not why:
            return
        self.records.recheck(view.case.application_id, by=actor_of(officer), reason=why)
        flags = {"flags": view.case.flags | {Flag.RECORDS_ASKED}}
        self.save(view.stored, officer, "records_asked_again", flags, words={"reason": why})
        raise AskedAgain(why)

    def _open(self, case_id: str, officer: Officer) -> View:
        """The case for a decision: held by the officer, open, with the police's answer in view."""
        stored = self.held(case_id, officer)
        if stored.state.state is not CaseState.OPEN:
            raise WrongState("Decisions are made while a case is open. Reload to see where it stands.")
        return self.review.read(stored, officer)


def _complete(view: View) -> Proposal:
    if view.open_points:
        raise NotDecided(" ".join(view.open_points))
    return view.proposal


def _require_ground(ruled: Finding, inclusion: Inclusion, ground: Ground | None) -> None:
    if ruled.treatment is Treatment.NOT_COUNTED:
        raise WrongState("This matter is never on a certificate, so there is nothing to decide.")
    settled = {Treatment.LINE: Inclusion.INCLUDE, Treatment.HIDDEN: Inclusion.LEAVE_OUT}.get(ruled.treatment)
    if settled in {None, inclusion}:
        return
    if ground is None or ground.choice.value != inclusion.value:
        raise NotWritten("Choose the ground on which the rules do not hold here.")


def _recommended(case: Case) -> Recommendation:
    if case.state is not CaseState.RECOMMENDED or case.recommendation is None:
        raise WrongState("This case is not waiting for approval. Reload to see where it stands.")
    return case.recommendation


def _require_other_person(case: Case, officer: Officer) -> None:
    if case.recommendation and case.recommendation.by == officer.id:
        raise SamePerson("You recommended this case, so another officer has to approve it.")
    if officer.id in case.deciders:
        raise SamePerson("You decided on part of this case, so another officer has to approve it.")


def _order(stored: Stored[Case], proposal: Proposal) -> Order:
    return Order(
        order_id=new_id(),
        case_id=stored.id,
        application_id=stored.state.application_id,
        application_version=proposal.application_version,
        check_id=proposal.check_id,
        check_version=proposal.check_version,
        content=proposal.content,
        content_hash=proposal.content.digest,
        reasons=packed(proposal.disclosure),
    )


def _service_level(view: View) -> dict[str, object]:
    """Premium is not for people with open proceedings: their case goes on at the standard pace."""
    if view.case.service_level != PREMIUM or not has_open_proceedings(view.evidence):
        return {}
    return {"service_level": STANDARD, "due": due_date(view.case.received_on, STANDARD)}
