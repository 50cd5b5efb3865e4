"""The check of an applicant against police records, and every look at a record, each with its reason."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry, Once
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.records import (
    OverseasCheckAnswered,
    OverseasCheckRequested,
    RecordCheckAnswered,
    RecordCheckRequested,
    RecordCheckUnanswered,
)
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName
from chalicelib.platform import clock
from chalicelib.platform.log import logger
from chalicelib.platform.store import Stored
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import (
    Applicant,
    Attempt,
    CheckState,
    EnquiryAnswer,
    NamesEnquiry,
    OverseasCheck,
    OverseasFinding,
    Purpose,
    RecordCheck,
    RecordRead,
    Round,
)
from chalicelib.records.enquiries import MOST_ENQUIRIES, enquiries_for
from chalicelib.records.errors import Fault, NotAsked, RecordSystemRefused, RecordSystemUnavailable
from chalicelib.records.models import Record
from chalicelib.records.overseas import countries_to_ask
from chalicelib.records.ports import RecordSystem
from chalicelib.records.scoring_candidates import CandidateScoring, Replay
from chalicelib.records.store import RecordCheckStore, RecordReadStore, RecordRoundStore, round_id

CHECK_REASON = 8
"""On behalf of another authorised agency (LEDS reason codes)."""

PATIENCE = 40.0
"""Seconds for all questions of a check: with one more question it ends before its function does (60)."""
MOST_CANDIDATES = 300
"""Kept of one round of answers, so that a check fits in one item (400 KB) whatever names were given."""
_MOST_BYTES = 180_000
"""Of the candidates as JSON, for the same reason: somebody may be recorded under a thousand names."""


@dataclass(frozen=True)
class RecordsService:
    """Asks the record system and remembers what was asked, answered and read."""

    checks: RecordCheckStore
    reads: RecordReadStore
    system: RecordSystem
    applicant_of: Callable[[str], Applicant]
    """An application's applicant by the application's id; raises `NotFound`."""
    rounds: RecordRoundStore
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
        kept = _within_limit(answers)
        answered = Round(
            asked=asked,
            answers=kept,
            answered_at=clock.now(),
            left_out=len(wanted) - len(asked),
            basis=self.scoring.basis,
            findings=self.scoring.findings(asked, kept),
        )
        self._store_answer(before, application_id, answered, applicant, purpose=purpose, once=once)

    def recheck(
        self,
        application_id: str,
        *,
        by: Actor,
        reason: str,
        names: tuple[PersonName, ...] = (),
        birth_dates: tuple[PartialDate, ...] = (),
    ) -> None:
        """Ask again for an answered check: it waits until the new answer comes, and keeps the old one.

        `reason` is the officer's own sentence; `names` and `birth_dates` are what became known since, and are
        asked from now on. Raises `NotFound` before the first attempt and `WrongState` while a check is
        waiting already.
        """
        before = self.checks.get(application_id)
        known = {
            "added_names": (*before.state.added_names, *names),
            "added_birth_dates": (*before.state.added_birth_dates, *birth_dates),
        }
        data: dict[str, str | int | bool | None] = {
            "application_id": application_id,
            "names": len(names),
            "birth_dates": len(birth_dates),
        }
        audit = AuditEntry("record_check_requested", by, data, {"reason": reason})
        event = RecordCheckRequested(check_id=application_id, application_id=application_id)
        self._ask_anew(before, before.state.model_copy(update=known), audit, [event])

    def answer_overseas(
        self, application_id: str, *, country: str, finding: OverseasFinding, by: Actor, reason: str
    ) -> None:
        """Note what a country answered. When its records were entered here, ours are asked again.

        Raises `NotAsked` unless the country was asked and has not answered.
        """
        before = self.checks.get(application_id)
        if country not in before.state.unanswered_overseas:
            raise NotAsked
        noted = {"finding": finding, "answered_at": clock.now(), "answered_by": by.id}
        overseas = tuple(
            one.model_copy(update=noted) if one.country == country and one.finding is None else one
            for one in before.state.overseas
        )
        after = before.state.model_copy(update={"overseas": overseas})
        data = {"application_id": application_id, "country": country, "finding": finding.value}
        audit = AuditEntry("overseas_check_answered", by, data, {"reason": reason})
        ids = {"check_id": application_id, "application_id": application_id}
        events: list[Event] = [OverseasCheckAnswered(**ids, country=country)]
        if finding is OverseasFinding.RECORD_ENTERED and after.answer:
            self._ask_anew(before, after, audit, [*events, RecordCheckRequested(**ids)])
        else:
            self.checks.save(before, after, audit=audit, events=events)

    def overseas_of(self, application_id: str) -> tuple[OverseasCheck, ...]:
        """The countries that were asked about an applicant, with their answers; none before the check."""
        stored = self.checks.find(application_id)
        return stored.state.overseas if stored else ()

    def replay(self, application_id: str) -> tuple[Replay, ...]:
        """Work out again what every answer of a check came to, oldest first, from what was stored with it.

        Raises `NotFound`, and `UnknownModel` for an answer whose scoring model is not kept.
        """
        check = self.checks.get(application_id)
        rounds = self.rounds.of_check(check)
        if check.state.answer:
            rounds = (*rounds, check.state.answer)
        return tuple(self.scoring.replay(one) for one in rounds)

    def check_of(self, application_id: str) -> Stored[RecordCheck]:
        """The application's check for our own rules; raises `NotFound`. To show it, use `read_check`."""
        return self.checks.get(application_id)

    def read_check(
        self, application_id: str, *, reader: Actor, reason_code: int, justification: str, on_behalf_of: str
    ) -> Stored[RecordCheck]:
        """The check with its candidates, to be shown to `reader`, whose read is written first."""
        purpose = _purpose(reason_code, justification, on_behalf_of)
        stored = self.checks.get(application_id)
        self._write_read("candidates_read", application_id, reader, purpose)
        return stored

    def read_record(
        self, record_id: str, *, reader: Actor, reason_code: int, justification: str, on_behalf_of: str
    ) -> Record:
        """The whole record, to be shown to `reader`, whose read is written before the system is asked.

        `reason_code` is 0 to 10, `justification` 3 to 250 characters, `on_behalf_of` whom the look serves.
        Raises `UnknownRecord`, `RecordSystemUnavailable`, `RecordSystemRefused`, and pydantic's
        `ValidationError` for a purpose that the record system would not take.
        """
        purpose = _purpose(reason_code, justification, on_behalf_of)
        self._write_read("record_read", record_id, reader, purpose)
        return self.system.record(record_id, purpose=purpose)

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

    def _ask_anew(
        self, before: Stored[RecordCheck], after: RecordCheck, audit: AuditEntry, events: Sequence[Event]
    ) -> None:
        """Put the answer aside, under an id of its own, and let the check wait for the next one."""
        number = after.rounds_kept
        waiting = after.model_copy(
            update={"state": CheckState.WAITING, "answer": None, "rounds_kept": number + 1}
        )
        noted = AuditEntry("answer_put_aside", audit.actor, {"application_id": before.id, "number": number})
        aside = self.rounds.change(
            None, after.answered, aggregate_id=round_id(before.id, number), audit=noted
        )
        self.checks.commit(self.checks.change(before, waiting, audit=audit, events=events), aside)

    def _write_read(self, action: str, subject: str, reader: Actor, purpose: Purpose) -> None:
        state = RecordRead(subject=subject, correlation_id=purpose.correlation_id, at=clock.now())
        audit = AuditEntry(action, reader, {"subject": subject, **_codes_of(purpose)}, _words_of(purpose))
        self.reads.save(None, state, aggregate_id=purpose.correlation_id, audit=audit)

    def _keep_waiting(
        self,
        before: Stored[RecordCheck] | None,
        application_id: str,
        asked: tuple[NamesEnquiry, ...],
        purpose: Purpose,
        fault: str,
    ) -> None:
        after = _attempted(before, application_id, asked, purpose, fault)
        data = {"application_id": application_id, "fault": fault, **_codes_of(purpose)}
        audit = AuditEntry("record_check_unanswered", SYSTEM, data, _words_of(purpose))
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
            **_codes_of(purpose),
        }
        audit = AuditEntry("record_check_answered", SYSTEM, data, _words_of(purpose))
        ids = {"check_id": application_id, "application_id": application_id}
        events: list[Event] = [RecordCheckAnswered(**ids)]
        events += [OverseasCheckRequested(**ids, country=one.country) for one in abroad]
        self.checks.save(before, after, aggregate_id=application_id, audit=audit, events=events, once=once)


def _new_overseas(check: RecordCheck, applicant: Applicant) -> list[OverseasCheck]:
    """Countries to ask that were not asked before."""
    asked = {one.country for one in check.overseas}
    wanted = countries_to_ask(applicant.lived_in, clock.today())
    return [
        OverseasCheck(country=country, requested_at=clock.now()) for country in wanted if country not in asked
    ]


def _within_limit(answers: tuple[EnquiryAnswer, ...]) -> tuple[EnquiryAnswer, ...]:
    """The answers with as many candidates as fit; whichever lost somebody says that it is truncated."""
    room, space = MOST_CANDIDATES, _MOST_BYTES
    kept = []
    for answer in answers:
        sizes = accumulate(len(nominal.model_dump_json()) for nominal in answer.candidates)
        fitting = tuple(n for n, size in zip(answer.candidates, sizes, strict=True) if size <= space)[:room]
        room -= len(fitting)
        space -= sum(len(nominal.model_dump_json()) for nominal in fitting)
        lost = len(fitting) < len(answer.candidates)
        kept.append(answer.model_copy(update={"candidates": fitting, "truncated": answer.truncated or lost}))
    return tuple(kept)


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
    return _purpose(CHECK_REASON, "Police certificate asked for by the person themselves", application_id)


def _purpose(reason_code: int, justification: str, on_behalf_of: str) -> Purpose:
    return Purpose(
        reason_code=reason_code,
        justification=justification,
        on_behalf_of=on_behalf_of,
        correlation_id=new_id(),
    )


def _codes_of(purpose: Purpose) -> Mapping[str, str | int]:
    return {"reason_code": purpose.reason_code, "correlation_id": purpose.correlation_id}


def _words_of(purpose: Purpose) -> Mapping[str, object]:
    return {"justification": purpose.justification, "on_behalf_of": purpose.on_behalf_of}
