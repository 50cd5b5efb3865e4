"""The check of an applicant against police records, and every look at a record, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.kernel.changes import SYSTEM, Actor, AuditEntry
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.events.records import (
    OverseasCheckAnswered,
    RecordCheckRequested,
)
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.answers import Changes, changes_between, versions_of
from chalicelib.records.checking import Checking
from chalicelib.records.checks import (
    CheckState,
    OverseasCheck,
    OverseasFinding,
    Purpose,
    RecordCheck,
    RecordRead,
)
from chalicelib.records.enquiries import MOST_ENQUIRIES, enquiries_for
from chalicelib.records.errors import NotAsked
from chalicelib.records.models import Record
from chalicelib.records.purposes import codes_of, purpose_of, words_of
from chalicelib.records.scoring_candidates import Replay
from chalicelib.records.store import round_id


@dataclass(frozen=True)
class RecordsService(Checking):
    """Asks the record system and remembers what was asked, answered and read."""

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

    def refresh(self, application_id: str, *, by: Actor, reason: str) -> bool:
        """As `recheck`, unless the check is waiting already or its answer is fresh; whether it waits now."""
        before = self.checks.get(application_id)
        if before.state.answer is None:
            return True
        if before.state.is_fresh(clock.now()):
            return False
        self.recheck(application_id, by=by, reason=reason)
        return True

    def follow_application(self, application_id: str) -> None:
        """Ask again when the application names somebody or a date that the answer was not asked about."""
        if self.asked_everything(application_id):
            return
        self.recheck(application_id, by=SYSTEM, reason="The application names what was not asked before.")

    def asked_everything(self, application_id: str) -> bool:
        """Whether the answer was asked under every name and date that is known now; true while there is none."""
        stored = self.checks.find(application_id)
        if stored is None or stored.state.answer is None:
            return True
        wanted = enquiries_for(self.applicant_of(application_id), stored.state)
        return set(wanted[:MOST_ENQUIRIES]) <= set(stored.state.answer.asked)

    def follow_record(self, record_id: str, version: int) -> None:
        """A record that we keep has this version now: ask again for whoever's answer names an older one."""
        for application_id in self.checks.watchers(record_id):
            stored = self.checks.find(application_id)
            if stored is None or stored.state.answer is None or not self.is_open(application_id):
                continue
            named = versions_of(stored.state.answer)
            if named.get(record_id, version) < version:
                self.recheck(application_id, by=SYSTEM, reason="A record that the answer names has changed.")

    def what_changed(self, application_id: str) -> Changes:
        """How the answer differs from the one before it; nothing while there is only one."""
        check = self.checks.get(application_id)
        before = self.rounds.of_check(check)
        if not before or check.state.answer is None:
            return Changes()
        return changes_between(before[-1], check.state.answer)

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
        purpose = purpose_of(reason_code, justification, on_behalf_of)
        stored = self.checks.get(application_id)
        self.note_read("candidates_read", application_id, reader, purpose)
        return stored

    def read_record(
        self, record_id: str, *, reader: Actor, reason_code: int, justification: str, on_behalf_of: str
    ) -> Record:
        """The whole record, to be shown to `reader`, whose read is written before the system is asked.

        `reason_code` is 0 to 10, `justification` 3 to 250 characters, `on_behalf_of` whom the look serves.
        Raises `UnknownRecord`, `RecordSystemUnavailable`, `RecordSystemRefused`, and pydantic's
        `ValidationError` for a purpose that the record system would not take.
        """
        purpose = purpose_of(reason_code, justification, on_behalf_of)
        self.note_read("record_read", record_id, reader, purpose)
        return self.system.record(record_id, purpose=purpose)

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

    def note_read(self, action: str, subject: str, reader: Actor, purpose: Purpose) -> None:
        """Write down who is about to be shown what and why; nothing may be shown before."""
        state = RecordRead(subject=subject, correlation_id=purpose.correlation_id, at=clock.now())
        audit = AuditEntry(action, reader, {"subject": subject, **codes_of(purpose)}, words_of(purpose))
        self.reads.save(None, state, aggregate_id=purpose.correlation_id, audit=audit)
