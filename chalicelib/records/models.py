"""The project's one model of police records: who is known and what is recorded of them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.kernel.models import Model
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex

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
