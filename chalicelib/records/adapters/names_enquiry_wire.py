"""The XML of the older names enquiry: what is asked, what must come back, and the way from there to our model."""

import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import NameKind, PersonName, Sex
from chalicelib.kernel.police_identifiers.written import Scheme, understand
from chalicelib.platform import clock
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.models import (
    Adjudication,
    Disposal,
    Jurisdiction,
    Matter,
    MatterKind,
    Nominal,
    Offence,
    Plea,
    Qualifier,
    Record,
)
from chalicelib.records.names.romanise import plain

MOST_MATCHES = 20
NO_RECORD = "JUR001"
"""The code that says in so many words that nobody was found (PNC names enquiry)."""
_FILENAME = 54
_ORIGINATOR = 20
_FITTING = re.compile(r"[A-Z0-9 '-]*")


def filename_of(name: PersonName, initial: str = "") -> str:
    """`SURNAME/FORENAME/FORENAME`, at most 54 characters; the last forenames go first when it is longer.

    A name without forenames gets the `initial`, if one is given.

    Empty when the name has no letter that the form can carry.
    """
    surname = _capitals(name.surname)[:_FILENAME]
    parts = [surname, *(_capitals(name.forenames) or initial).split()] if surname else []
    while len("/".join(parts)) > _FILENAME:
        parts.pop()
    return "/".join(parts)


def names_enquiry(filename: str, enquiry: NamesEnquiry, purpose: Purpose, location: str) -> bytes:
    """The document that asks who has this name and date."""
    root = _enquiry("NamesEnquiry", purpose, location)
    _add(root, "SearchName", filename)
    part = enquiry.within
    _add(root, "SearchDateOfBirth", _date_of(enquiry, part).to_pnc())
    _add(root, "Sex", part.sex.value if part and part.sex else Sex.UNKNOWN.value)
    return _written(root)


def _date_of(enquiry: NamesEnquiry, part: Within | None) -> PartialDate:
    """The date that was asked for, or the month or day of it to which the question is narrowed."""
    born = enquiry.birth_date
    if born.is_whole or part is None or part.born_from.year != part.born_to.year:
        return born
    if part.born_from == part.born_to:
        return PartialDate(part.born_from)
    return PartialDate.of(part.born_from.year, part.born_from.month)


def record_enquiry(record_id: str, purpose: Purpose, location: str) -> bytes:
    """The document that asks for everything on one PNCID."""
    root = _enquiry("RecordEnquiry", purpose, location)
    _add(root, "PncId", record_id.replace("-", "/", 1))
    return _written(root)


def require_same_enquiry(content: bytes, correlation_id: str) -> None:
    """Raises `ValueError` unless the answer is to the enquiry of this correlation id."""
    if _text(_parsed(content), "Header/CorrelationId") != correlation_id:
        raise ValueError("the answer is to another enquiry")


def read_matches(content: bytes) -> EnquiryAnswer:
    """The matches; raises `ValueError` when they don't add up, also when nobody is found and nothing says so."""
    root = _parsed(content)
    number = int(_text(root, "NumberMatchesFound"))
    people = tuple(_nominal(person) for person in root.iter("Person"))
    if number != len(people) or number > MOST_MATCHES:
        raise ValueError("the number of matches and the people disagree")
    if not number and _text(root, "ErrorCode") != NO_RECORD:
        raise ValueError("an answer without people does not say that there is no record")
    version = _text(root, "Header/SystemVersion")
    return EnquiryAnswer(candidates=people, truncated=number >= MOST_MATCHES, system_version=version)


def read_record(content: bytes) -> Record | None:
    """The record; None when the system says that there is none. Raises `ValueError` for anything else."""
    root = _parsed(content)
    person = root.find("Person")
    if person is None:
        if _text(root, "ErrorCode") != NO_RECORD:
            raise ValueError("an answer without a person does not say that there is no record")
        return None
    return Record(nominal=_nominal(person), matters=tuple(_matter(entry) for entry in person.iter("Entry")))


def _enquiry(name: str, purpose: Purpose, location: str) -> ET.Element:
    """An enquiry with the header that PNC keeps: reason code, originator and location."""
    root = ET.Element(name)
    header = ET.SubElement(root, "Header")
    _add(header, "ReasonCode", str(purpose.reason_code))
    _add(header, "Originator", purpose.on_behalf_of[:_ORIGINATOR])
    _add(header, "Location", location)
    _add(header, "Justification", purpose.justification)
    _add(header, "CorrelationId", purpose.correlation_id)
    return root


def _nominal(person: ET.Element) -> Nominal:
    pncid = _text(person, "PncId")
    names = [_name(_text(person, "FileName"), NameKind.MAIN)]
    names += [_name(alias.text or "", NameKind.ALIAS) for alias in person.iter("Alias")]
    births = tuple(PartialDate.from_pnc(born.text or "") for born in person.iter("DateOfBirth"))
    return Nominal(
        record_id=pncid.replace("/", "-"),
        pncid=understand(Scheme.PNCID, pncid, today=clock.today()),
        names=tuple(names),
        birth_dates=births,
        sex=Sex(_text(person, "Sex")),
        birth_place=_text(person, "PlaceOfBirth"),
        version=int(_text(person, "Version")),
        synthetic=_text(person, "Synthetic") == "Y",
    )


def _name(filename: str, kind: NameKind) -> PersonName:
    surname, *forenames = filename.split("/")
    return PersonName(surname=surname, forenames=" ".join(forenames), kind=kind)


def _matter(entry: ET.Element) -> Matter:
    court = entry.find("Court")
    return Matter(
        id=_text(entry, "Id"),
        kind=MatterKind(_text(entry, "Type")),
        offence=Offence(
            cjs_code=_text(entry, "Offence/CjsCode") or None,
            npcc_code=_text(entry, "Offence/AcpoCode").replace(":", ".") or None,
            title=_text(entry, "Offence/Title"),
        ),
        offence_date=_date(entry, "OffenceStartDate"),
        offence_until=_date(entry, "OffenceEndDate"),
        date=_date(entry, "Date"),
        court="" if court is None else court.text or "",
        court_code="" if court is None else court.get("code", ""),
        plea=Plea(_text(entry, "Plea")) if _text(entry, "Plea") else None,
        adjudication=Adjudication(_text(entry, "Adjudication")) if _text(entry, "Adjudication") else None,
        taken_into_consideration=int(_text(entry, "OffencesTIC") or 0),
        disposals=tuple(_disposals(entry)),
        jurisdiction=Jurisdiction(_text(entry, "Jurisdiction")),
        asn=_text(entry, "ArrestSummonsNumber"),
        court_case=_text(entry, "CourtCaseReference"),
    )


def _disposals(entry: ET.Element) -> Iterator[Disposal]:
    for disposal in entry.iter("Disposal"):
        yield Disposal(
            code=_text(disposal, "Code"),
            text=_text(disposal, "Literal"),
            duration=_text(disposal, "Period") or None,
            amount=_pence(_text(disposal, "Amount")),
            qualifiers=tuple(
                Qualifier(code=q.text or "", duration=q.get("period")) for q in disposal.iter("Qualifier")
            ),
            date=_date(disposal, "EffectiveDate"),
        )


def _pence(pounds: str) -> int | None:
    """Ten characters, two of them decimals: 0000180.00."""
    if not pounds:
        return None
    whole, _, pence = pounds.partition(".")
    return int(whole) * 100 + int(pence or 0)


def _date(place: ET.Element, name: str) -> PartialDate | None:
    text = _text(place, name)
    return PartialDate.from_pnc(text) if text else None


def _parsed(content: bytes) -> ET.Element:
    """The root element. A document that declares a type or entities is refused unread: no honest answer does."""
    if b"<!" in content:
        raise ValueError("the answer declares a document type")
    try:
        return ET.fromstring(content)  # noqa: S314 - no declarations, so no entities to expand or fetch
    except ET.ParseError as error:
        raise ValueError("the answer is not XML") from error


def _capitals(text: str) -> str:
    """Capital letters A to Z, spaces, hyphens and apostrophes: what PNC's names are made of.

    Other scripts go as their usual Latin spelling.
    """
    bare = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).upper()
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(kept.split()) if _FITTING.fullmatch(kept) else plain(text)


def _text(place: ET.Element, path: str) -> str:
    return (place.findtext(path) or "").strip()


def _add(place: ET.Element, name: str, text: str) -> None:
    ET.SubElement(place, name).text = text


def _written(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
