"""What becomes of a picture of a passport's photo page: its zone is read and held against what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from chalicelib.documents.mrz.comparing import Claimed, differences
from chalicelib.documents.mrz.repair import Correction, Why
from chalicelib.documents.mrz.zones import Fault, Zone
from chalicelib.documents.reasons import Reason


class Decision(StrEnum):
    """What happens next with a file."""

    ACCEPTED = "accepted"
    RETAKE = "retake"
    PERSON = "person"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """A decision with its reasons and what was read."""

    decision: Decision
    reasons: tuple[Reason, ...] = ()
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class SeenZone:
    """A zone as a reader hands it over."""

    zone: Zone
    corrections: Sequence[Correction]
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


def judge_passport(seen: SeenZone | None, claimed: Claimed, today: date) -> Judged:
    """Decide on what was read, if anything.

    Nothing read, or a zone whose digits do not agree, is taken again; a clear zone that says something else than
    the applicant goes to a person, and so does one that stands only because the check digits chose a reading,
    unless the applicant typed the same number. An expired document still shows who somebody is: it is said.
    """
    if seen is None:
        return Judged(Decision.RETAKE, (Reason.NO_ZONE,))
    zone, fields = seen.zone, _fields(seen)
    if zone.layout.is_visa:
        return Judged(Decision.REFUSED, (Reason.VISA,), fields)
    if Fault.SPECIMEN in zone.faults:
        return Judged(Decision.PERSON, (Reason.SPECIMEN,), fields)
    if _UNREADABLE & set(zone.faults) or seen.unsure:
        return Judged(Decision.RETAKE, (Reason.ZONE_UNCLEAR,), fields)
    found = differences(zone, claimed)
    reasons = tuple(dict.fromkeys(_DIFFERS[name] for name in found))
    chosen = any(one.why is Why.CHECK_DIGITS for one in seen.corrections) and claimed.number != zone.number
    if reasons or chosen:
        return Judged(Decision.PERSON, reasons or (Reason.NUMBER_UNSURE,), fields)
    return Judged(Decision.ACCEPTED, (Reason.EXPIRED,) if zone.has_expired(today) else (), fields)


def _fields(seen: SeenZone) -> dict[str, dict[str, Any]]:
    zone = seen.zone
    values: dict[str, object] = {
        "document": zone.code,
        "issuer": zone.issuer,
        "surname": zone.names and zone.names.primary,
        "forenames": zone.names and zone.names.secondary,
        "number": zone.number,
        "nationality": zone.nationality,
        "birth_date": zone.birth,
        "sex": zone.sex,
        "expires": zone.expiry and zone.expiry.isoformat(),
    }
    return {
        name: {
            "value": value,
            "confidence": round(seen.sure[_FIELD.get(name, name)], 3),
            "corrections": [
                {
                    "row": one.row,
                    "place": one.place,
                    "read": one.read,
                    "taken": one.taken,
                    "why": one.why.value,
                }
                for one in seen.corrections
                if (one.row, one.place) in zone.layout.span(_FIELD.get(name, name))
            ],
        }
        for name, value in values.items()
    }


_FIELD = {
    "document": "code",
    "surname": "names",
    "forenames": "names",
    "birth_date": "birth",
    "expires": "expiry",
}
"""The zone's own names of fields."""
