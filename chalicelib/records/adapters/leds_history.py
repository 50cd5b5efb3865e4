"""The LEDS-shaped wire format of a whole record: matters, disposals with their later variations, and the rest."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel, to_snake

from chalicelib.records.adapters.leds_wire import Person, Wire, person_body
from chalicelib.records.models import (
    Disposal,
    Jurisdiction,
    Matter,
    MatterKind,
    Offence,
    Qualifier,
    Record,
    Variation,
)

_UNITS = {"hours": "H", "days": "D", "weeks": "W", "months": "M", "years": "Y", "life": "Y"}
_LIFE = 999
_PARTS = ("reports", "courtCases", "descriptions", "markers", "addresses")
"""Parts of a record whose fields have the model's own names in camel case."""

_AS_TEXT = {"identifiers": "text"}
"""Identifiers travel as they were written; whoever receives them understands them anew."""

Json = dict[str, Any]


class _Offence(Wire):
    cjs_offence_code: str | None = None
    npcc_offence_code: str | None = None
    title: str
    home_office_class: str | None = None
    inchoate: str | None = None
    recordable: bool | None = None

    def to_offence(self) -> Offence:
        dotted = self.npcc_offence_code.replace(":", ".") if self.npcc_offence_code else None
        others = self.model_dump(include={"title", "home_office_class", "inchoate", "recordable"})
        return Offence(cjs_code=self.cjs_offence_code, npcc_code=dotted, **others)


class _Duration(Wire):
    units: Literal["hours", "days", "weeks", "months", "years", "life"]
    count: Annotated[int, Field(ge=0)] = _LIFE

    def to_code(self) -> str:
        return f"{_UNITS[self.units]}{self.count}"


class _Qualifier(Wire):
    code: str
    duration: _Duration | None = None

    def to_qualifier(self) -> Qualifier:
        return Qualifier(code=self.code, duration=self.duration.to_code() if self.duration else None)


class _Decided(Wire):
    code: str
    text: str
    duration: _Duration | None = None
    amount_in_pence: int | None = None
    qualifiers: list[_Qualifier] = Field(default_factory=list)
    date: str | None = None

    def fields(self) -> Json:
        """What every decision has, as our model names it."""
        return {
            "code": self.code,
            "text": self.text,
            "duration": self.duration.to_code() if self.duration else None,
            "amount": self.amount_in_pence,
            "qualifiers": tuple(qualifier.to_qualifier() for qualifier in self.qualifiers),
            "date": self.date,
        }


class _Variation(_Decided):
    kind: str
    court: str = ""
    court_code: str = ""

    def to_variation(self) -> Variation:
        return Variation.model_validate(
            {**self.fields(), "kind": self.kind, "court": self.court, "court_code": self.court_code}
        )


class _Disposal(_Decided):
    subsequent: list[_Variation] = Field(default_factory=list)

    def to_disposal(self) -> Disposal:
        variations = tuple(variation.to_variation() for variation in self.subsequent)
        return Disposal.model_validate({**self.fields(), "variations": variations})


class _Matter(Wire):
    id: str
    type: str
    offence: _Offence
    offence_date: str | None = None
    offence_end_date: str | None = None
    date: str | None = None
    court: str = ""
    court_code: str = ""
    plea: str | None = None
    adjudication: str | None = None
    offences_taken_into_consideration: int = 0
    disposals: list[_Disposal]
    jurisdiction: str
    country: str = "GB"
    owning_force: str = ""
    equivalent_offence: _Offence | None = None
    arrest_summons_number: str = ""
    court_case_reference: str = ""

    def to_matter(self) -> Matter:
        same = self.model_dump(include={"id", "offence_date", "date", "court", "court_code", "country"})
        told = {
            "plea": self.plea,
            "adjudication": self.adjudication,
            "taken_into_consideration": self.offences_taken_into_consideration,
            "equivalent": self.equivalent_offence.to_offence() if self.equivalent_offence else None,
        }
        return Matter.model_validate(
            {
                **same,
                **told,
                "kind": MatterKind(self.type),
                "offence": self.offence.to_offence(),
                "offence_until": self.offence_end_date,
                "disposals": tuple(disposal.to_disposal() for disposal in self.disposals),
                "jurisdiction": Jurisdiction(self.jurisdiction),
                "force": self.owning_force,
                "asn": self.arrest_summons_number,
                "court_case": self.court_case_reference,
            }
        )


class PersonAnswer(Wire):
    """The body that answers a request for one person."""

    person: Person
    disposal_history: list[_Matter]
    parts: Json = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_parts(cls, body: Any) -> Any:  # noqa: ANN401 - whatever came over the wire
        if not isinstance(body, dict):
            return body
        return {**body, "parts": {name: body[name] for name in _PARTS if name in body}}

    def to_record(self) -> Record:
        """As our model; raises `ValueError` when anything in it can't be understood."""
        return Record.model_validate(
            {
                "nominal": self.person.to_nominal(),
                "matters": tuple(matter.to_matter() for matter in self.disposal_history),
                **_renamed(self.parts, to_snake),
            }
        )


def record_body(record: Record) -> Json:
    """The body that enters a record; `PersonAnswer` of it is the same record."""
    parts = {
        to_camel(name): value for name, value in record.model_dump(mode="json", context=_AS_TEXT).items()
    }
    return {
        "person": person_body(record.nominal),
        "disposalHistory": [_matter_body(matter) for matter in record.matters],
        **_renamed({name: parts[name] for name in _PARTS}, to_camel),
    }


def _matter_body(matter: Matter) -> Json:
    return {
        "id": matter.id,
        "type": matter.kind.value,
        "offence": _offence_body(matter.offence),
        "offenceDate": matter.offence_date,
        "offenceEndDate": matter.offence_until,
        "date": matter.date,
        "court": matter.court,
        "courtCode": matter.court_code,
        "plea": matter.plea.value if matter.plea else None,
        "adjudication": matter.adjudication.value if matter.adjudication else None,
        "offencesTakenIntoConsideration": matter.taken_into_consideration,
        "disposals": [_disposal_body(disposal) for disposal in matter.disposals],
        "jurisdiction": matter.jurisdiction.value,
        "country": matter.country,
        "owningForce": matter.force,
        "equivalentOffence": _offence_body(matter.equivalent) if matter.equivalent else None,
        "arrestSummonsNumber": matter.asn.raw if matter.asn else "",
        "courtCaseReference": matter.court_case.raw if matter.court_case else "",
    }


def _offence_body(offence: Offence) -> Json:
    return {
        "cjsOffenceCode": offence.cjs_code,
        "npccOffenceCode": offence.npcc_code,
        "title": offence.title,
        "homeOfficeClass": offence.home_office_class,
        "inchoate": offence.inchoate.value if offence.inchoate else None,
        "recordable": offence.recordable,
    }


def _disposal_body(disposal: Disposal) -> Json:
    later = [
        {**_decided_body(v), "kind": v.kind.value, "court": v.court, "courtCode": v.court_code}
        for v in disposal.variations
    ]
    return {**_decided_body(disposal), "subsequent": later}


def _decided_body(decided: Disposal | Variation) -> Json:
    return {
        "code": decided.code,
        "text": decided.text,
        "duration": _duration_body(decided.duration),
        "amountInPence": decided.amount,
        "qualifiers": [{"code": q.code, "duration": _duration_body(q.duration)} for q in decided.qualifiers],
        "date": decided.date,
    }


def _duration_body(code: str | None) -> Json | None:
    if code is None:
        return None
    if int(code[1:]) == _LIFE and code[0] == "Y":
        return {"units": "life"}
    units = next(name for name, letter in _UNITS.items() if letter == code[0])
    return {"units": units, "count": int(code[1:])}


def _renamed(value: Any, rename: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same JSON with the names of its fields written the other way."""
    if isinstance(value, dict):
        return {rename(name): _renamed(inner, rename) for name, inner in value.items()}
    return [_renamed(inner, rename) for inner in value] if isinstance(value, list) else value
