"""A record in words for whoever keeps it: each part as a line, with the place where it is changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.kernel.people import PersonName
from chalicelib.records.entry import choices
from chalicelib.records.entry.fields import show_date, show_length, show_money, show_qualifiers
from chalicelib.records.models import (
    CourtCase,
    Description,
    Disposal,
    HeldPassport,
    KnownAddress,
    Marker,
    Matter,
    Nominal,
    Record,
    Report,
    Variation,
)
from chalicelib.reference.forces import force_name
from chalicelib.reference.results import find_qualifier


@dataclass(frozen=True)
class Line:
    """One part in words; `place` is where it is changed, `under` what belongs to it."""

    text: str
    place: str
    quiet: str = ""
    under: Sequence["Line"] = ()
    add: str = ""
    """The place of a new part under this one."""
    add_words: str = ""


@dataclass(frozen=True)
class Section:
    """The parts of one kind."""

    title: str
    lines: Sequence[Line] = field(default=())
    add: str = ""
    """The place of a new one; empty where there is exactly one."""
    add_words: str = ""


def sections_of(record: Record) -> list[Section]:
    """The whole record, part by part, in the order in which keepers read."""
    nominal = record.nominal
    simple = (
        ("Names", "names", "name", [_name(name) for name in nominal.names]),
        ("Dates of birth", "birth_dates", "date of birth", [show_date(date) for date in nominal.birth_dates]),
        ("Nationalities", "nationalities", "nationality", [_country(code) for code in nominal.nationalities]),
        ("Passports", "passports", "passport", [_passport(held) for held in nominal.passports]),
        ("Driver numbers", "driver_numbers", "driver number", [str(n) for n in nominal.driver_numbers]),
        ("Addresses", "addresses", "address", [_address(a) for a in record.addresses]),
        ("Descriptions", "descriptions", "description", [_description(d) for d in record.descriptions]),
        ("Markers", "markers", "marker", [_marker(m) for m in record.markers]),
    )
    groups = (
        ("Arrests and summonses", "reports", "arrest or summons", [_report(r) for r in record.reports]),
        ("Court cases", "court_cases", "court case", [_case(c) for c in record.court_cases]),
    )
    matters = [_matter(matter) for matter in sorted(record.matters, key=lambda m: (m.date or "", m.id))]
    return [
        Section("Person", [Line(_person(nominal), "person")]),
        *_simple(simple),
        Section("Matters", matters, "matters~new", "Add a matter"),
        *_simple(groups),
    ]


def _simple(sections: Iterable[tuple[str, str, str, list[str]]]) -> Iterator[Section]:
    for title, part, one, texts in sections:
        lines = [Line(text, f"{part}~{number}") for number, text in enumerate(texts)]
        article = "an" if one[0] in "aeiou" else "a"
        yield Section(title, lines, f"{part}~new", f"Add {article} {one}")


def _person(nominal: Nominal) -> str:
    return _joined(
        choices.SEXES[nominal.sex],
        f"born in {nominal.birth_place}" if nominal.birth_place else "",
        f"PNCID {nominal.pncid}" if nominal.pncid else "no PNCID",
        f"CRO {nominal.cro}" if nominal.cro else "no CRO number",
    )


def _name(name: PersonName) -> str:
    kind = "" if name.kind == "main" else f" ({choices.NAME_KINDS[name.kind].lower()})"
    return f"{name.full}{kind}"


def _country(code: str) -> str:
    return choices.country_choices().get(code, code)


def _passport(held: HeldPassport) -> str:
    return _joined(str(held.number), _country(held.country) if held.country else "")


def _address(address: KnownAddress) -> str:
    years = _joined(
        f"since {show_date(address.since)}" if address.since else "",
        f"until {show_date(address.until)}" if address.until else "",
    )
    where = _joined(*address.lines, address.postcode, _country(address.country))
    return f"{where} ({years})" if years else where


def _description(seen: Description) -> str:
    return _joined(
        show_date(seen.on),
        f"{seen.height} cm" if seen.height else "",
        seen.build,
        f"hair {seen.hair}" if seen.hair else "",
        f"eyes {seen.eyes}" if seen.eyes else "",
        seen.ethnic_appearance,
        *seen.marks,
    )


def _marker(marker: Marker) -> str:
    meaning = choices.MARKERS.get(marker.code, "")
    return _joined(
        f"{marker.code} {meaning}".strip(), marker.text, show_date(marker.date), _force(marker.force)
    )


def _report(report: Report) -> str:
    return _joined(
        f"{choices.REPORTS[report.kind]} {report.asn}",
        show_date(report.date),
        _force(report.force),
        report.station,
        _of(report.matters),
    )


def _case(case: CourtCase) -> str:
    return _joined(str(case.reference), _court(case), show_date(case.date), _of(case.matters))


def _matter(matter: Matter) -> Line:
    offence = _joined(
        f"{choices.MATTERS[matter.kind]}: {matter.offence.title}",
        choices.INCHOATE[matter.offence.inchoate].lower() if matter.offence.inchoate else "",
    )
    quiet = _joined(
        matter.offence.cjs_code or "",
        f"offence {show_date(matter.offence_date)}" if matter.offence_date else "",
        f"to {show_date(matter.offence_until)}" if matter.offence_until else "",
        f"decided {show_date(matter.date)}" if matter.date else "",
        _court(matter),
        f"plea {choices.PLEAS[matter.plea].lower()}" if matter.plea else "",
        choices.ADJUDICATIONS[matter.adjudication].lower() if matter.adjudication else "",
        f"{matter.taken_into_consideration} taken into consideration"
        if matter.taken_into_consideration
        else "",
        choices.JURISDICTIONS[matter.jurisdiction] if matter.jurisdiction != "england_and_wales" else "",
        f"ASN {matter.asn}" if matter.asn else "",
        f"case {matter.court_case}" if matter.court_case else "",
        f"matter {matter.id}",
    )
    under = [_disposal(matter.id, n, disposal) for n, disposal in enumerate(matter.disposals)]
    place = f"matters~{matter.id}"
    return Line(offence, place, quiet, under, f"disposals~{matter.id}~new", "Add a disposal")


def _disposal(matter_id: str, number: int, disposal: Disposal) -> Line:
    steps = f"{matter_id}~{number}"
    under = [
        Line(_joined(choices.VARIATIONS[v.kind], _decided(v), v.court), f"variations~{steps}~{n}")
        for n, v in enumerate(disposal.variations)
    ]
    return Line(
        _decided(disposal),
        f"disposals~{steps}",
        "",
        under,
        f"variations~{steps}~new",
        "Add a later decision",
    )


def _decided(decided: Disposal | Variation) -> str:
    return _joined(
        f"{decided.text} ({decided.code})",
        show_length(decided.duration),
        f"£{show_money(decided.amount)}" if decided.amount is not None else "",
        *(find_qualifier(q.code) or show_qualifiers([q]) for q in decided.qualifiers),
        show_date(decided.date),
    )


def _court(held: Matter | CourtCase) -> str:
    return held.court or held.court_code


def _force(code: str) -> str:
    return force_name(code) or code


def _of(matters: Sequence[str]) -> str:
    return f"matters {', '.join(matters)}" if matters else ""


def _joined(*parts: Any) -> str:  # noqa: ANN401 - texts, some of them empty
    return ", ".join(str(part) for part in parts if part)
