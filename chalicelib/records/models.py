"""The project's one model of police records: who is known, what is recorded, what was asked and answered."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex
from chalicelib.kernel.transitions import WrongState

_PARTIAL = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


def _real_date(text: str) -> str:
    if not _PARTIAL.match(text):
        raise ValueError("a date is written YYYY-MM-DD, YYYY-MM or YYYY")
    date.fromisoformat((text + "-01-01")[:10] if len(text) < len("2000-01") else (text + "-01")[:10])
    return text


PartialDate = Annotated[str, AfterValidator(_real_date)]
"""`YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known."""
Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]


class Nominal(Model):
    """A person whom the record system knows, as it names them; every alias and birth date it holds."""

    record_id: Identifier
    pncid: CleanText = ""
    """Canonical when its check letter is right, otherwise as the system gave it."""
    names: Annotated[tuple[PersonName, ...], Field(min_length=1)]
    birth_dates: tuple[PartialDate, ...] = ()
    sex: Sex = Sex.UNKNOWN
    birth_place: NameText = ""
    version: int
    synthetic: bool = False
    """Made up for tests and demonstrations; never true of a record that a force holds."""


class MatterKind(StrEnum):
    """What kind of event is recorded."""

    CONVICTION = "conviction"
    CAUTION = "caution"
    CONDITIONAL_CAUTION = "conditional_caution"
    REPRIMAND = "reprimand"
    WARNING = "warning"
    PENDING_PROSECUTION = "pending_prosecution"
    UNDER_INVESTIGATION = "under_investigation"
    ACQUITTAL = "acquittal"
    NO_FURTHER_ACTION = "no_further_action"
    PENALTY_NOTICE = "penalty_notice"


class Jurisdiction(StrEnum):
    """Under whose law it was decided."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    SERVICE = "service"
    OVERSEAS = "overseas"


class Offence(Model):
    """What was done, by its codes where they are known, and in words always."""

    cjs_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5,12}$")] | None = None
    """Usually Act, year and number (TH68010) or COML and number, with a letter for attempts and the like."""
    npcc_code: Annotated[str, StringConstraints(pattern=r"^\d{1,2}(\.\d{1,3}){2,3}$")] | None = None
    """With dots, as LEDS writes it; PNC writes colons."""
    title: Annotated[CleanText, StringConstraints(min_length=1, max_length=500)]


class Disposal(Model):
    """One part of what was decided."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    """The disposal (result) code, such as 1015 for a fine."""
    text: Annotated[CleanText, StringConstraints(min_length=1, max_length=200)]
    duration: Annotated[str, StringConstraints(pattern=r"^[HDWMY]\d{1,3}$")] | None = None
    """Unit and count as PNC writes them: M6 is six months, Y999 is life."""
    amount: Annotated[int, Field(ge=0)] | None = None
    """In pence."""


class Matter(Model):
    """One event on a record."""

    id: Identifier
    kind: MatterKind
    offence: Offence
    offence_date: PartialDate | None = None
    date: PartialDate | None = None
    """Of the conviction, caution or decision; of the charge or report while nothing is decided."""
    court: CleanText = ""
    """The court, or the force where no court decided."""
    disposals: tuple[Disposal, ...] = ()
    jurisdiction: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES
    asn: CleanText = ""


class Record(Model):
    """Everything that is recorded about one person, in one version."""

    nominal: Nominal
    matters: tuple[Matter, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        if len({matter.id for matter in self.matters}) != len(self.matters):
            raise ValueError("two matters of a record have the same identifier")
        return self


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


class NamesEnquiry(Model):
    """One question: one of the applicant's names with what else is known of them."""

    name: PersonName
    birth_date: PartialDate
    sex: Sex = Sex.UNKNOWN
    birth_place: NameText = ""


class EnquiryAnswer(Model):
    """What the record system said to one enquiry."""

    candidates: tuple[Nominal, ...] = ()
    truncated: bool
    """There were more candidates than the system gives: somebody is missing from the list."""
    system_version: CleanText


class Candidate(Model):
    """A nominal who may be the applicant; `found_by` are the enquiries that found them (from 0)."""

    nominal: Nominal
    found_by: tuple[int, ...]


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

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if len(self.answers) != len(self.asked):
            raise ValueError("every enquiry has its answer, or the round is not answered")
        return self


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
    """Answers that a later check replaced, oldest first."""

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
        """Everybody found by any enquiry, each once, in the order found; raises `WrongState` while waiting."""
        nominals: dict[str, Nominal] = {}
        found_by: dict[str, tuple[int, ...]] = {}
        for number, answer in enumerate(self.answered.answers):
            for nominal in answer.candidates:
                known = nominals.setdefault(nominal.record_id, nominal)
                nominals[nominal.record_id] = max(known, nominal, key=lambda n: n.version)
                found_by[nominal.record_id] = (*found_by.get(nominal.record_id, ()), number)
        return tuple(Candidate(nominal=n, found_by=found_by[n.record_id]) for n in nominals.values())

    @property
    def truncated(self) -> bool:
        """Whether candidates are missing, so that nobody may conclude 'no trace'; raises `WrongState`."""
        return any(answer.truncated for answer in self.answered.answers)


class RecordRead(Model):
    """Somebody was about to be shown police data; who and why stand in its audit trail."""

    subject: Identifier
    """The record, or the check whose candidates were read."""
    correlation_id: Identifier
    at: datetime
