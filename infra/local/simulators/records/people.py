"""Writes records of made-up people as the wire format has them: identifiers, names and history in one shape."""

from typing import Any

from chalicelib.kernel.police_identifiers.asn import ASN
from chalicelib.kernel.police_identifiers.pncid import PNCID, SYNTHETIC_SERIALS_FROM

Entry = dict[str, Any]
"""A person and their history: `{"person": ..., "disposalHistory": [...]}`."""
FORCE, STATION, SYSTEM = "00", "ZZ", "00"
"""Made-up arrest/summons numbers carry force 00, from which no certificate application comes."""


def name(forenames: str, surname: str, kind: str = "main") -> Entry:
    """One name."""
    return {"forenames": forenames, "surname": surname, "type": kind}


def entry(
    record_id: str,
    number: int,
    year: int,
    *,
    names: list[Entry],
    birth_dates: list[str],
    sex: str,
    birth_place: str,
    history: list[Entry],
) -> Entry:
    """A person with PNCID `year`/9000000 plus `number`, marked as made up."""
    person = {
        "id": record_id,
        "version": 1 + len(history),
        "longPersonUrn": str(PNCID(year, SYNTHETIC_SERIALS_FROM + number)),
        "names": names,
        "datesOfBirth": birth_dates,
        "sex": sex,
        "placeOfBirth": birth_place,
        "synthetic": True,
    }
    numbered = [{**matter, "id": f"{record_id}.{index}"} for index, matter in enumerate(history, start=1)]
    return {"person": person, "disposalHistory": numbered}


def matter(
    kind: str,
    offence: tuple[str, str, str],
    offence_date: str,
    decided: str,
    court: str,
    *,
    disposals: list[Entry] | None = None,
    jurisdiction: str = "england_and_wales",
    sequence: int = 1,
) -> Entry:
    """One event; `offence` is CJS code, NPCC code (may be empty) and title."""
    cjs_code, npcc_code, title = offence
    return {
        "type": kind,
        "offence": {
            "cjsOffenceCode": cjs_code,
            "npccOffenceCode": npcc_code or None,
            "title": title,
        },
        "offenceDate": offence_date,
        "date": decided,
        "court": court,
        "disposals": disposals or [],
        "jurisdiction": jurisdiction,
        "arrestSummonsNumber": str(ASN(int(decided[2:4]), FORCE, STATION, SYSTEM, sequence)),
    }


def disposal(code: str, text: str, *, months: int = 0, weeks: int = 0, pence: int | None = None) -> Entry:
    """One part of a sentence or other result."""
    units, count = ("months", months) if months else ("weeks", weeks)
    return {
        "code": code,
        "text": text,
        "duration": {"units": units, "count": count} if count else None,
        "amountInPence": pence,
    }
