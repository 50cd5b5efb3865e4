"""Officers' decisions on matters, and what a certificate says because of rules and decisions, with reasons."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import CleanText
from chalicelib.kernel.transitions import WrongState

Reason = Annotated[CleanText, StringConstraints(min_length=3, max_length=1000)]


class Choice(StrEnum):
    """What an officer says about one matter."""

    INCLUDE = "include"
    LEAVE_OUT = "leave_out"


class Ground(StrEnum):
    """Why an officer may decide otherwise than the rules do (ACRO's terms; the first three leave out)."""

    PREJUDICE = "prejudice"
    """Showing it would prejudice an investigation."""
    IDENTIFIES_OTHERS = "identifies_others"
    NOT_RELEVANT = "not_relevant"
    """It does not matter for what the certificate is for."""
    NEW_MATTER = "new_matter"
    """A newer matter brings it back."""

    @property
    def choice(self) -> Choice:
        """The choice that it supports."""
        return Choice.INCLUDE if self is Ground.NEW_MATTER else Choice.LEAVE_OUT


class Decision(Model):
    """An officer's choice for one matter, with the reason that an applicant may dispute."""

    matter_id: CleanText
    choice: Choice
    reason: Reason
    decided_by: CleanText
    """The officer's id."""
    ground: Ground | None = None
    """Needed only against the rules."""


class Treatment(StrEnum):
    """What becomes of a matter."""

    LINE = "line"
    HIDDEN = "hidden"
    NOT_COUNTED = "not_counted"
    NEEDS_PERSON = "needs_person"


class RuleName(StrEnum):
    """Which rule settled a matter, or why none did; the names are stable (docs/disclosure.md)."""

    NEVER_ON_A_CERTIFICATE = "never-on-a-certificate"
    OPEN_PROCEEDINGS_ARE_SHOWN = "open-proceedings-are-shown"
    STEP_DOWN_NOT_APPLIED = "step-down-not-applied"
    ENDLESS_SENTENCE_NEVER_STEPS_DOWN = "endless-sentence-never-steps-down"
    NEVER_STEPS_DOWN = "never-steps-down"
    PERIOD_RUNNING = "step-down-period-running"
    PERIOD_OVER = "step-down-period-over"
    SCOTTISH_PERIOD_RUNNING = "scottish-rule-running"
    SCOTTISH_PERIOD_OVER = "scottish-rule-over"
    REOPENED_BY_NEW_MATTER = "reopened-by-new-matter"
    RECORD_IN_DOUBT = "record-in-doubt"
    RULE_NOT_VERIFIED = "rule-not-verified"
    READINGS_DIFFER = "readings-differ"
    OFFICER_INCLUDED = "officer-included"
    OFFICER_LEFT_OUT = "officer-left-out"
    DECISION_AGAINST_THE_RULES = "decision-against-the-rules"


class Dates(Model):
    """The days that a reason rests on."""

    decided: PartialDate | None = None
    """Of the conviction or caution; of the charge or report while nothing is decided."""
    offence: PartialDate | None = None
    steps_down_from: date | None = None
    """The first day on which it may be left out; None when that is never, or nobody knows."""
    steps_down_by: date | None = None
    """The day from which it is certainly left out: the same, when every date and rule is known."""


class Entry(Model):
    """One matter and why it is treated as it is, in words that the person it is about can follow and dispute."""

    id: CleanText
    text: CleanText
    """The kind of event and the offence."""
    rule: RuleName
    cell: CleanText | None
    """The cell of the model, such as `C/non_custodial/adult`, or the Scottish rule; several are joined by `; `."""
    source: CleanText
    """Where the rule comes from."""
    dates: Dates
    arithmetic: CleanText
    """What was counted from when to when, or what is in doubt."""


class PrintedLine(Model):
    """What of a line reaches the certificate."""

    id: CleanText
    kind: CleanText
    offence: CleanText
    date: CleanText
    offence_date: CleanText
    court: CleanText
    disposal: CleanText


class Line(Entry):
    """A matter that the certificate shows."""

    printed: PrintedLine


class CertificateContent(Model):
    """What the certificate says about the record, to the letter; nothing that is left out leaves a mark here."""

    outcome: Outcome
    lines: tuple[PrintedLine, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return content_hash(self.model_dump(mode="json"))


class Disclosure(Model):
    """What a certificate may say about a person's matters, by which rules, on which day."""

    product: Product
    rules_version: str
    rules_digest: str
    """SHA-256 of the rules themselves."""
    on: date
    outcome: Outcome | None
    """None while `needs_person` is not empty."""
    lines: tuple[Line, ...] = ()
    hidden: tuple[Entry, ...] = ()
    """Stepped down: they change the outcome, though not a word of them is printed."""
    not_counted: tuple[Entry, ...] = ()
    """Never certificate material: they change nothing."""
    needs_person: tuple[Entry, ...] = ()
    """What no rule settles and nobody has decided."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        expected = None if self.needs_person else outcome_of(shown=bool(self.lines), hidden=bool(self.hidden))
        if self.outcome is not expected:
            raise ValueError("the outcome and the lines contradict each other")
        return self

    @property
    def certificate_content(self) -> CertificateContent:
        """What to print; raises `WrongState` while a decision is missing."""
        if self.outcome is None:
            raise WrongState("Some matters on the record still wait for a decision.")
        return CertificateContent(outcome=self.outcome, lines=tuple(line.printed for line in self.lines))


def outcome_of(*, shown: bool, hidden: bool) -> Outcome:
    """The outcome that follows from whether anything is shown and whether anything is stepped down.

    ACRO, guidance for British embassies: a record that exists and is wholly stepped down is No Live Trace;
    one that is partly shown is Further Information Stepped Down.
    """
    if shown:
        return Outcome.FURTHER_INFORMATION_STEPPED_DOWN if hidden else Outcome.TRACE
    return Outcome.NO_LIVE_TRACE if hidden else Outcome.NO_TRACE
