"""The LEDS-shaped wire format: what is sent, what must come back, and the way from there to our model.

A reader here is strict where silence would be dangerous (counts, the truncation flag, identifiers) and
ignores fields that it does not know.
"""

from typing import Annotated, Any, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.written import Scheme, understand
from chalicelib.platform import clock
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose
from chalicelib.records.models import HeldPassport, Nominal

_REASONS = {8: "On behalf of another authorised agency", 9: "Update/Confirm/Broadcast"}
"""The wordings that are published; other codes go without words."""
_PRINTABLE = "".join(chr(c) for c in range(0x20, 0x7F) if chr(c) != "%")


class Wire(BaseModel):
    """Camel case outside, no guessing at types, unknown fields ignored."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, extra="ignore", defer_build=True)


class _Name(Wire):
    forenames: str = ""
    surname: str
    type: Literal["main", "former", "alias"]

    def to_name(self) -> PersonName:
        return PersonName(forenames=self.forenames, surname=self.surname, kind=NameKind(self.type))


class _Passport(Wire):
    number: str
    country: str | None = None

    def to_passport(self) -> HeldPassport:
        return HeldPassport.model_validate({"number": self.number, "country": self.country})


class Person(Wire):
    """A person as searches and records name them."""

    id: Annotated[str, Field(min_length=1)]
    version: int
    long_person_urn: str = ""
    names: Annotated[list[_Name], Field(min_length=1)]
    dates_of_birth: list[str]
    sex: Literal["M", "F", "U"]
    place_of_birth: str = ""
    criminal_records_office_number: str = ""
    postcodes: list[str] = Field(default_factory=list)
    nationalities: list[str] = Field(default_factory=list)
    driver_numbers: list[str] = Field(default_factory=list)
    passports: list[_Passport] = Field(default_factory=list)
    synthetic: bool = False

    def to_nominal(self) -> Nominal:
        """As our model; raises `ValueError` when anything in it can't be understood."""
        return Nominal(
            record_id=self.id,
            pncid=understand(Scheme.PNCID, self.long_person_urn, today=clock.today())
            if self.long_person_urn
            else None,
            names=tuple(name.to_name() for name in self.names),
            birth_dates=tuple(self.dates_of_birth),
            sex=Sex(self.sex),
            birth_place=self.place_of_birth,
            cro=self.criminal_records_office_number,
            postcodes=tuple(self.postcodes),
            nationalities=tuple(self.nationalities),
            driver_numbers=tuple(self.driver_numbers),
            passports=tuple(passport.to_passport() for passport in self.passports),
            version=self.version,
            synthetic=self.synthetic,
        )


class SearchAnswer(Wire):
    """The body that answers a names search."""

    system_version: str
    matches_found: int
    truncated: bool
    people: list[Person]

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


def search_body(enquiry: NamesEnquiry) -> dict[str, Any]:
    """The body that asks."""
    body: dict[str, Any] = {
        "surname": enquiry.name.surname,
        "forenames": enquiry.name.forenames,
        "dateOfBirth": enquiry.birth_date,
        "sex": enquiry.sex.value,
        "placeOfBirth": enquiry.birth_place,
    }
    if enquiry.within:
        body["within"] = {
            "bornFrom": enquiry.within.born_from.isoformat(),
            "bornTo": enquiry.within.born_to.isoformat(),
            "sex": enquiry.within.sex.value if enquiry.within.sex else None,
            "undated": enquiry.within.undated,
            "initials": enquiry.within.initials,
        }
    return body


def person_body(nominal: Nominal) -> dict[str, Any]:
    """A person as an entry sends them; the id and the version of a new one are the system's to give."""
    return {
        "id": nominal.record_id,
        "version": nominal.version,
        "longPersonUrn": nominal.pncid.raw if nominal.pncid else "",
        "criminalRecordsOfficeNumber": nominal.cro.raw if nominal.cro else "",
        "names": [
            {"forenames": name.forenames, "surname": name.surname, "type": name.kind.value}
            for name in nominal.names
        ],
        "datesOfBirth": list(nominal.birth_dates),
        "sex": nominal.sex.value,
        "placeOfBirth": nominal.birth_place,
        "postcodes": list(nominal.postcodes),
        "nationalities": list(nominal.nationalities),
        "driverNumbers": [number.raw for number in nominal.driver_numbers],
        "passports": [{"number": held.number.raw, "country": held.country} for held in nominal.passports],
        "synthetic": nominal.synthetic,
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
