"""The parts of a record that forms enter, one at a time: which fields a part has, and how it is made and told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chalicelib.kernel.models import Model
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameText, PersonName, Sex
from chalicelib.kernel.police_identifiers.written import Scheme, WrittenIdentifier
from chalicelib.records.entry import choices
from chalicelib.records.entry.fields import (
    Field,
    Unreadable,
    Values,
    read_count,
    read_date,
    read_length,
    read_lines,
    read_money,
    read_number,
    read_qualifiers,
    show_date,
    show_length,
    show_lines,
    show_money,
    show_qualifiers,
)
from chalicelib.records.models import (
    Country,
    CourtCase,
    Description,
    Disposal,
    HeldPassport,
    KnownAddress,
    Marker,
    Matter,
    Offence,
    Report,
    Variation,
)
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import find_result

Json = dict[str, Any]
_SHORT, _LONG = "govuk-input--width-5", "govuk-input--width-30"


class Person(Model):
    """What a record says of the person besides names and dates."""

    sex: Sex
    birth_place: NameText
    pncid: WrittenIdentifier | None
    cro: WrittenIdentifier | None


class FormRefused(ValueError):  # noqa: N818 - it carries a sentence for each field
    """What was typed makes no such part; `fields` says what is wrong where."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("the form was refused")
        self.fields = fields


@dataclass(frozen=True)
class Part:
    """One kind of thing on a record."""

    name: str
    title: str
    """One of them, as a heading."""
    fields: tuple[Field, ...]
    make: Callable[[Json], Any]
    """From the fields' values; raises pydantic's `ValidationError`."""
    take: Callable[[Any], Json]
    """The fields' values of one that there is."""
    single: bool = False
    """Whether every record has exactly one."""
    main: str = ""
    """The field beside which is said what is wrong with the whole; the first, when empty."""

    def read(self, values: Values) -> Any:  # noqa: ANN401 - whatever the part is
        """What was typed as the part; raises `FormRefused` with a sentence for each field that is wrong."""
        found: Json = {}
        wrong: dict[str, str] = {}
        for each in self.fields:
            try:
                found[each.name] = each.value_of(values)
            except Unreadable as error:
                wrong[each.name] = str(error)
        if wrong:
            raise FormRefused(wrong)
        try:
            return self.make(found)
        except ValidationError as error:
            raise FormRefused(self._sentences(error)) from error

    def show(self, item: Any) -> dict[str, str]:  # noqa: ANN401 - see read
        """The fields as a form shows them."""
        taken = self.take(item)
        shown = {f.name: f.show(taken.get(f.name)) for f in self.fields if f.kind != "checkboxes"}
        return shown | {
            f.name: " ".join(taken.get(f.name) or ()) for f in self.fields if f.kind == "checkboxes"
        }

    def _sentences(self, error: ValidationError) -> dict[str, str]:
        by_name = {each.name: each for each in self.fields}
        places = [next((str(at) for at in e["loc"] if at in by_name), "") for e in error.errors()]
        main = self.main or self.fields[0].name
        return {name or main: by_name[name or main].wrong for name in places}


def _plain(model: type[Model]) -> tuple[Callable[[Json], Any], Callable[[Any], Json]]:
    """For a part whose fields are the model's own."""
    return model.model_validate, lambda item: {name: getattr(item, name) for name in model.model_fields}


def _date(name: str, label: str, hint: str = "") -> Field:
    return Field(
        name,
        label,
        kind="date",
        hint=hint,
        width="govuk-input--width-10",
        read=read_date,
        show=show_date,
        wrong="Write the date as 23/11/1985, as 11/1985, or as 1985.",
    )


def _number(name: str, label: str, scheme: Scheme, hint: str, *, optional: bool = True) -> Field:
    wrong = "Enter the number."
    return Field(name, label, hint=hint, read=read_number(scheme), optional=optional, wrong=wrong)


def _select(name: str, label: str, options: choices.Choices, *, optional: bool = False) -> Field:
    return Field(name, label, kind="select", options=lambda: options, optional=optional, wrong="Choose one.")


_FORCE = Field("force", "Force", kind="select", options=choices.force_choices, wrong="Choose a force.")
_COURT = Field("court", "Court or force, in words", width=_LONG, wrong="Shorten this.")
_COURT_CODE = Field(
    "court_code",
    "Court code",
    hint="Four digits of PNC, 9998 where there is none, or a unit such as B01BE00.",
    width=_SHORT,
    read=str.upper,
    wrong="A court code has four digits, or looks like B01BE00.",
)
_MATTERS = Field("matters", "Matters that belong to it", kind="checkboxes")


def _country(label: str, *, optional: bool = False) -> Field:
    return Field(
        "country",
        label,
        kind="select",
        options=choices.country_choices,
        optional=optional,
        wrong="Choose a country.",
    )


PERSON = Part(
    "person",
    "The person",
    (
        _select("sex", "Sex", choices.SEXES),
        Field("birth_place", "Place of birth", width=_LONG, wrong="Shorten this to 300 letters."),
        _number("pncid", "PNCID", Scheme.PNCID, "Such as 1979/0163001B or 79/163001B."),
        _number("cro", "CRO number", Scheme.CRO, "Such as 65656/91H or SF05/482703J."),
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
        _select("kind", "Which name", choices.NAME_KINDS),
    ),
    *_plain(PersonName),
    main="surname",
)
BIRTH_DATES = Part(
    "birth_dates",
    "Date of birth",
    (_date("date", "Date of birth", "23/11/1985, or 11/1985 or 1985 where no more is known."),),
    lambda values: _needed(values["date"], "date", PartialDate),
    lambda date: {"date": date},
)
NATIONALITIES = Part(
    "nationalities",
    "Nationality",
    (_country("Nationality"),),
    lambda values: TypeAdapter[str](Country).validate_python(values["country"]),
    lambda code: {"country": code},
)
DRIVER_NUMBERS = Part(
    "driver_numbers",
    "Driver number",
    (_number("number", "Driver number", Scheme.DRIVER, "Such as MORGA657054SM9IJ.", optional=False),),
    lambda values: _needed(values["number"], "number", WrittenIdentifier),
    lambda number: {"number": number},
)
PASSPORTS = Part(
    "passports",
    "Passport",
    (
        _number("number", "Passport number", Scheme.PASSPORT, "", optional=False),
        _country("Issued by", optional=True),
    ),
    *_plain(HeldPassport),
)
DESCRIPTIONS = Part(
    "descriptions",
    "Description",
    (
        _date("on", "On which day"),
        Field(
            "height",
            "Height in centimetres",
            width=_SHORT,
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
    *_plain(Description),
)
MARKERS = Part(
    "markers",
    "Marker",
    (
        _select("code", "Marker", choices.MARKERS),
        Field("text", "What is known", width=_LONG),
        _date("date", "Since"),
        _FORCE,
    ),
    *_plain(Marker),
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
        _country("Country"),
        _date("since", "Lived there since"),
        _date("until", "Until"),
    ),
    *_plain(KnownAddress),
)
REPORTS = Part(
    "reports",
    "Arrest or summons",
    (
        _number("asn", "Arrest/summons number", Scheme.ASN, "Such as 11/01ZD/01/410836V.", optional=False),
        _select("kind", "How the person came before the police", choices.REPORTS),
        _date("date", "Date"),
        _FORCE,
        Field("station", "Station", width=_SHORT, read=str.upper, wrong="A station has 2 to 4 characters."),
        _MATTERS,
    ),
    *_plain(Report),
)
COURT_CASES = Part(
    "court_cases",
    "Court case",
    (
        _number("reference", "Reference", Scheme.COURT_CASE, "Such as 97/1626/8395Q.", optional=False),
        _COURT,
        _COURT_CODE,
        _date("date", "Date"),
        _MATTERS,
    ),
    *_plain(CourtCase),
)
_DECIDED = (
    Field(
        "code",
        "Disposal code",
        hint="Four digits, such as 1015 for a fine.",
        width=_SHORT,
        wrong="A disposal code has four digits.",
    ),
    Field("text", "In words", hint="Left empty, the code's own words are used.", width=_LONG),
    Field(
        "duration",
        "Length",
        hint="Such as 6 months, or life.",
        width="govuk-input--width-10",
        read=read_length,
        show=show_length,
        optional=True,
    ),
    Field(
        "amount",
        "Amount in pounds",
        width="govuk-input--width-10",
        read=read_money,
        show=show_money,
        optional=True,
    ),
    Field(
        "qualifiers",
        "Qualifiers",
        hint="Such as C, S 2 years.",
        read=read_qualifiers,
        show=show_qualifiers,
        wrong="There can be four qualifiers at most.",
    ),
    _date("date", "Date, if not that of the matter"),
)
DISPOSALS = Part(
    "disposals",
    "Disposal",
    _DECIDED,
    lambda values: Disposal.model_validate(_with_words(values)),
    _plain(Disposal)[1],
)
VARIATIONS = Part(
    "variations",
    "Later decision",
    (_select("kind", "What happened", choices.VARIATIONS), *_DECIDED, _COURT, _COURT_CODE),
    lambda values: Variation.model_validate(_with_words(values)),
    _plain(Variation)[1],
)
_OFFENCE = ("cjs_code", "npcc_code", "title", "inchoate")
MATTERS = Part(
    "matters",
    "Matter",
    (
        _select("kind", "What it is", choices.MATTERS),
        Field(
            "cjs_code",
            "CJS offence code",
            hint="Such as TH68010.",
            width="govuk-input--width-10",
            read=str.upper,
            optional=True,
            wrong="A CJS code looks like TH68010.",
        ),
        Field(
            "title",
            "Offence in words",
            hint="Left empty, the code's own words are used.",
            width=_LONG,
            wrong="Enter the offence in words, or its code.",
        ),
        _select("inchoate", "Completed or not", choices.INCHOATE, optional=True),
        Field(
            "npcc_code",
            "NPCC code",
            hint="Such as 5.5.8.1.",
            width="govuk-input--width-10",
            read=lambda text: text.replace(":", "."),
            optional=True,
            wrong="An NPCC code looks like 5.5.8.1.",
        ),
        _date("offence_date", "Date of the offence", "Or the first day of several."),
        _date("offence_until", "Last day, if it went on"),
        _date("date", "Date of the decision, charge or report"),
        _COURT,
        _COURT_CODE,
        _FORCE,
        _select("plea", "Plea", choices.PLEAS, optional=True),
        _select("adjudication", "Adjudication", choices.ADJUDICATIONS, optional=True),
        Field(
            "taken_into_consideration",
            "Offences taken into consideration",
            width=_SHORT,
            read=lambda text: read_count(text or "0"),
            wrong="Write a number up to 9999.",
        ),
        _select("jurisdiction", "Jurisdiction", choices.JURISDICTIONS),
        _country("Country"),
        _number("asn", "Arrest/summons number", Scheme.ASN, ""),
        _number("court_case", "Court case reference", Scheme.COURT_CASE, ""),
    ),
    lambda values: Matter.model_validate(_matter_of(values)),
    lambda matter: {
        **{name: getattr(matter, name) for name in Matter.model_fields},
        **{name: getattr(matter.offence, name) for name in _OFFENCE},
    },
)
PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        PERSON,
        NAMES,
        BIRTH_DATES,
        NATIONALITIES,
        DRIVER_NUMBERS,
        PASSPORTS,
        DESCRIPTIONS,
        MARKERS,
        ADDRESSES,
        REPORTS,
        COURT_CASES,
        MATTERS,
        DISPOSALS,
        VARIATIONS,
    )
}
NEW: Sequence[Field] = (*NAMES.fields[:2], *BIRTH_DATES.fields, *PERSON.fields)
"""What is asked for a new record; the rest is entered on it."""


def _needed(value: Any, field: str, kind: type) -> Any:  # noqa: ANN401 - one value
    if not isinstance(value, kind) or not value:
        raise FormRefused({field: "Enter this, or go back."})
    return value


def _with_words(values: Json) -> Json:
    """A decision with its code's own words where none were typed."""
    known = find_result(str(values.get("code", "")))
    text = values["text"] or (known.text if known else "")
    return {**values, "text": text or "Unknown disposal"}


def _matter_of(values: Json) -> Json:
    """The offence's fields as an offence, with what the reference data knows of its code."""
    offence = {name: values.pop(name) for name in _OFFENCE}
    known = find_offence(offence["cjs_code"] or "")
    if known:
        offence["title"] = offence["title"] or known.title
        offence["recordable"] = known.recordable
        offence["home_office_class"] = known.home_office_class or None
        offence["inchoate"] = offence["inchoate"] or (known.inchoate.value if known.inchoate else None)
    try:
        made = Offence.model_validate(offence)
    except ValidationError as error:
        wrong = {str(e["loc"][0]) for e in error.errors()}
        raise FormRefused({f.name: f.wrong for f in MATTERS.fields if f.name in wrong}) from error
    return {**values, "offence": made, "id": values.get("id", "new")}
