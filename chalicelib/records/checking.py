"""Asking the record system about an applicant, and writing down what was asked and answered."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chalicelib.kernel.changes import SYSTEM, AuditEntry, Once
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.records import (
    OverseasCheckRequested,
    RecordCheckAnswered,
    RecordCheckUnanswered,
)
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.store import Stored
from chalicelib.records.answers import versions_of, within_limit
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import (
    Applicant,
    Attempt,
    CheckState,
    EnquiryAnswer,
    NamesEnquiry,
    OverseasCheck,
    Purpose,
    RecordCheck,
    Round,
)
from chalicelib.records.enquiries import MOST_ENQUIRIES, can_be_looked_up, enquiries_for
from chalicelib.records.errors import Fault, RecordSystemRefused, RecordSystemUnavailable
from chalicelib.records.overseas import countries_to_ask
from chalicelib.records.ports import RecordSystem
from chalicelib.records.purposes import codes_of, purpose_of, words_of
from chalicelib.records.scoring_candidates import CandidateScoring
from chalicelib.records.store import RecordCheckStore, RecordReadStore, RecordRoundStore

CHECK_REASON = 8
"""On behalf of another authorised agency (LEDS reason codes)."""

PATIENCE = 40.0
"""Seconds for all questions of a check: with one more question it ends before its function does (60)."""


@dataclass(frozen=True)
class Checking:
    """Asks under every name and date, and stores one answer or that there was none."""

    checks: RecordCheckStore
    reads: RecordReadStore
    system: RecordSystem
    applicant_of: Callable[[str], Applicant]
    """An application's applicant by the application's id; raises `NotFound`."""
    rounds: RecordRoundStore
    watches: bool = False
    """Whether whoever is named is watched for changes: of records that we keep we hear (`follow_record`)."""
    is_open: Callable[[str], bool] = lambda _: True
    """Whether an application by its id is still to be decided: nobody else's records are searched again."""
    scoring: CandidateScoring = field(default_factory=CandidateScoring)
    watch: Callable[[], float] = time.monotonic

    def check(self, application_id: str, *, once: Once | None = None) -> None:
        """Search for the applicant under every name and date, and store what was asked, answered and scored.

        Does nothing when the check has its answer already. When any enquiry has no answer, the attempt is
        recorded, the check waits, and `RecordSystemUnavailable` or `RecordSystemRefused` is raised so that
        the queue delivers the request again.
        """
        before = self.checks.find(application_id)
        if before and before.state.state is CheckState.ANSWERED:
            return
        applicant = self.applicant_of(application_id)
        wanted = enquiries_for(applicant, before.state if before else None)
        asked = wanted[:MOST_ENQUIRIES]
        purpose = _purpose_of_check(application_id)
        try:
            answers = self._ask_all(asked, purpose)
        except (RecordSystemUnavailable, RecordSystemRefused) as error:
            self._keep_waiting(before, application_id, asked, purpose, error.fault.value)
            raise
        kept = within_limit(answers)
        unknowable = sum(not can_be_looked_up(enquiry.name) for enquiry in asked)
        answered = Round(
            asked=asked,
            answers=kept,
            answered_at=clock.now(),
            left_out=len(wanted) - len(asked) + unknowable,
            basis=self.scoring.basis,
            findings=self.scoring.findings(asked, kept),
        )
        self._store_answer(before, application_id, answered, applicant, purpose=purpose, once=once)

    def _ask_all(self, asked: Sequence[NamesEnquiry], purpose: Purpose) -> tuple[EnquiryAnswer, ...]:
        """Every answer. A system so slow that the function would end first has not answered."""
        begun = self.watch()
        answers = []
        for enquiry in asked:
            if self.watch() - begun > PATIENCE:
                raise RecordSystemUnavailable(Fault.TIMED_OUT)
            answers.append(
                ask_fully(
                    self.system,
                    enquiry,
                    purpose=purpose,
                    has_time=lambda: self.watch() - begun <= PATIENCE / 2,
                )
            )
        return tuple(answers)

    def _keep_waiting(
        self,
        before: Stored[RecordCheck] | None,
        application_id: str,
        asked: tuple[NamesEnquiry, ...],
        purpose: Purpose,
        fault: str,
    ) -> None:
        after = _attempted(before, application_id, asked, purpose, fault)
        data = {"application_id": application_id, "fault": fault, **codes_of(purpose)}
        audit = AuditEntry("record_check_unanswered", SYSTEM, data, words_of(purpose))
        event = RecordCheckUnanswered(check_id=application_id, application_id=application_id)
        self.checks.save(before, after, aggregate_id=application_id, audit=audit, events=[event])
        logger().warning("record check unanswered", extra={"application_id": application_id, "fault": fault})

    def _store_answer(
        self,
        before: Stored[RecordCheck] | None,
        application_id: str,
        answered: Round,
        applicant: Applicant,
        *,
        purpose: Purpose,
        once: Once | None,
    ) -> None:
        waiting = _attempted(before, application_id, answered.asked, purpose, "answered")
        abroad = _new_overseas(waiting, applicant)
        after = waiting.model_copy(
            update={
                "state": CheckState.ANSWERED,
                "answer": answered,
                "overseas": (*waiting.overseas, *abroad),
            }
        )
        data = {
            "application_id": application_id,
            "enquiries": len(answered.asked),
            "candidates": len(after.candidates),
            "truncated": after.truncated,
            "band": after.band.value,
            "model_id": self.scoring.basis.model_id,
            **codes_of(purpose),
        }
        audit = AuditEntry("record_check_answered", SYSTEM, data, words_of(purpose))
        ids = {"check_id": application_id, "application_id": application_id}
        events: list[Event] = [RecordCheckAnswered(**ids)]
        events += [OverseasCheckRequested(**ids, country=one.country) for one in abroad]
        if self.watches:
            self.checks.watch(application_id, versions_of(answered))
        self.checks.save(before, after, aggregate_id=application_id, audit=audit, events=events, once=once)


def _new_overseas(check: RecordCheck, applicant: Applicant) -> list[OverseasCheck]:
    """Countries to ask that were not asked before."""
    asked = {one.country for one in check.overseas}
    wanted = countries_to_ask(applicant.lived_in, clock.today())
    return [
        OverseasCheck(country=country, requested_at=clock.now()) for country in wanted if country not in asked
    ]


def _attempted(
    before: Stored[RecordCheck] | None,
    application_id: str,
    asked: tuple[NamesEnquiry, ...],
    purpose: Purpose,
    outcome: str,
) -> RecordCheck:
    known = before.state if before else RecordCheck(application_id=application_id, state=CheckState.WAITING)
    attempt = Attempt(at=clock.now(), outcome=outcome, correlation_id=purpose.correlation_id)
    return known.model_copy(update={"asked": asked, "attempts": (*known.attempts, attempt)})


def _purpose_of_check(application_id: str) -> Purpose:
    return purpose_of(CHECK_REASON, "Police certificate asked for by the person themselves", application_id)
