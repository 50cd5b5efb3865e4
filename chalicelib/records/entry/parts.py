"""Every part of a record that forms enter, by its name, and what is asked for a new record."""

from collections.abc import Mapping, Sequence

from chalicelib.records.entry.fields import Field
from chalicelib.records.entry.matter_parts import COURT_CASES, DISPOSALS, MATTERS, REPORTS, VARIATIONS
from chalicelib.records.entry.part import Part
from chalicelib.records.entry.person_parts import (
    ADDRESSES,
    BIRTH_DATES,
    DESCRIPTIONS,
    DRIVER_NUMBERS,
    MARKERS,
    NAMES,
    NATIONALITIES,
    PASSPORTS,
    PERSON,
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
