"""What staff can do with a case, in the order in which they do it."""

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
from chalicelib.casework.models import (
    WORKABLE,
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
    Viewing,
)
from chalicelib.casework.proposing import has_open_proceedings
from chalicelib.casework.review import Review, View
from chalicelib.casework.writing import CaseWriter, actor_of, claim_for, to
from chalicelib.certificates.models import Order
from chalicelib.certificates.store import Orders
from chalicelib.disclosure.findings import Finding
from chalicelib.disclosure.models import Ground, Treatment
from chalicelib.disclosure.packing import packed
from chalicelib.documents.services import Documents
from chalicelib.kernel.changes import AuditEntry, Once
from chalicelib.kernel.events.casework import ApplicationRefused, IssueOrdered
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.checks import OverseasFinding
from chalicelib.records.services import RecordsService

STANDARD, PREMIUM = "standard", "premium"
RECOUNT = timedelta(minutes=5)
"""Counting reads every open case's entry in the index, so a page never does it."""
VIEWING = timedelta(minutes=30)
"""How long one statement of purpose shows the police records of one case to one officer."""


@dataclass(frozen=True)
class News:
    """What became known of an applicant since the application was sent."""

    names: tuple[PersonName, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()


@dataclass(frozen=True)
class Casework(CaseWriter):
    """The staff's verbs. Each takes who acts; the version that was read guards against a second pair of hands."""

    orders: Orders
    review: Review
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
        state = "accepted" if accept else "refused"
        known = {**before.state.documents, papers[document_id].role.value: state}
        needed = frozenset({Flag.DOCUMENTS_NEED_PERSON} if "needs_person" in known.values() else ())
        after = {
            "documents": known,
            "flags": before.state.flags - {Flag.DOCUMENTS_NEED_PERSON} | needed,
        }
        facts = {"document_id": document_id, "state": state}
        self.save(before, officer, "document_settled", after, facts=facts, words={"reason": reason})

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
