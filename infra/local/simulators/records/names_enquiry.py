"""The simulator's older door: names enquiries and record enquiries in XML, as the PNC's terminals asked."""

import unicodedata
from datetime import date
from xml.etree import ElementTree as ET

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import PersonName, Sex
from chalicelib.records.checks import NamesEnquiry, Within
from chalicelib.records.models import Nominal
from infra.local.simulators.records.people import Entry
from infra.local.simulators.records.shelf import Shelf

_NAME_LENGTH = range(2, 55)
_LOCATION_LENGTH = range(4, 49)
_LETTERS = {"hours": "H", "days": "D", "weeks": "W", "months": "M", "years": "Y"}


class BadEnquiry(ValueError):  # noqa: N818 - a refusal, told to the client
    """The enquiry breaks a rule of the form; the text says which."""


def answer(shelf: Shelf, content: bytes) -> bytes:
    """The answering document; raises `BadEnquiry`."""
    root = _parsed(content)
    _check_header(root)
    if root.tag == "NamesEnquiry":
        people = _matches(shelf, root)
        told = _answer(shelf, root)
        _add(told, "NumberMatchesFound", str(len(people)))
    elif root.tag == "RecordEnquiry":
        entry = shelf.person_by_pncid(_text(root, "PncId"))
        people = [entry] if entry else []
        told = _answer(shelf, root)
    else:
        raise BadEnquiry("There is no such enquiry")
    if not people:
        _add(told, "ErrorCode", "JUR001")
    for entry in people:
        told.append(_person(entry, whole=root.tag == "RecordEnquiry"))
    return bytes(ET.tostring(told, encoding="utf-8", xml_declaration=True))


def _parsed(content: bytes) -> ET.Element:
    if b"<!" in content:
        raise BadEnquiry("A document type is not taken")
    try:
        return ET.fromstring(content)  # noqa: S314 - no declarations, so no entities
    except ET.ParseError as error:
        raise BadEnquiry("This is not XML") from error


def _check_header(root: ET.Element) -> None:
    reason = _text(root, "Header/ReasonCode")
    if not (reason.isdigit() and int(reason) in range(11)):
        raise BadEnquiry("A reason code from 0 to 10 is mandatory")
    if not _text(root, "Header/Originator") or len(_text(root, "Header/Location")) not in _LOCATION_LENGTH:
        raise BadEnquiry("Originator and location are mandatory")


def _matches(shelf: Shelf, root: ET.Element) -> list[Entry]:
    name = _text(root, "SearchName")
    if len(name) not in _NAME_LENGTH or any(c.isdigit() for c in name):
        raise BadEnquiry("A name has 2 to 54 characters and no digits")
    surname, *forenames = name.split("/")
    try:
        born = PartialDate.from_pnc(_text(root, "SearchDateOfBirth"))
    except ValueError as error:
        raise BadEnquiry(str(error)) from error
    enquiry = NamesEnquiry(
        name=PersonName(surname=surname, forenames=" ".join(forenames)),
        birth_date=born,
        within=_within(born, _text(root, "Sex")),
    )
    return [{"person": person} for person in shelf.search(enquiry).people]


def _within(born: PartialDate, sex: str) -> Within | None:
    """A year or a month shuts others out, and so does a sex, but for those of whom none is recorded."""
    if born.is_whole and sex not in {"M", "F"}:
        return None
    return _FormPart(
        born_from=date.min if born.is_whole else born.earliest,
        born_to=date.max if born.is_whole else born.latest,
        undated=born.is_whole,
        sex=Sex(sex) if sex in {"M", "F"} else None,
    )


class _FormPart(Within):
    """A part as the form means it."""

    def holds(self, nominal: Nominal) -> bool:
        """Those of no recorded sex belong to both."""
        if nominal.sex is Sex.UNKNOWN:
            return Within.holds(self.model_copy(update={"sex": None}), nominal)
        return super().holds(nominal)


def _answer(shelf: Shelf, asked: ET.Element) -> ET.Element:
    told = ET.Element("PNCAnswer")
    header = ET.SubElement(told, "Header")
    _add(header, "SystemVersion", f"simulator {shelf.name}")
    _add(header, "CorrelationId", _text(asked, "Header/CorrelationId"))
    return told


def _person(entry: Entry, *, whole: bool) -> ET.Element:
    held = entry["person"]
    person = ET.Element("Person")
    _add(person, "PncId", held["longPersonUrn"])
    main, *others = held["names"]
    _add(person, "FileName", _filename(main))
    for alias in others:
        _add(person, "Alias", _filename(alias))
    for born in held["datesOfBirth"]:
        _add(person, "DateOfBirth", PartialDate(born).to_pnc())
    _add(person, "Sex", held["sex"])
    _add(person, "PlaceOfBirth", held.get("placeOfBirth", "").upper())
    _add(person, "Version", str(held["version"]))
    _add(person, "Synthetic", "Y" if held.get("synthetic") else "N")
    for matter in entry["disposalHistory"] if whole else []:
        person.append(_entry(matter))
    return person


def _entry(matter: Entry) -> ET.Element:
    entry = ET.Element("Entry")
    _add(entry, "Id", matter["id"])
    _add(entry, "Type", matter["type"])
    offence = ET.SubElement(entry, "Offence")
    _add(offence, "CjsCode", matter["offence"].get("cjsOffenceCode") or "")
    _add(offence, "AcpoCode", (matter["offence"].get("npccOffenceCode") or "").replace(".", ":"))
    _add(offence, "Title", matter["offence"]["title"])
    dates = {"OffenceStartDate": "offenceDate", "OffenceEndDate": "offenceEndDate", "Date": "date"}
    for element, field in dates.items():
        _add(entry, element, PartialDate(matter[field]).to_pnc() if matter.get(field) else "")
    ET.SubElement(entry, "Court", code=matter.get("courtCode", "")).text = matter.get("court", "")
    _add(entry, "Plea", matter.get("plea") or "")
    _add(entry, "Adjudication", matter.get("adjudication") or "")
    _add(entry, "OffencesTIC", str(matter.get("offencesTakenIntoConsideration", 0)))
    _add(entry, "Jurisdiction", matter["jurisdiction"])
    _add(entry, "ArrestSummonsNumber", matter.get("arrestSummonsNumber", ""))
    _add(entry, "CourtCaseReference", matter.get("courtCaseReference", ""))
    for disposal in matter["disposals"]:
        entry.append(_disposal(disposal))
    return entry


def _disposal(held: Entry) -> ET.Element:
    disposal = ET.Element("Disposal")
    _add(disposal, "Code", held["code"])
    _add(disposal, "Literal", held["text"])
    _add(disposal, "Period", _period(held.get("duration")))
    pence = held.get("amountInPence")
    _add(disposal, "Amount", "" if pence is None else f"{pence / 100:010.2f}")
    date = held.get("date")
    _add(disposal, "EffectiveDate", PartialDate(date).to_pnc() if date else "")
    for qualifier in held.get("qualifiers", []):
        period = _period(qualifier.get("duration"))
        extra = {"period": period} if period else {}
        ET.SubElement(disposal, "Qualifier", extra).text = qualifier["code"]
    return disposal


def _period(duration: Entry | None) -> str:
    if not duration:
        return ""
    return "Y999" if duration["units"] == "life" else f"{_LETTERS[duration['units']]}{duration['count']}"


def _filename(name: Entry) -> str:
    text = "/".join([name["surname"], *name["forenames"].split()])
    bare = unicodedata.normalize("NFKD", text).upper()
    return "".join(c for c in bare if not unicodedata.combining(c))


def _text(place: ET.Element, path: str) -> str:
    return (place.findtext(path) or "").strip()


def _add(place: ET.Element, name: str, text: str) -> None:
    ET.SubElement(place, name).text = text
