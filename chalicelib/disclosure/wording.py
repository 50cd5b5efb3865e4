"""A matter of a record in the words that a certificate prints."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from chalicelib.disclosure.models import PrintedLine
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.records.models import (
    Disposal,
    Inchoate,
    Jurisdiction,
    Matter,
    MatterKind,
    Offence,
    Qualifier,
    Variation,
    VariationKind,
)
from chalicelib.reference.countries import find_country
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import find_qualifier

KINDS: Mapping[MatterKind, str] = {
    MatterKind.CONVICTION: "Conviction",
    MatterKind.CAUTION: "Caution",
    MatterKind.CONDITIONAL_CAUTION: "Conditional caution",
    MatterKind.REPRIMAND: "Reprimand",
    MatterKind.WARNING: "Warning",
    MatterKind.PENDING_PROSECUTION: "Impending prosecution",
    MatterKind.UNDER_INVESTIGATION: "Under investigation",
    MatterKind.ACQUITTAL: "Acquittal",
    MatterKind.NO_FURTHER_ACTION: "No further action",
    MatterKind.PENALTY_NOTICE: "Penalty notice",
}
_INCHOATE: Mapping[Inchoate, tuple[str, str]] = {
    Inchoate.ATTEMPT: ("attempt", "Attempt"),
    Inchoate.AIDING: ("aid", "Aiding and abetting"),
    Inchoate.CONSPIRACY: ("conspir", "Conspiracy"),
    Inchoate.INCITEMENT: ("incit", "Incitement"),
}
"""The stem that a title has when it says so itself, and what to say when it does not."""
_STEMS = tuple(stem for stem, _ in _INCHOATE.values())
_UNITS = {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}
_LIFE = "Y999"


def describe(matter: Matter) -> str:
    """The kind and the offence: `Caution: Assault by beating`."""
    return f"{KINDS[matter.kind]}: {offence_in_words(matter.offence)}"


def printed_line(matter: Matter) -> PrintedLine:
    """The matter as a certificate prints it."""
    return PrintedLine(
        id=matter.id,
        kind=KINDS[matter.kind],
        offence=offence_in_words(matter.offence),
        date=date_in_words(matter.date) if matter.date else "",
        offence_date=_offence_date(matter),
        court=_place(matter),
        disposal="; ".join(_results(matter)),
    )


def offence_in_words(offence: Offence) -> str:
    """The title without what can't be seen; it says that it was an attempt where only a letter does."""
    title = visible(offence.title).strip() or "Offence without a name"
    inchoate = offence.inchoate or _suffix(offence.cjs_code)
    if inchoate is None or _says(title, inchoate):
        return title
    return f"{_INCHOATE[inchoate][1]}: {title}"


def is_inchoate(offence: Offence) -> bool:
    """Whether the mark, the code's letter or the title's first word says that it was an attempt or the like."""
    marked = offence.inchoate or _suffix(offence.cjs_code)
    return marked is not None or offence.title.lower().startswith(_STEMS)


def _says(title: str, inchoate: Inchoate) -> bool:
    """Whether a title says so itself: `unpaid` is no aid, and `drive or attempt to drive` is one offence."""
    return re.search(rf"(?<!\bor )(?<!/)\b{_INCHOATE[inchoate][0]}", title, re.IGNORECASE) is not None


def visible(text: str) -> str:
    """The text without characters that steer others, such as those that turn the direction of writing."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def day_in_words(day: date) -> str:
    """`3 May 2012`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def date_in_words(partial: str) -> str:
    """`2012-05-03` as 3 May 2012, `2012-05` as May 2012, `2012` as 2012."""
    known = PartialDate(partial)
    parts = (known.day, known.month and _MONTHS[known.month - 1], known.year)
    return " ".join(str(part) for part in parts if part)


def disposal_in_words(disposal: Disposal) -> str:
    """The disposal, its terms and what became of it: `Community Order, 12 months (revoked, 3 May 2012)`."""
    later = "; ".join(_variation_in_words(variation) for variation in disposal.variations)
    return _terms(disposal) + (f" ({later})" if later else "")


def _suffix(code: str | None) -> Inchoate | None:
    """What the letter of a code says; a few codes end in such a letter and are whole offences."""
    complete = 7
    letter = code[complete:] if code else ""
    known = find_offence(code) if code else None
    if known and known.inchoate is None:
        return None
    return Inchoate(letter) if letter in set(Inchoate) else None


def _offence_date(matter: Matter) -> str:
    if matter.offence_date is None:
        return ""
    first = date_in_words(matter.offence_date)
    if matter.offence_until in {None, matter.offence_date}:
        return first
    return f"{first} to {date_in_words(matter.offence_until or '')}"


def _place(matter: Matter) -> str:
    """The court or force; of an overseas matter with its country."""
    court = visible(matter.court)
    if matter.jurisdiction is not Jurisdiction.OVERSEAS or matter.country == "GB":
        return court
    country = find_country(matter.country)
    name = country.name if country else matter.country
    return f"{court}, {name}" if court else name


def _results(matter: Matter) -> list[str]:
    results = [disposal_in_words(disposal) for disposal in matter.disposals]
    others = matter.taken_into_consideration
    if others:
        results.append(f"{others} further offence{'' if others == 1 else 's'} taken into consideration")
    return results


def _terms(decided: Disposal | Variation) -> str:
    parts = [visible(decided.text)]
    if decided.duration:
        parts.append(_duration_in_words(decided.duration))
    if decided.amount is not None:
        pounds, pence = divmod(decided.amount, 100)
        parts.append(f"£{pounds:,}.{pence:02d}")
    parts += [_qualifier_in_words(qualifier) for qualifier in decided.qualifiers]
    return ", ".join(parts)


def _qualifier_in_words(qualifier: Qualifier) -> str:
    """Its meaning; of one that no list knows the letters, so that it is not lost."""
    words = find_qualifier(qualifier.code) or qualifier.code
    return f"{words} {_duration_in_words(qualifier.duration)}" if qualifier.duration else words


def _variation_in_words(variation: Variation) -> str:
    kind = variation.kind.value if variation.kind is not VariationKind.OTHER else "later"
    parts = [kind, date_in_words(variation.date) if variation.date else ""]
    return ", ".join(filter(None, parts)) + f": {_terms(variation)}"


def _duration_in_words(duration: str) -> str:
    if duration == _LIFE:
        return "life"
    count = int(duration[1:])
    return f"{count} {_UNITS[duration[0]]}{'' if count == 1 else 's'}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Spelled here, for `strftime` depends on the machine's locale."""
