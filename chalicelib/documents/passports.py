"""What becomes of a picture of a passport's photo page: its zone is read and held against what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Correction, Decision, Field, Judged, judged
from chalicelib.documents.mrz.comparing import differences
from chalicelib.documents.mrz.repair import Correction as Repair
from chalicelib.documents.mrz.repair import Why
from chalicelib.documents.mrz.zones import Fault, Zone
from chalicelib.documents.reasons import Reason


@dataclass(frozen=True)
class SeenZone:
    """A zone as a reader hands it over."""

    zone: Zone
    corrections: Sequence[Repair]
    sure: dict[str, float]
    unsure: Sequence[str]


_DIFFERS = {
    "surname": Reason.OTHER_NAME,
    "forenames": Reason.OTHER_NAME,
    "birth_date": Reason.OTHER_BIRTH_DATE,
    "number": Reason.OTHER_NUMBER,
    "country": Reason.OTHER_COUNTRY,
    "expires": Reason.OTHER_EXPIRY,
}
_UNREADABLE = frozenset(Fault) - {Fault.SPECIMEN}


def judge_passport(seen: SeenZone | None, claims: Claims, today: date) -> Judged:
    """Decide on what was read, if anything.

    Nothing read, or a zone whose digits do not agree, is taken again; a clear zone that says something else than
    the applicant goes to a person, and so does one that stands only because the check digits chose a reading,
    unless the applicant typed the same number. An expired document still shows who somebody is: it is said.
    """
    if seen is None:
        return judged(Decision.RETAKE, Reason.NO_ZONE)
    zone, fields = seen.zone, _fields(seen)
    if zone.layout.is_visa:
        return judged(Decision.REFUSED, Reason.VISA, fields=fields)
    if Fault.SPECIMEN in zone.faults:
        return judged(Decision.PERSON, Reason.SPECIMEN, fields=fields)
    if _UNREADABLE & set(zone.faults) or seen.unsure:
        return judged(Decision.RETAKE, Reason.ZONE_UNCLEAR, fields=fields)
    found = differences(zone, claims)
    reasons = tuple(dict.fromkeys(_DIFFERS[name] for name in found))
    chosen = any(one.why is Why.CHECK_DIGITS for one in seen.corrections) and claims.number != zone.number
    if reasons or chosen:
        return judged(Decision.PERSON, *(reasons or (Reason.NUMBER_UNSURE,)), fields=fields)
    advice = (Reason.EXPIRED,) if zone.has_expired(today) else ()
    return judged(Decision.ACCEPTED, *advice, fields=fields)


def _fields(seen: SeenZone) -> dict[str, Field]:
    zone = seen.zone
    values = {
        "document": zone.code,
        "issuer": zone.issuer,
        "surname": zone.names.primary if zone.names else None,
        "forenames": zone.names.secondary if zone.names else None,
        "number": zone.number,
        "nationality": zone.nationality,
        "birth_date": str(zone.birth) if zone.birth else None,
        "sex": zone.sex,
        "expires": zone.expiry.isoformat() if zone.expiry else None,
    }
    return {name: _field(seen, _FIELD.get(name, name), value) for name, value in values.items()}


def _field(seen: SeenZone, name: str, value: str | None) -> Field:
    places = seen.zone.layout.span(name)
    corrections = tuple(
        Correction(row=one.row, place=one.place, read=one.read, taken=one.taken, why=one.why.value)
        for one in seen.corrections
        if (one.row, one.place) in places
    )
    return Field(value=value, confidence=round(seen.sure[name], 3), corrections=corrections)


_FIELD = {
    "document": "code",
    "surname": "names",
    "forenames": "names",
    "birth_date": "birth",
    "expires": "expiry",
}
"""The zone's own names of fields."""
