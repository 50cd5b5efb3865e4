"""The check of an applicant against police records, and every look at a record, each with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry, Once
from chalicelib.kernel.events.records import RecordCheckAnswered, RecordCheckRequested, RecordCheckUnanswered
from chalicelib.kernel.identifiers import new_id
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
    Purpose,
    RecordCheck,
    RecordRead,
    Round,
)
from chalicelib.records.errors import RecordSystemRefused, RecordSystemUnavailable
from chalicelib.records.models import Record
from chalicelib.records.ports import RecordSystem
from chalicelib.records.store import RecordCheckStore, RecordReadStore

CHECK_REASON = 8
"""On behalf of another authorised agency (LEDS reason codes)."""

MOST_CANDIDATES = 300
"""Kept of one round of answers, so that a check fits in one item (400 KB) whatever names were given."""


def enquiries_for(applicant: Applicant) -> tuple[NamesEnquiry, ...]:
    """One enquiry for each name that the applicant has or had, the same name asked once."""
    names = {name.full.casefold(): name for name in reversed(applicant.names)}
    return tuple(
        NamesEnquiry(
            name=name,
            birth_date=applicant.birth_date.isoformat(),
            sex=applicant.sex,
            birth_place=applicant.birth_place,
        )
        for name in reversed(names.values())
    )


@dataclass(frozen=True)
class RecordsService:
    """Asks the record system and remembers what was asked, answered and read."""

    checks: RecordCheckStore
    reads: RecordReadStore
    system: RecordSystem
    applicant_of: Callable[[str], Applicant]
    """An application's applicant by the application's id; raises `NotFound`."""

    def check(self, application_id: str, *, once: Once | None = None) -> None:
        """Search for the applicant under every name, and store what was asked and answered.

        Does nothing when the check has its answer already. When any enquiry has no answer, the attempt is
        recorded, the check waits, and `RecordSystemUnavailable` or `RecordSystemRefused` is raised so that
        the queue delivers the request again.
        """
        before = self.checks.find(application_id)
        if before and before.state.state is CheckState.ANSWERED:
            return
        asked = enquiries_for(self.applicant_of(application_id))
        purpose = _purpose_of_check(application_id)
        try:
            answers = tuple(ask_fully(self.system, enquiry, purpose=purpose) for enquiry in asked)
        except (RecordSystemUnavailable, RecordSystemRefused) as error:
            self._keep_waiting(before, application_id, asked, purpose, error.fault.value)
            raise
        answered = Round(asked=asked, answers=_within_limit(answers), answered_at=clock.now())
        self._store_answer(before, application_id, answered, purpose, once)

    def recheck(self, application_id: str, *, by: Actor, reason: str) -> None:
        """Ask again for an answered check: it waits until the new answer comes, and keeps the old one.

        `reason` is the officer's own sentence. Raises `NotFound` before the first attempt and `WrongState`
        while a check is waiting already.
        """
        before = self.checks.get(application_id)
        earlier = (*before.state.earlier, before.state.answered)
        after = before.state.model_copy(
            update={"state": CheckState.WAITING, "answer": None, "earlier": earlier}
        )
        audit = AuditEntry(
            "record_check_requested", by, {"application_id": application_id}, {"reason": reason}
        )
        event = RecordCheckRequested(check_id=application_id, application_id=application_id)
        self.checks.save(before, after, audit=audit, events=[event])

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
        purpose: Purpose,
        once: Once | None,
    ) -> None:
        waiting = _attempted(before, application_id, answered.asked, purpose, "answered")
        after = waiting.model_copy(update={"state": CheckState.ANSWERED, "answer": answered})
        data = {
            "application_id": application_id,
            "enquiries": len(answered.asked),
            "candidates": len(after.candidates),
            "truncated": after.truncated,
            **_codes_of(purpose),
        }
        audit = AuditEntry("record_check_answered", SYSTEM, data, _words_of(purpose))
        event = RecordCheckAnswered(check_id=application_id, application_id=application_id)
        self.checks.save(before, after, aggregate_id=application_id, audit=audit, events=[event], once=once)


def _within_limit(answers: tuple[EnquiryAnswer, ...]) -> tuple[EnquiryAnswer, ...]:
    """The answers with `MOST_CANDIDATES` in all; whichever lost somebody says that it is truncated."""
    room = MOST_CANDIDATES
    kept = []
    for answer in answers:
        fitting = answer.candidates[:room]
        room -= len(fitting)
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
