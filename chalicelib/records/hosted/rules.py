"""Rules of entry: what a record must keep to before it is stored, each broken one said in a sentence."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.police_identifiers.written import Standing, WrittenIdentifier, understand
from chalicelib.records.models import Disposal, Jurisdiction, Matter, MatterKind, Nominal, Record, Variation
from chalicelib.reference.courts import UNCODED, courts_of, find_court
from chalicelib.reference.forces import force_name
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import find_result

TIMED = frozenset({"1002", "1024", "1081", "1115", "1134"})
"""Imprisonment, youth custody and the same suspended: they have a length."""
FOR_LIFE = frozenset({"1002", "1003", "1007", "1024"})
"""What may be for life."""
FINE = "1015"
OUT_OF_COURT = frozenset({"1109", "1113", "1117"})
"""Penalty notice, no further action, conditional caution completed: codes of the first series that no court gives."""
YOUNGEST = 10
"""Years: under it nobody can be guilty of an offence (Children and Young Persons Act 1933 s50)."""
FIRST_BIRTH = date(1900, 1, 1)
"""Nobody on a computer that was switched on in 1974 was born before, but by a slip."""
_SENTENCES, _NO_CONVICTION = "1", "2"


class Problem(str):
    """A broken rule in a sentence, and the field of the entry in which it stands."""

    __slots__ = ("field",)

    def __new__(cls, field: str, sentence: str) -> Self:
        made = super().__new__(cls, sentence)
        made.field = field
        return made

    field: str


def problems_of(record: Record, *, before: Record | None = None, today: date) -> tuple[Problem, ...]:
    """What is wrong with an entry. What stood in the record `before` and was not touched is not judged again."""
    found = list(_about_person(record.nominal, today)) if _is_new(record, before) else []
    known = before.matters if before else ()
    for matter in record.matters:
        if matter not in known:
            wrong = _about(matter, record, today)
            found += [Problem(p.field, f"{matter.offence.title}: {p}") for p in wrong]
    return tuple(dict.fromkeys(found))


def _is_new(record: Record, before: Record | None) -> bool:
    """Whether anything about the person changed besides the version."""
    if before is None:
        return True
    return record.nominal.model_copy(update={"version": 0}) != before.nominal.model_copy(
        update={"version": 0}
    )


def _about_person(nominal: Nominal, today: date) -> Iterator[Problem]:
    if nominal.pncid and not _stands(nominal.pncid, today):
        yield Problem("pncid", "The PNCID can't be read: its form, its year or its check letter is wrong.")
    if nominal.cro and not _stands(nominal.cro, today):
        yield Problem("cro", "The CRO number can't be read: its form or its check letter is wrong.")
    if not all(_stands(number, today) for number in nominal.driver_numbers):
        yield Problem(
            "number", "A driver number can't be read. In Great Britain it looks like MORGA657054SM9IJ."
        )
    if not all(_stands(held.number, today) for held in nominal.passports):
        yield Problem("number", "A passport number can't be read. It has 5 to 15 letters and digits.")
    if any(character.isdigit() for name in nominal.names for character in name.full):
        yield Problem("surname", "A name contains a digit. Names are written in letters.")
    if any(born.latest < FIRST_BIRTH for born in nominal.birth_dates):
        yield Problem("date", f"A date of birth lies before {FIRST_BIRTH.year}. Check its year.")
    if any(born.earliest > today for born in nominal.birth_dates):
        yield Problem("date", "A date of birth lies in the future.")


def _about(matter: Matter, record: Record, today: date) -> Iterator[Problem]:
    yield from _about_dates(matter, record, today)
    yield from _about_offence(matter, record)
    yield from _about_disposals(matter)
    yield from _about_numbers(matter)


def _about_dates(matter: Matter, record: Record, today: date) -> Iterator[Problem]:
    dates = {"offence_date": matter.offence_date, "offence_until": matter.offence_until, "date": matter.date}
    late = [field for field, day in dates.items() if day and day.earliest > today]
    if not late and any(day and day.earliest > today for day in _disposal_dates(matter.disposals)):
        late = ["date"]
    yield from (Problem(field, "a date lies in the future.") for field in late)
    if _is_after(matter.offence_date, matter.offence_until):
        yield Problem("offence_until", "the offence ends before it begins.")
    if _is_after(matter.offence_until or matter.offence_date, matter.date):
        yield Problem("date", "it was decided before the offence.")
    if any(_is_after(matter.date, v.date) for d in matter.disposals for v in d.variations):
        yield Problem("date", "a disposal was varied before it was imposed.")
    ages = record.ages_at(matter)
    if ages and ages[1] < YOUNGEST and matter.jurisdiction is Jurisdiction.ENGLAND_AND_WALES:
        yield Problem(
            "offence_date", f"the person was under {YOUNGEST}, an age at which nobody can be guilty."
        )


def _about_offence(matter: Matter, record: Record) -> Iterator[Problem]:
    if matter.jurisdiction is not Jurisdiction.ENGLAND_AND_WALES:
        return
    code = matter.offence.cjs_code
    if code is None:
        yield Problem("cjs_code", "an offence in England and Wales needs its CJS code.")
    elif find_offence(code) is None:
        yield Problem("cjs_code", f"there is no offence with the code {code}.")
    elif not _is_recordable(matter) and not any(_is_recordable(m) for m in _same_case(matter, record)):
        yield Problem(
            "cjs_code", "the offence is not recordable, and nothing recordable was decided with it."
        )


def _about_disposals(matter: Matter) -> Iterator[Problem]:
    for disposal in matter.disposals:
        yield from _about_decision(disposal)
        for variation in disposal.variations:
            yield from _about_decision(variation)
    codes = [disposal.code for disposal in matter.disposals]
    sentences = [c for c in codes if c.startswith(_SENTENCES) and c not in OUT_OF_COURT]
    if sentences and matter.kind is not MatterKind.CONVICTION:
        yield Problem("code", f"only a conviction carries the disposal {sentences[0]}.")
    if codes and matter.kind is MatterKind.CONVICTION and all(c.startswith(_NO_CONVICTION) for c in codes):
        yield Problem("code", f"a conviction does not end with the disposal {codes[0]} alone.")


def _about_decision(decided: Disposal | Variation) -> Iterator[Problem]:
    result = find_result(decided.code)
    if result is None:
        yield Problem("code", f"there is no disposal with the code {decided.code}.")
        return
    if decided.code in TIMED and isinstance(decided, Disposal) and decided.duration is None:
        yield Problem("duration", f"{result.text} needs its length.")
    if decided.code == FINE and isinstance(decided, Disposal) and decided.amount is None:
        yield Problem("amount", "a fine needs its amount.")
    if decided.duration == "Y999" and decided.code not in FOR_LIFE:
        yield Problem("duration", f"{result.text} is never for life.")
    for qualifier in decided.qualifiers:
        if qualifier.code not in result.qualifiers:
            yield Problem("qualifiers", f"{result.text} does not take the qualifier {qualifier.code}.")


def _about_numbers(matter: Matter) -> Iterator[Problem]:
    if matter.force and force_name(matter.force) is None:
        yield Problem("force", f"there is no force with the code {matter.force}.")
    if matter.court_code and not _is_court(matter.court_code):
        yield Problem("court_code", f"there is no court with the code {matter.court_code}.")
    if matter.court_code == UNCODED and not matter.court:
        yield Problem("court", "a court without a code needs its name.")
    if matter.asn and matter.asn.standing is Standing.UNREADABLE:
        yield Problem("asn", "the arrest/summons number is wrong.")
    if matter.court_case and not matter.court_case.identifies:
        yield Problem("court_case", "the court case reference is wrong.")


def _is_court(code: str) -> bool:
    return code == UNCODED or bool(courts_of(code)) or find_court(code) is not None


def _is_recordable(matter: Matter) -> bool:
    offence = find_offence(matter.offence.cjs_code or "")
    return offence is not None and offence.recordable


def _same_case(matter: Matter, record: Record) -> Iterable[Matter]:
    """What was decided in the same proceedings: with a recordable conviction the others are recorded too
    (National Police Records (Recordable Offences) Regulations 2000, reg 3).
    """
    if matter.court_case:
        key = matter.court_case.key
        return [m for m in record.matters if m.court_case and m.court_case.key == key]
    return [m for m in record.matters if m.date and (m.date, m.court) == (matter.date, matter.court)]


def _disposal_dates(disposals: Iterable[Disposal]) -> Iterator[PartialDate | None]:
    for disposal in disposals:
        yield disposal.date
        yield from (variation.date for variation in disposal.variations)


def _is_after(first: PartialDate | None, second: PartialDate | None) -> bool:
    """Whether the first lies after the second whatever their unknown parts are."""
    return bool(first and second and second.is_before(first))


def _stands(number: WrittenIdentifier, today: date) -> bool:
    """Whether a number can be read on this day, and is a number of somebody."""
    return number.identifies and understand(number.scheme, str(number), today=today).identifies
