"""What becomes of a passport's copy: the zone that was seen on it is held against what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Correction, Decision, Field, Judged, Mark, Note
from chalicelib.documents.mrz.comparing import differences
from chalicelib.documents.mrz.issuers import is_residence_permit
from chalicelib.documents.mrz.repair import Correction as Repair
from chalicelib.documents.mrz.repair import Why
from chalicelib.documents.mrz.zones import Fault, Zone, read_zone
from chalicelib.documents.reasons import Reason

ZONE = "zone"
"""The name of the whole zone among its fields."""


@dataclass(frozen=True)
class SeenZone:
    """A zone as a reader hands it over."""

    zone: Zone
    corrections: Sequence[Repair]
    sure: Mapping[str, float]
    unsure: Sequence[str]
    """Names of fields that were not read well enough; `ZONE` when the rows as a whole were not."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """Where the zone and each of its fields stand on the page."""


_DIFFERS = {
    "surname": Reason.OTHER_NAME,
    "forenames": Reason.OTHER_NAME,
    "birth_date": Reason.OTHER_BIRTH_DATE,
    "number": Reason.OTHER_NUMBER,
    "country": Reason.OTHER_COUNTRY,
    "expires": Reason.OTHER_EXPIRY,
}
_FIELD = {
    "document": "code",
    "surname": "names",
    "forenames": "names",
    "birth_date": "birth",
    "country": "issuer",
    "expires": "expiry",
}
"""The zone's own names of fields."""
_FAULTY = {
    Fault.NUMBER_DIGIT: "number",
    Fault.BIRTH_DIGIT: "birth",
    Fault.EXPIRY_DIGIT: "expiry",
    Fault.OPTIONAL_DIGIT: "optional",
    Fault.NO_CALENDAR_BIRTH: "birth",
    Fault.NO_CALENDAR_EXPIRY: "expiry",
    Fault.NO_SUCH_ISSUER: "issuer",
    Fault.NO_SUCH_NATIONALITY: "nationality",
    Fault.NO_NAME: "names",
    Fault.NO_NUMBER: "number",
    Fault.NO_SUCH_SEX: "sex",
}


def judge_passport(seen: Sequence[SeenZone], claims: Claims, today: date) -> Judged:
    """Decide on the zones of a page.

    Nothing read, two documents, or a zone whose digits do not agree: a better picture is asked for. A clear zone that
    says something else than the applicant goes to a person, and so does one that stands only because the check
    digits chose a reading, unless the applicant typed the same number. An expired document still shows who somebody
    is: it is said.
    """
    documents = _documents(seen)
    if not documents:
        return Judged(decision=Decision.RETAKE, notes=(Note(reason=Reason.NO_ZONE),))
    if len(documents) > 1:
        return Judged(decision=Decision.RETAKE, notes=(_note(Reason.TWO_PASSPORTS, documents[1], ZONE),))
    decision, notes = _decision(documents[0], claims, today)
    return Judged(decision=decision, notes=notes, fields=_fields(documents[0]))


def differs(fields: Mapping[str, Field], claims: Claims, today: date) -> tuple[Note, ...]:
    """How the zone that was read and stored differs from what is typed now; not at all where none was read."""
    if ZONE not in fields:
        return ()
    zone = read_zone(str(fields[ZONE].value).split(), today)
    reasons = dict.fromkeys(_DIFFERS[name] for name in differences(zone, claims))
    return tuple(Note(reason=reason) for reason in reasons)


def _documents(seen: Sequence[SeenZone]) -> list[SeenZone]:
    """One a document: the same one twice counts once, and a visa beside a passport does not count."""
    different = {(one.zone.number, one.zone.birth): one for one in reversed(seen)}
    shown = list(reversed(different.values()))
    return [one for one in shown if not one.zone.layout.is_visa] or shown[:1]


def _decision(seen: SeenZone, claims: Claims, today: date) -> tuple[Decision, tuple[Note, ...]]:
    zone = seen.zone
    unclear = [
        *(_FAULTY.get(fault, ZONE) for fault in zone.faults if fault is not Fault.SPECIMEN),
        *seen.unsure,
    ]
    if zone.layout.is_visa:
        return Decision.REFUSED, (_note(Reason.VISA, seen, ZONE),)
    if unclear:
        return Decision.RETAKE, (_note(Reason.ZONE_UNCLEAR, seen, *unclear),)
    if is_residence_permit(zone.code):
        return Decision.RETAKE, (_note(Reason.RESIDENCE_PERMIT, seen, "code"),)
    if Fault.SPECIMEN in zone.faults:
        return Decision.PERSON, (_note(Reason.SPECIMEN, seen, "issuer"),)
    return _compared(seen, claims, today)


def _compared(seen: SeenZone, claims: Claims, today: date) -> tuple[Decision, tuple[Note, ...]]:
    found = differences(seen.zone, claims)
    if found:
        notes = {_DIFFERS[name]: _note(_DIFFERS[name], seen, _FIELD.get(name, name)) for name in found}
        return Decision.PERSON, tuple(notes.values())
    if any(one.why is Why.CHECK_DIGITS for one in seen.corrections) and claims.number != seen.zone.number:
        return Decision.PERSON, (_note(Reason.NUMBER_UNSURE, seen, "number"),)
    if seen.zone.has_expired(today):
        return Decision.ACCEPTED, (_note(Reason.EXPIRED, seen, "expiry"),)
    return Decision.ACCEPTED, ()


def _note(reason: Reason, seen: SeenZone, *fields: str) -> Note:
    """The reason with the smallest mark around these fields; what is wrong as a whole adds nothing to a field."""
    marks = [seen.marks[name] for name in fields if name in seen.marks and name != ZONE]
    if not marks:
        return Note(reason=reason, mark=seen.marks.get(ZONE))
    return Note(
        reason=reason,
        mark=Mark(
            page=marks[0].page,
            left=min(one.left for one in marks),
            top=min(one.top for one in marks),
            right=max(one.right for one in marks),
            bottom=max(one.bottom for one in marks),
        ),
    )


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
    whole = Field(value="\n".join(zone.rows), confidence=min(seen.sure.values()), mark=seen.marks.get(ZONE))
    fields = {name: _field(seen, _FIELD.get(name, name), value) for name, value in values.items()}
    return {**fields, ZONE: whole}


def _field(seen: SeenZone, name: str, value: str | None) -> Field:
    places = seen.zone.layout.span(name)
    corrections = tuple(
        Correction(row=one.row, place=one.place, read=one.read, taken=one.taken, why=one.why.value)
        for one in seen.corrections
        if (one.row, one.place) in places
    )
    return Field(
        value=value,
        confidence=round(seen.sure[name], 3),
        corrections=corrections,
        mark=seen.marks.get(name),
    )
