"""Decisions on matters, and what a certificate says because of them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import CleanText
from chalicelib.kernel.transitions import WrongState

Reason = Annotated[CleanText, StringConstraints(min_length=3, max_length=1000)]


class Choice(StrEnum):
    """What an officer says about one matter."""

    INCLUDE = "include"
    LEAVE_OUT = "leave_out"


class Decision(Model):
    """An officer's choice for one matter, with the reason that an applicant may dispute."""

    matter_id: CleanText
    choice: Choice
    reason: Reason
    decided_by: CleanText
    """The officer's id."""


class Treatment(StrEnum):
    """What the rules themselves say about a matter."""

    NOT_COUNTED = "not_counted"
    NEEDS_PERSON = "needs_person"


class Proposal(Model):
    """What happens to a matter and why: the rule's name, its sentence and where it comes from."""

    matter_id: CleanText
    text: CleanText
    treatment: Treatment
    rule: CleanText
    because: CleanText
    source: CleanText


class Line(Model):
    """One matter as the certificate prints it."""

    id: CleanText
    text: CleanText
    """The kind of event and the offence, in words."""
    offence: CleanText
    date: CleanText = ""
    """As printed: a whole date, a month or a year."""
    court: CleanText = ""
    """The court, or the force where no court decided."""
    disposal: CleanText = ""
    reason: CleanText
    """Why it is shown; for staff, never printed."""


class Hidden(Model):
    """A matter that the certificate leaves out, and why."""

    id: CleanText
    text: CleanText
    rule: CleanText
    reason: CleanText


class PrintedLine(Model):
    """What of a line reaches the certificate."""

    id: CleanText
    text: CleanText
    date: CleanText
    court: CleanText
    disposal: CleanText


class CertificateContent(Model):
    """What the certificate says about the record, to the letter; nothing that is left out leaves a mark here."""

    outcome: Outcome
    lines: tuple[PrintedLine, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return content_hash(self.model_dump(mode="json"))


class Disclosure(Model):
    """What a certificate may say about a person's matters, once every one of them is decided."""

    outcome: Outcome | None
    """None while `needs_person` is not empty."""
    lines: tuple[Line, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    """Stepped down: they change the outcome, though not a word of them is printed."""
    not_counted: tuple[Hidden, ...] = ()
    """Never certificate material: they change nothing."""
    needs_person: tuple[CleanText, ...] = ()
    """Identifiers of the matters that still wait for a decision."""

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
        lines = (PrintedLine.model_validate(line.model_dump(include=_PRINTED)) for line in self.lines)
        return CertificateContent(outcome=self.outcome, lines=tuple(lines))


_PRINTED = set(PrintedLine.model_fields)


def outcome_of(*, shown: bool, hidden: bool) -> Outcome:
    """The outcome that follows from whether anything is shown and whether anything is stepped down.

    ACRO, guidance for British embassies: a record that exists and is wholly stepped down is No Live Trace;
    one that is partly shown is Further Information Stepped Down.
    """
    if shown:
        return Outcome.FURTHER_INFORMATION_STEPPED_DOWN if hidden else Outcome.TRACE
    return Outcome.NO_LIVE_TRACE if hidden else Outcome.NO_TRACE
