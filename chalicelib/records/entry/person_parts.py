"""The parts that say who somebody is, how they look and where they lived."""

from typing import Any

from pydantic import TypeAdapter

from chalicelib.kernel.models import Model
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameText, PersonName, Sex
from chalicelib.kernel.police_identifiers.written import Scheme, WrittenIdentifier
from chalicelib.records.entry import choices
from chalicelib.records.entry.fields import (
    Field,
    FormRefused,
    read_count,
    read_lines,
    show_lines,
)
from chalicelib.records.entry.part import (
    FORCE,
    LONG,
    SHORT,
    Part,
    country_field,
    date_field,
    number_field,
    own_fields,
    select_field,
)
from chalicelib.records.models import (
    Country,
    Description,
    HeldPassport,
    KnownAddress,
    Marker,
)


class Person(Model):
    """What a record says of the person besides names and dates."""

    sex: Sex
    birth_place: NameText
    pncid: WrittenIdentifier | None
    cro: WrittenIdentifier | None


PERSON = Part(
    "person",
    "The person",
    (
        select_field("sex", "Sex", choices.SEXES),
        Field("birth_place", "Place of birth", width=LONG, wrong="Shorten this to 300 letters."),
        number_field("pncid", "PNCID", Scheme.PNCID, "Such as 1979/0163001B or 79/163001B."),
        number_field("cro", "CRO number", Scheme.CRO, "Such as 65656/91H or SF05/482703J."),
    ),
    Person.model_validate,
    lambda nominal: {name: getattr(nominal, name) for name in Person.model_fields},
    single=True,
)
NAMES = Part(
    "names",
    "Name",
    (
        Field(
            "forenames", "Forenames", hint="Leave empty for somebody with one name.", wrong="Shorten this."
        ),
        Field("surname", "Surname", wrong="Enter the surname, in at most 300 letters."),
        select_field("kind", "Which name", choices.NAME_KINDS),
    ),
    *own_fields(PersonName),
    main="surname",
)
BIRTH_DATES = Part(
    "birth_dates",
    "Date of birth",
    (date_field("date", "Date of birth", "23/11/1985, or 11/1985 or 1985 where no more is known."),),
    lambda values: _needed(values["date"], "date", PartialDate),
    lambda date: {"date": date},
)
NATIONALITIES = Part(
    "nationalities",
    "Nationality",
    (country_field("Nationality"),),
    lambda values: TypeAdapter[str](Country).validate_python(values["country"]),
    lambda code: {"country": code},
)
DRIVER_NUMBERS = Part(
    "driver_numbers",
    "Driver number",
    (number_field("number", "Driver number", Scheme.DRIVER, "Such as MORGA657054SM9IJ.", optional=False),),
    lambda values: _needed(values["number"], "number", WrittenIdentifier),
    lambda number: {"number": number},
)
PASSPORTS = Part(
    "passports",
    "Passport",
    (
        number_field("number", "Passport number", Scheme.PASSPORT, "", optional=False),
        country_field("Issued by", optional=True),
    ),
    *own_fields(HeldPassport),
)
DESCRIPTIONS = Part(
    "descriptions",
    "Description",
    (
        date_field("on", "On which day"),
        Field(
            "height",
            "Height in centimetres",
            width=SHORT,
            read=read_count,
            optional=True,
            wrong="Write the height in centimetres, such as 181.",
        ),
        Field("build", "Build"),
        Field("hair", "Hair"),
        Field("eyes", "Eyes"),
        Field("ethnic_appearance", "Ethnic appearance"),
        Field("marks", "Marks and scars", kind="area", hint="One a line.", read=read_lines, show=show_lines),
    ),
    *own_fields(Description),
)
MARKERS = Part(
    "markers",
    "Marker",
    (
        select_field("code", "Marker", choices.MARKERS),
        Field("text", "What is known", width=LONG),
        date_field("date", "Since"),
        FORCE,
    ),
    *own_fields(Marker),
)
ADDRESSES = Part(
    "addresses",
    "Address",
    (
        Field(
            "lines",
            "Address",
            kind="area",
            hint="One line below the other, at most six.",
            read=read_lines,
            show=show_lines,
            wrong="Enter the address, in at most six lines.",
        ),
        Field("postcode", "Postcode", width="govuk-input--width-10", wrong="Shorten this to 16 letters."),
        country_field("Country"),
        date_field("since", "Lived there since"),
        date_field("until", "Until"),
    ),
    *own_fields(KnownAddress),
)


def _needed(value: Any, field: str, kind: type) -> Any:  # noqa: ANN401 - one value
    if not isinstance(value, kind) or not value:
        raise FormRefused({field: "Enter this, or go back."})
    return value
