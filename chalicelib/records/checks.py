"""What is asked about an applicant, what the record system answered, and what is kept of both."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.kernel.canonical import content_hash
from chalicelib.kernel.models import Model
from chalicelib.kernel.names import folded
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex
from chalicelib.kernel.transitions import WrongState
from chalicelib.records.models import Country, Identifier, Nominal

FRESH = timedelta(days=1)
"""How old an answer may be when something is decided on it."""


class Purpose(Model):
    """Why somebody looks: the record system demands it with every question and keeps it (LEDS, PNC)."""

    reason_code: Annotated[int, Field(ge=0, le=10)]
    justification: Annotated[CleanText, StringConstraints(min_length=3, max_length=250)]
    on_behalf_of: Annotated[CleanText, StringConstraints(min_length=1, max_length=100)]
    correlation_id: Identifier


class Applicant(Model):
    """The person to be searched for, as the application describes them."""

    names: Annotated[tuple[PersonName, ...], Field(min_length=1)]
    birth_date: date
    sex: Sex
    birth_place: NameText = ""
    lived_in: tuple[Country, ...] = ()
    """Countries where the person says that they have lived."""


INITIALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
"""First letters of forenames; the asterisk is every other letter, and no forename at all."""


class Within(Model):
    """The part of all people to whom a question is narrowed: born in these days and, if given, of this sex and with a
    forename that begins so.
    """

    born_from: date
    born_to: date
    sex: Sex | None = None
    undated: bool = False
    """Whether those without a birth date belong to this part."""
    initials: Annotated[str, StringConstraints(pattern=r"^[A-Z]*\*?$")] = ""
    """Those of `INITIALS` with which the first forename may begin; any, when empty."""

    def holds(self, nominal: Nominal) -> bool:
        """Whether somebody belongs to this part; with several names or birth dates a person belongs to several."""
        if self.sex is not None and nominal.sex is not self.sex:
            return False
        if self.initials and not any(initial_of(name) in self.initials for name in nominal.names):
            return False
        if not nominal.birth_dates:
            return self.undated
        return any(born.may_lie_within(self.born_from, self.born_to) for born in nominal.birth_dates)


def initial_of(name: PersonName) -> str:
    """With which of `INITIALS` a name's first forename begins."""
    letter = folded(name.forenames)[:1].upper()
    return letter if letter.isascii() and letter.isalpha() else "*"


class NamesEnquiry(Model):
    """One question: one of the applicant's names with what else is known of them."""

    name: PersonName
    birth_date: PartialDate
    sex: Sex = Sex.UNKNOWN
    birth_place: NameText = ""
    within: Within | None = None
    """None: everybody."""


class EnquiryAnswer(Model):
    """What the record system said to one enquiry."""

    candidates: tuple[Nominal, ...] = ()
    truncated: bool
    """There were more candidates than the system gives: somebody is missing from the list."""
    system_version: CleanText
    narrowed: tuple[Within, ...] = ()
    """The narrower questions that followed because the first answer was truncated; their answers are included."""


class Band(StrEnum):
    """What our own score says of a candidate. Whoever the record system named is shown, in whichever band."""

    NONE = "none"
    POSSIBLE = "possible"
    STRONG = "strong"


class Reason(Model):
    """What one field said for (above 0) or against the same person, by the scoring model's names."""

    field: CleanText
    level: CleanText
    sixty_fourths: int
    """Of a bit: scores are whole multiples of them, and nothing stored is a fraction."""


class Finding(Model):
    """Our score of one candidate against the enquiry that fits best; the reasons add up to it exactly."""

    record_id: Identifier
    enquiry: int
    """Which of the questions (from 0)."""
    band: Band
    sixty_fourths: int
    reasons: tuple[Reason, ...] = ()

    @property
    def bits(self) -> float:
        return self.sixty_fourths / 64


class Basis(Model):
    """What the scores of a round rest on, so that they can be worked out again."""

    model_id: CleanText
    index_version: CleanText
    """Where the frequencies of names and dates came from."""
    people: int
    """Among how many one person was looked for."""
    thresholds: Mapping[str, int]
    """64ths of a bit from which each band begins."""


class Candidate(Model):
    """A nominal who may be the applicant; `found_by` are the enquiries that found them (from 0)."""

    nominal: Nominal
    found_by: tuple[int, ...]
    finding: Finding | None = None
    """None in answers of a time when nothing was scored."""


class CheckState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"


class Attempt(Model):
    """One time that the record system was asked: `outcome` is `answered` or the fault's code."""

    at: datetime
    outcome: CleanText
    correlation_id: Identifier


class Round(Model):
    """Enquiries and their answers, in the same order, complete: one consultation of the record system."""

    asked: Annotated[tuple[NamesEnquiry, ...], Field(min_length=1)]
    answers: tuple[EnquiryAnswer, ...]
    answered_at: datetime
    left_out: int = 0
    """Questions that have no answer: there were too many names, or a name without any letter."""
    basis: Basis | None = None
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if len(self.answers) != len(self.asked):
            raise ValueError("every enquiry has its answer, or the round is not answered")
        return self

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody found by any enquiry, each once, best score first."""
        nominals: dict[str, Nominal] = {}
        found_by: dict[str, tuple[int, ...]] = {}
        for number, answer in enumerate(self.answers):
            for nominal in answer.candidates:
                known = nominals.setdefault(nominal.record_id, nominal)
                nominals[nominal.record_id] = max(known, nominal, key=lambda n: n.version)
                found_by[nominal.record_id] = (*found_by.get(nominal.record_id, ()), number)
        findings = {finding.record_id: finding for finding in self.findings}
        found = [
            Candidate(nominal=n, found_by=found_by[n.record_id], finding=findings.get(n.record_id))
            for n in nominals.values()
        ]
        return tuple(sorted(found, key=lambda c: -c.finding.sixty_fourths if c.finding else 0))

    @property
    def truncated(self) -> bool:
        """Whether somebody may be missing from the answers."""
        return bool(self.left_out) or any(answer.truncated for answer in self.answers)


class OverseasFinding(StrEnum):
    """What a person made of a country's answer."""

    NOTHING_HELD = "nothing_held"
    RECORD_ENTERED = "record_entered"
    """It held something, which was entered in the national records: those are then asked again."""
    CAN_NOT_ANSWER = "can_not_answer"
    """It said that it does not answer; the officer's reason says what follows."""


class OverseasCheck(Model):
    """A question to another country about the applicant, and its answer."""

    country: Country
    requested_at: datetime
    finding: OverseasFinding | None = None
    answered_at: datetime | None = None
    answered_by: CleanText = ""
    """The id of whoever noted the answer."""


class RecordCheck(Model):
    """The check of one application: each attempt, what was asked last and what came of it.

    A check without an answer says nothing about the applicant, so `candidates` refuses to answer then.
    """

    application_id: Identifier
    state: CheckState
    asked: tuple[NamesEnquiry, ...] = ()
    """Of the last attempt, answered or not."""
    attempts: tuple[Attempt, ...] = ()
    answer: Round | None = None
    earlier: tuple[Round, ...] = ()
    """Answers that a later check replaced, oldest first, of a time when they lay here."""
    rounds_kept: int = 0
    """How many later ones lie by themselves (`RecordRoundStore`)."""
    added_names: tuple[PersonName, ...] = ()
    """Names that became known after the application was sent; they are asked like the others."""
    added_birth_dates: tuple[PartialDate, ...] = ()
    overseas: tuple[OverseasCheck, ...] = ()

    @model_validator(mode="after")
    def _answer_fits_state(self) -> Self:
        if (self.answer is not None) != (self.state is CheckState.ANSWERED):
            raise ValueError("a check is answered when it has an answer, and only then")
        return self

    @property
    def answered(self) -> Round:
        """The answer; raises `WrongState` while there is none."""
        if self.answer is None:
            raise WrongState("The police records have not been searched yet. Nothing can be decided before.")
        return self.answer

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody found by any enquiry, each once, best score first; raises `WrongState` while waiting."""
        return self.answered.candidates

    @property
    def truncated(self) -> bool:
        """Whether candidates are missing, so that nobody may conclude 'no trace'; raises `WrongState`."""
        return self.answered.truncated

    @property
    def band(self) -> Band:
        """The best candidate's; at least possible when anybody was named or may be missing; raises `WrongState`."""
        bands = {c.finding.band if c.finding else Band.POSSIBLE for c in self.candidates}
        if Band.STRONG in bands:
            return Band.STRONG
        return Band.POSSIBLE if bands or self.truncated else Band.NONE

    @property
    def substance(self) -> str:
        """A hash of what was answered, whoever asked and when: who was named in which version, whether somebody is
        missing, what countries said. Decisions that rest on one answer hold for another of the same substance;
        raises `WrongState`.
        """
        told = {
            "candidates": sorted([c.nominal.record_id, c.nominal.version] for c in self.candidates),
            "truncated": self.truncated,
            "overseas": sorted([one.country, one.finding or ""] for one in self.overseas),
        }
        return content_hash(told)

    def is_fresh(self, at: datetime) -> bool:
        """Whether something may still be decided on the answer; raises `WrongState` while there is none."""
        return at - self.answered.answered_at <= FRESH

    @property
    def unanswered_overseas(self) -> tuple[Country, ...]:
        """Countries that were asked and have not answered."""
        return tuple(check.country for check in self.overseas if check.finding is None)


class RecordRead(Model):
    """Somebody was about to be shown police data; who and why stand in its audit trail."""

    subject: Identifier
    """The record, or the check whose candidates were read."""
    correlation_id: Identifier
    at: datetime
