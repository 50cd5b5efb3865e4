"""What can be chosen in the entry forms, in words."""

from collections.abc import Mapping
from functools import cache

from chalicelib.kernel.people import NameKind, Sex
from chalicelib.records.models import (
    Adjudication,
    Inchoate,
    Jurisdiction,
    MatterKind,
    Plea,
    ReportKind,
    VariationKind,
)
from chalicelib.reference.forces import forces

Choices = Mapping[str, str]

NAME_KINDS: Choices = {
    NameKind.MAIN: "Name",
    NameKind.FORMER: "Former name",
    NameKind.ALIAS: "Alias or nickname",
}
SEXES: Choices = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.UNKNOWN: "Not known"}
INCHOATE: Choices = {
    "": "Completed",
    Inchoate.ATTEMPT: "Attempt",
    Inchoate.AIDING: "Aiding or abetting",
    Inchoate.CONSPIRACY: "Conspiracy",
    Inchoate.INCITEMENT: "Incitement",
}
VARIATIONS: Choices = {
    VariationKind.VARIED: "Varied",
    VariationKind.REVOKED: "Revoked",
    VariationKind.ACTIVATED: "Activated",
    VariationKind.QUASHED: "Quashed",
    VariationKind.COMPLETED: "Completed",
    VariationKind.OTHER: "Other",
}
MARKERS: Choices = {
    "VI": "Violent",
    "WE": "Weapons",
    "FI": "Firearms",
    "DR": "Drugs",
    "ES": "Escaper",
    "SU": "Suicidal",
    "SH": "Self-harm",
    "AT": "Ailment",
    "AL": "Alleges",
    "CO": "Conceals",
    "CT": "Contagious",
    "EX": "Explosives",
    "IF": "Impersonates a female",
    "IM": "Impersonates a male",
    "ME": "Mental health (ME)",
    "MN": "Mental health (MN)",
}
"""Warning signals of the PNC, as practitioners list them; no published list was found, so others may exist."""


def _words(kinds: type[MatterKind | Jurisdiction | Plea | Adjudication | ReportKind]) -> Choices:
    return {str(kind.value): str(kind.value).replace("_", " ").capitalize() for kind in kinds}


MATTERS: Choices = _words(MatterKind)
JURISDICTIONS: Choices = _words(Jurisdiction)
PLEAS: Choices = {"": "None recorded", **_words(Plea)}
ADJUDICATIONS: Choices = {"": "None recorded", **_words(Adjudication)}
REPORTS: Choices = _words(ReportKind)


@cache
def force_choices() -> Choices:
    """Every force, by its code; none first."""
    return {"": "Not known", **{code: f"{code} {name}" for code, name in sorted(forces().items())}}


@cache
def country_choices() -> Choices:
    """Every country by its code; none first."""
    from chalicelib.web.words import countries  # noqa: PLC0415 - pages alone need the words

    return {"": "Not known", **countries()}
