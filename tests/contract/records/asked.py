"""What is asked in these tests, and a record with something in every part."""

import random  # noqa: TID251 - serials of this run, which no other run has
from itertools import count

from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.checks import NamesEnquiry, Purpose
from chalicelib.records.models import Disposal, Matter, MatterKind, Nominal, Offence, Record
from chalicelib.records.ports import RecordSystem
from infra.local.simulators.records import known


def purpose(justification: str = "Police certificate") -> Purpose:
    return Purpose(
        reason_code=8, justification=justification, on_behalf_of="the applicant", correlation_id=new_id()
    )


def enquiry(person: known.Known, **changes: str) -> NamesEnquiry:
    return NamesEnquiry(
        name=PersonName(forenames=person.forenames, surname=changes.get("surname", person.surname)),
        birth_date=changes.get("birth_date", person.birth_date.isoformat()),
        sex=Sex(person.sex),
        birth_place=person.birth_town,
    )


def found(system: RecordSystem, person: known.Known, **changes: str) -> list[str]:
    answer = system.search(enquiry(person, **changes), purpose=purpose())
    return [nominal.record_id for nominal in answer.candidates]


SERIALS = count(random.SystemRandom().randrange(900_000))


def a_full_record(pncid: str = "") -> Record:
    """Somebody with something in every part of their record."""
    nominal = Nominal(
        record_id="new",
        pncid=pncid,
        names=(PersonName(forenames="Zebedee", surname=f"Quill{chr(97 + next(SERIALS) % 26)}"),),
        birth_dates=("1961-05-09", "1961"),
        sex=Sex.MALE,
        birth_place="Wick",
        postcodes=("ZZ99 3WZ",),
        nationalities=("GB", "IE"),
        driver_numbers=("QUILL605091Z99AB",),
        passports=({"number": "l898902c3", "country": "GB"},),
        version=0,
        synthetic=True,
    )
    offence = Offence(
        cjs_code="TH68010A", npcc_code="5.5.8.1", title="Attempted theft", inchoate="A", recordable=True
    )
    sentence = Disposal(
        code="1115",
        text="Suspended imprisonment",
        duration="M6",
        amount=1250,
        qualifiers=({"code": "C", "duration": "Y2"},),
        date="2012-04",
        variations=({"kind": "activated", "code": "1507", "text": "Suspended sentence implemented"},),
    )
    matter = Matter(
        id="m1",
        kind=MatterKind.CONVICTION,
        offence=offence,
        offence_date="2012-02",
        offence_until="2012-03-01",
        date="2012-04-03",
        court="Leeds",
        court_code="9998",
        plea="guilty",
        adjudication="guilty",
        taken_into_consideration=3,
        disposals=(sentence, Disposal(code="1002", text="Imprisonment", duration="Y999")),
        jurisdiction="overseas",
        country="FR",
        force="89",
        equivalent=Offence(title="Theft from a shop"),
        asn="1101ZD0100000410836V",
        court_case="97/1626/8395Q",
    )
    return Record(
        nominal=nominal,
        matters=(matter,),
        reports=({"asn": "1101ZD0100000410836V", "force": "01", "station": "ZD", "matters": ("m1",)},),
        court_cases=({"reference": "97/1626/8395Q", "court_code": "2569", "matters": ("m1",)},),
        descriptions=({"on": "2012-02", "height": 181, "marks": ("scar, left hand",)},),
        markers=({"code": "VI", "text": "violent when drunk"},),
        addresses=({"lines": ("1 Pier Road", "Wick"), "postcode": "ZZ99 3WZ", "since": "2001"},),
    )


def ask_for_nobody(system: RecordSystem) -> object:
    return system.search(enquiry(known.NO_RECORD), purpose=purpose())


def ask_for_a_record(system: RecordSystem) -> object:
    return system.record(known.CONVICTED.record_id, purpose=purpose())
