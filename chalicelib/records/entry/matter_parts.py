"""The parts that say what happened: arrests, court cases, matters, disposals and what became of them."""

from pydantic import ValidationError

from chalicelib.kernel.police_identifiers.written import Scheme
from chalicelib.records.entry import choices
from chalicelib.records.entry.fields import (
    Field,
    FormRefused,
    read_count,
    read_length,
    read_money,
    read_qualifiers,
    show_length,
    show_money,
    show_qualifiers,
)
from chalicelib.records.entry.part import (
    COURT,
    COURT_CODE,
    FORCE,
    LONG,
    SHORT,
    Json,
    Part,
    country_field,
    date_field,
    number_field,
    own_fields,
    select_field,
)
from chalicelib.records.entry.part import MATTERS as OF_MATTERS
from chalicelib.records.models import (
    CourtCase,
    Disposal,
    Matter,
    Offence,
    Report,
    Variation,
)
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import find_result

REPORTS = Part(
    "reports",
    "Arrest or summons",
    (
        number_field(
            "asn", "Arrest/summons number", Scheme.ASN, "Such as 11/01ZD/01/410836V.", optional=False
        ),
        select_field("kind", "How the person came before the police", choices.REPORTS),
        date_field("date", "Date"),
        FORCE,
        Field("station", "Station", width=SHORT, read=str.upper, wrong="A station has 2 to 4 characters."),
        OF_MATTERS,
    ),
    *own_fields(Report),
)
COURT_CASES = Part(
    "court_cases",
    "Court case",
    (
        number_field("reference", "Reference", Scheme.COURT_CASE, "Such as 97/1626/8395Q.", optional=False),
        COURT,
        COURT_CODE,
        date_field("date", "Date"),
        OF_MATTERS,
    ),
    *own_fields(CourtCase),
)
_DECIDED = (
    Field(
        "code",
        "Disposal code",
        hint="Four digits, such as 1015 for a fine.",
        width=SHORT,
        wrong="A disposal code has four digits.",
    ),
    Field("text", "In words", hint="Left empty, the code's own words are used.", width=LONG),
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
    date_field("date", "Date, if not that of the matter"),
)
DISPOSALS = Part(
    "disposals",
    "Disposal",
    _DECIDED,
    lambda values: Disposal.model_validate(_with_words(values)),
    own_fields(Disposal)[1],
)
VARIATIONS = Part(
    "variations",
    "Later decision",
    (select_field("kind", "What happened", choices.VARIATIONS), *_DECIDED, COURT, COURT_CODE),
    lambda values: Variation.model_validate(_with_words(values)),
    own_fields(Variation)[1],
)
_OFFENCE = ("cjs_code", "npcc_code", "title", "inchoate")
MATTERS = Part(
    "matters",
    "Matter",
    (
        select_field("kind", "What it is", choices.MATTERS),
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
            width=LONG,
            wrong="Enter the offence in words, or its code.",
        ),
        select_field("inchoate", "Completed or not", choices.INCHOATE, optional=True),
        Field(
            "npcc_code",
            "NPCC code",
            hint="Such as 5.5.8.1.",
            width="govuk-input--width-10",
            read=lambda text: text.replace(":", "."),
            optional=True,
            wrong="An NPCC code looks like 5.5.8.1.",
        ),
        date_field("offence_date", "Date of the offence", "Or the first day of several."),
        date_field("offence_until", "Last day, if it went on"),
        date_field("date", "Date of the decision, charge or report"),
        COURT,
        COURT_CODE,
        FORCE,
        select_field("plea", "Plea", choices.PLEAS, optional=True),
        select_field("adjudication", "Adjudication", choices.ADJUDICATIONS, optional=True),
        Field(
            "taken_into_consideration",
            "Offences taken into consideration",
            width=SHORT,
            read=lambda text: read_count(text or "0"),
            wrong="Write a number up to 9999.",
        ),
        select_field("jurisdiction", "Jurisdiction", choices.JURISDICTIONS),
        country_field("Country"),
        number_field("asn", "Arrest/summons number", Scheme.ASN, ""),
        number_field("court_case", "Court case reference", Scheme.COURT_CASE, ""),
    ),
    lambda values: Matter.model_validate(_matter_of(values)),
    lambda matter: {
        **{name: getattr(matter, name) for name in Matter.model_fields},
        **{name: getattr(matter.offence, name) for name in _OFFENCE},
    },
)


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
