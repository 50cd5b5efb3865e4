"""The LEDS-shaped wire format: what is sent, what must come back, and the way from there to our model.

A reader here is strict where silence would be dangerous (counts, the truncation flag, identifiers) and
ignores fields that it does not know.
"""

from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.core import InvalidIdentifier
from chalicelib.kernel.police_identifiers.pncid import read_pncid
from chalicelib.platform import clock
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose
from chalicelib.records.models import Disposal, Jurisdiction, Matter, MatterKind, Nominal, Offence, Record

_REASONS = {8: "On behalf of another authorised agency", 9: "Update/Confirm/Broadcast"}
"""The wordings that are published; other codes go without words."""
_UNITS = {"hours": "H", "days": "D", "weeks": "W", "months": "M", "years": "Y", "life": "Y"}
_LIFE = 999
_PRINTABLE = "".join(chr(c) for c in range(0x20, 0x7F) if chr(c) != "%")


class _Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True, extra="ignore")


class _Name(_Wire):
    forenames: str = ""
    surname: str
    type: Literal["main", "former", "alias"]

    def to_name(self) -> PersonName:
        return PersonName(forenames=self.forenames, surname=self.surname, kind=NameKind(self.type))


class _Person(_Wire):
    id: Annotated[str, Field(min_length=1)]
    version: int
    long_person_urn: str = ""
    names: Annotated[list[_Name], Field(min_length=1)]
    dates_of_birth: list[str]
    sex: Literal["M", "F", "U"]
    place_of_birth: str = ""
    synthetic: bool = False

    def to_nominal(self) -> Nominal:
        return Nominal(
            record_id=self.id,
            pncid=_canonical_or_raw(self.long_person_urn),
            names=tuple(name.to_name() for name in self.names),
            birth_dates=tuple(self.dates_of_birth),
            sex=Sex(self.sex),
            birth_place=self.place_of_birth,
            version=self.version,
            synthetic=self.synthetic,
        )


class SearchAnswer(_Wire):
    """The body that answers a names search."""

    system_version: str
    matches_found: int
    truncated: bool
    people: list[_Person]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        missing = self.matches_found - len(self.people)
        if missing < 0 or (missing > 0) != self.truncated:
            raise ValueError("the number of matches, the people and the truncation flag disagree")
        return self

    def to_answer(self) -> EnquiryAnswer:
        """As our model; raises `ValueError` when a person in it can't be understood."""
        return EnquiryAnswer(
            candidates=tuple(person.to_nominal() for person in self.people),
            truncated=self.truncated,
            system_version=self.system_version,
        )


class _Offence(_Wire):
    cjs_offence_code: str | None = None
    npcc_offence_code: str | None = None
    title: str

    def to_offence(self) -> Offence:
        dotted = self.npcc_offence_code.replace(":", ".") if self.npcc_offence_code else None
        return Offence(cjs_code=self.cjs_offence_code, npcc_code=dotted, title=self.title)


class _Duration(_Wire):
    units: Literal["hours", "days", "weeks", "months", "years", "life"]
    count: Annotated[int, Field(ge=0)] = _LIFE

    def to_code(self) -> str:
        return f"{_UNITS[self.units]}{self.count}"


class _Disposal(_Wire):
    code: str
    text: str
    duration: _Duration | None = None
    amount_in_pence: int | None = None

    def to_disposal(self) -> Disposal:
        return Disposal(
            code=self.code,
            text=self.text,
            duration=self.duration.to_code() if self.duration else None,
            amount=self.amount_in_pence,
        )


class _Matter(_Wire):
    id: str
    type: str
    offence: _Offence
    offence_date: str | None = None
    date: str | None = None
    court: str = ""
    disposals: list[_Disposal]
    jurisdiction: str
    arrest_summons_number: str = ""

    def to_matter(self) -> Matter:
        return Matter(
            id=self.id,
            kind=MatterKind(self.type),
            offence=self.offence.to_offence(),
            offence_date=self.offence_date,
            date=self.date,
            court=self.court,
            disposals=tuple(disposal.to_disposal() for disposal in self.disposals),
            jurisdiction=Jurisdiction(self.jurisdiction),
            asn=self.arrest_summons_number,
        )


class PersonAnswer(_Wire):
    """The body that answers a request for one person."""

    person: _Person
    disposal_history: list[_Matter]

    def to_record(self) -> Record:
        """As our model; raises `ValueError` when anything in it can't be understood."""
        matters = tuple(matter.to_matter() for matter in self.disposal_history)
        return Record(nominal=self.person.to_nominal(), matters=matters)


def search_body(enquiry: NamesEnquiry) -> dict[str, Any]:
    """The body that asks."""
    return {
        "surname": enquiry.name.surname,
        "forenames": enquiry.name.forenames,
        "dateOfBirth": enquiry.birth_date,
        "sex": enquiry.sex.value,
        "placeOfBirth": enquiry.birth_place,
    }


def headers_of(purpose: Purpose) -> dict[str, str]:
    """The headers that every request must carry; letters beyond ASCII are percent-encoded as UTF-8."""
    words = _REASONS.get(purpose.reason_code)
    reason = f"{purpose.reason_code} - {words}" if words else str(purpose.reason_code)
    return {
        "Reason": reason,
        "Justification": quote(purpose.justification, safe=_PRINTABLE),
        "On-Behalf-Of": quote(purpose.on_behalf_of, safe=_PRINTABLE),
        "Correlation-Id": purpose.correlation_id,
    }


def _canonical_or_raw(urn: str) -> str:
    """A PNCID with a wrong letter stays as it came: a person is not lost because a clerk mistyped."""
    try:
        return str(read_pncid(urn, today=clock.today()).value)
    except InvalidIdentifier:
        return urn
