"""Reads what an applicant typed from a file of JSON, under our names for it or the usual others."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import NoForm
from chalicelib.reference.countries import find_country

MOST_BYTES = 1024 * 1024
_ALSO: Mapping[str, tuple[str, ...]] = {
    "forenames": ("given_names", "given_name", "first_names", "first_name"),
    "surname": ("family_name", "last_name"),
    "former_names": ("previous_names", "other_names"),
    "birth_date": ("date_of_birth", "dob", "birthdate"),
    "number": ("passport_number", "document_number"),
    "country": ("issuing_country", "issuing_state", "passport_country"),
    "expires": ("expiry", "expiry_date", "date_of_expiry", "expiration_date", "passport_expiry"),
    "address": ("address_lines", "current_address"),
    "postcode": ("post_code", "postal_code"),
}
_LISTS = frozenset({"former_names", "address"})
_SEPARATORS = str.maketrans({"\n": ",", ";": ","})


def read_claims(file: Path) -> Claims:
    """The claims in a file; what it says beside them is left alone. Raises `NoForm` with a sentence."""
    try:
        with file.open("rb") as opened:
            typed = json.loads(opened.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        raise NoForm("it can't be read as JSON") from None
    if not isinstance(typed, dict):
        raise NoForm('it must be a JSON object, such as {"surname": "Fairweather"}')
    try:
        return Claims.model_validate_json(json.dumps(_ours(typed)))
    except ValidationError as error:
        names = sorted({str(one["loc"][0]) for one in error.errors()})
        raise NoForm(f"{' and '.join(names)} can't be understood (dates are YYYY-MM-DD)") from None


def _ours(typed: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, others in _ALSO.items():
        value = next((typed[one] for one in (name, *others) if typed.get(one) not in (None, "")), None)
        if value is not None:
            found[name] = _parts(value) if name in _LISTS else value
    return found | _country(found)


def _country(found: Mapping[str, object]) -> dict[str, object]:
    code = found.get("country")
    country = find_country(code.strip().upper()) if isinstance(code, str) else None
    return {"country": country.alpha2} if country else {}


def _parts(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.translate(_SEPARATORS).split(",") if part.strip()]
