"""Codes of states, organisations and nationalities that a zone may hold: ISO's, and those that ICAO adds."""

import json
from functools import cache
from pathlib import Path

from chalicelib.documents.mrz.layouts import FILLER
from chalicelib.reference.countries import find_country

_DATA = Path(__file__).with_name("issuers.json")


def issuer_name(field: str) -> str | None:
    """The name behind the three places of a zone; None for a code that nobody was given.

    Germany alone has one letter; DEU is in no zone, so that it is not known here (Doc 9303-3, section 5).
    """
    code = field.rstrip(FILLER)
    if code in {"DEU", "XKX"}:
        return None
    data = _data()
    for group in ("codes", "specimens", "withdrawn"):
        if code in data[group]:
            return data[group][code]
    country = find_country(code) if len(code) == len(field) else None
    return country.name if country else None


def is_specimen(field: str) -> bool:
    """Whether the code is kept for specimens: no state issues such a document."""
    return field in _data()["specimens"]


def is_residence_permit(code: str) -> bool:
    """Whether a card's document code says that its holder may live in a country: it does not say who they are."""
    return code in _data()["residence_permits"]


@cache
def _data() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data
