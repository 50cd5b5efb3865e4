"""The project's one model of police records: who is known and what is recorded of them."""

from enum import StrEnum
from itertools import chain
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.kernel.models import Model
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import CleanText, NameText, PersonName, Sex, age_on
from chalicelib.kernel.police_identifiers.written import Scheme, WrittenIdentifier, written

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
CourtCode = Annotated[str, StringConstraints(pattern=r"^(\d{4}|[A-Z][0-9A-Z]{6})?$")]
"""The four digits of PNC (9998: not coded) or an organisation unit such as B01AF00."""
Duration = Annotated[str, StringConstraints(pattern=r"^[HDWMY]\d{1,3}$")]
"""Unit and count as PNC writes them: M6 is six months, Y999 is life."""
ForceCode = Annotated[str, StringConstraints(pattern=r"^(\d{2})?$")]
Postcode = Annotated[CleanText, StringConstraints(max_length=16)]
IDENTIFIER = r"^[0-9A-Za-z_.-]{1,64}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]


class HeldPassport(Model):
    """A passport that somebody was recorded with."""

    number: Annotated[WrittenIdentifier, written(Scheme.PASSPORT)]
    country: Country | None = None
    """Who issued it, where that is known."""


class Nominal(Model):
    """A person whom the record system knows, as it names them; every alias and birth date it holds."""

    record_id: Identifier
    pncid: Annotated[WrittenIdentifier | None, written(Scheme.PNCID)] = None
    cro: Annotated[WrittenIdentifier | None, written(Scheme.CRO)] = None
    names: Annotated[tuple[PersonName, ...], Field(min_length=1)]
    birth_dates: tuple[PartialDate, ...] = ()
    sex: Sex = Sex.UNKNOWN
    birth_place: NameText = ""
    postcodes: tuple[Postcode, ...] = ()
    """Where the person is known to have lived; the addresses themselves stand in the record."""
    nationalities: tuple[Country, ...] = ()
    driver_numbers: tuple[Annotated[WrittenIdentifier, written(Scheme.DRIVER)], ...] = ()
    """A new one comes with a new surname."""
    passports: tuple[HeldPassport, ...] = ()
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


class Plea(StrEnum):
    """What the accused said (PNC)."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NO_PLEA_TAKEN = "no_plea_taken"
    CONSENTED = "consented"
    RESISTED = "resisted"
    NOT_KNOWN = "not_known"


class Adjudication(StrEnum):
    """What was found (PNC)."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NON_CONVICTION = "non_conviction"


class Inchoate(StrEnum):
    """The letter after a CJS code: the offence itself was not completed, or not by this person."""

    ATTEMPT = "A"
    AIDING = "B"
    CONSPIRACY = "C"
    INCITEMENT = "I"


class Offence(Model):
    """What was done, by its codes where they are known, and in words always."""

    cjs_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5,12}$")] | None = None
    """Usually Act, year and number (TH68010) or COML and number, with a letter for attempts and the like."""
    npcc_code: Annotated[str, StringConstraints(pattern=r"^\d{1,2}(\.\d{1,3}){2,3}$")] | None = None
    """With dots, as LEDS writes it; PNC writes colons."""
    title: Annotated[CleanText, StringConstraints(min_length=1, max_length=500)]
    home_office_class: Annotated[str, StringConstraints(pattern=r"^\d{3}/\d{2}$")] | None = None
    """The Home Office's counting class and subclass, such as 046/00."""
    inchoate: Inchoate | None = None
    recordable: bool | None = None
    """None: not known."""


class Qualifier(Model):
    """What restricts a disposal: C concurrent, F consecutive, S wholly suspended and the like, and for how long."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
    duration: Duration | None = None


class VariationKind(StrEnum):
    """What happened to a disposal later."""

    VARIED = "varied"
    REVOKED = "revoked"
    ACTIVATED = "activated"
    """A suspended or conditional one took effect."""
    QUASHED = "quashed"
    COMPLETED = "completed"
    OTHER = "other"


class _Decided(Model):
    """What a court or a force decided: PNC's shape of a disposal."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    """The disposal (result) code, such as 1015 for a fine."""
    text: Annotated[CleanText, StringConstraints(min_length=1, max_length=200)]
    duration: Duration | None = None
    amount: Annotated[int, Field(ge=0)] | None = None
    """In pence."""
    qualifiers: Annotated[tuple[Qualifier, ...], Field(max_length=4)] = ()
    date: PartialDate | None = None
    """When it was imposed, if that is not the date of the matter."""


class Variation(_Decided):
    """A later decision on a disposal; its own code and terms say what holds since."""

    kind: VariationKind
    court: CleanText = ""
    court_code: CourtCode = ""


class Disposal(_Decided):
    """One part of what was decided, and what became of it, oldest first."""

    variations: tuple[Variation, ...] = ()


class Matter(Model):
    """One event on a record."""

    id: Identifier
    kind: MatterKind
    offence: Offence
    offence_date: PartialDate | None = None
    """The day of the offence, or the first of several."""
    offence_until: PartialDate | None = None
    """The last day, of an offence that went on."""
    date: PartialDate | None = None
    """Of the conviction, caution or decision; of the charge or report while nothing is decided."""
    court: CleanText = ""
    """The court, or the force where no court decided."""
    court_code: CourtCode = ""
    plea: Plea | None = None
    adjudication: Adjudication | None = None
    taken_into_consideration: Annotated[int, Field(ge=0, le=9999)] = 0
    """How many further offences were."""
    disposals: tuple[Disposal, ...] = ()
    jurisdiction: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES
    country: Country = "GB"
    """Whose record it is: the convicting country of an overseas matter."""
    force: ForceCode = ""
    """The force that owns the entry, by its PNC code."""
    equivalent: Offence | None = None
    """Of an overseas matter: the offence of English law that comes closest."""
    asn: Annotated[WrittenIdentifier | None, written(Scheme.ASN)] = None
    court_case: Annotated[WrittenIdentifier | None, written(Scheme.COURT_CASE)] = None
    """The court case reference, such as 97/1626/8395Q."""


class ReportKind(StrEnum):
    """How a person came before the police."""

    ARREST = "arrest"
    SUMMONS = "summons"
    POSTAL_REQUISITION = "postal_requisition"
    VOLUNTARY_ATTENDANCE = "voluntary_attendance"


class Report(Model):
    """An arrest or summons, and the matters that came of it."""

    asn: Annotated[WrittenIdentifier, written(Scheme.ASN)]
    kind: ReportKind = ReportKind.ARREST
    date: PartialDate | None = None
    force: ForceCode = ""
    station: Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{2,4})?$")] = ""
    matters: tuple[Identifier, ...] = ()


class CourtCase(Model):
    """A case in court, and the matters that it decided."""

    reference: Annotated[WrittenIdentifier, written(Scheme.COURT_CASE)]
    court: CleanText = ""
    court_code: CourtCode = ""
    date: PartialDate | None = None
    matters: tuple[Identifier, ...] = ()


class Description(Model):
    """How a person looked on a day."""

    on: PartialDate | None = None
    height: Annotated[int, Field(ge=30, le=280)] | None = None
    """In centimetres."""
    build: CleanText = ""
    hair: CleanText = ""
    eyes: CleanText = ""
    ethnic_appearance: CleanText = ""
    marks: tuple[CleanText, ...] = ()


class Marker(Model):
    """A warning signal or other marker. It is for officers' safety and never on a certificate."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    text: CleanText = ""
    date: PartialDate | None = None
    force: ForceCode = ""


class KnownAddress(Model):
    """Where the person lived, as far as it is known since when and until when."""

    lines: Annotated[tuple[CleanText, ...], Field(min_length=1, max_length=6)]
    postcode: Postcode = ""
    country: Country = "GB"
    since: PartialDate | None = None
    until: PartialDate | None = None


class Record(Model):
    """Everything that is recorded about one person, in one version."""

    nominal: Nominal
    matters: tuple[Matter, ...] = ()
    reports: tuple[Report, ...] = ()
    court_cases: tuple[CourtCase, ...] = ()
    descriptions: tuple[Description, ...] = ()
    markers: tuple[Marker, ...] = ()
    addresses: Annotated[tuple[KnownAddress, ...], Field(max_length=999)] = ()
    """PNC keeps up to 999 (Hansard, 1 June 2009, column 175W)."""

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        known = {matter.id for matter in self.matters}
        if len(known) != len(self.matters):
            raise ValueError("two matters of a record have the same identifier")
        named = [report.matters for report in self.reports] + [case.matters for case in self.court_cases]
        if not known.issuperset(chain.from_iterable(named)):
            raise ValueError("a report or a court case names a matter that is not on the record")
        return self

    def ages_on(self, day: PartialDate) -> tuple[int, int] | None:
        """The youngest and oldest that the person may have been, in years; None without a birth date.

        Both are the same when every date is whole and only one birth date is recorded.
        """
        born = self.nominal.birth_dates
        if not born:
            return None
        youngest = min(age_on(date.latest, day.earliest) for date in born)
        oldest = max(age_on(date.earliest, day.latest) for date in born)
        return max(youngest, 0), max(oldest, 0)

    def ages_at(self, matter: Matter) -> tuple[int, int] | None:
        """As `ages_on`, at the time of the offence, or of the decision where that is not known."""
        day = matter.offence_date or matter.date
        return self.ages_on(day) if day else None
