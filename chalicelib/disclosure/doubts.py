"""What in a record contradicts itself or can't be understood, in sentences: each sends its matter to a person."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.disclosure.rules import Rules
from chalicelib.disclosure.sentences import unknown_codes
from chalicelib.disclosure.spans import Span
from chalicelib.disclosure.wording import KINDS, date_in_words
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import age_on
from chalicelib.records.models import Adjudication, Jurisdiction, Matter, MatterKind, Offence
from chalicelib.reference.countries import find_country
from chalicelib.reference.offences import find_offence
from chalicelib.reference.results import ResultType, find_result

_YOUNGEST = 8
"""Nobody younger was answerable for an offence anywhere in the United Kingdom (Scotland until 2019: Criminal
Procedure (Scotland) Act 1995, s41)."""
_COMPLETE_CODE = 7


@dataclass(frozen=True)
class Person:
    """Whose record it is, as far as it says when they were born."""

    birth_dates: tuple[PartialDate, ...]
    """Every one that is recorded but those that systems fill in when nobody knows."""

    @property
    def born(self) -> Span | None:
        """Every day on which the person may have been born; None when none is recorded."""
        return Span.over(self.birth_dates)

    def ages_on(self, day: Span) -> tuple[int, int] | None:
        """The youngest and oldest that they may have been, in years; None without a birth date."""
        born = self.born
        if born is None:
            return None
        return age_on(born.latest, day.earliest), age_on(born.earliest, day.latest)


def doubts_of(matter: Matter, person: Person, rules: Rules, on: date) -> tuple[str, ...]:
    """Every contradiction in a matter by itself; none is no proof that it is right."""
    return (
        *_unreadable(matter),
        *doubts_of_dates(matter, on),
        *_of_age(matter, person),
        *_of_place(matter),
        *_of_offence(matter),
        *doubts_of_kind(matter, rules),
        *unknown_codes(matter),
    )


def weighed_offence(matter: Matter) -> Offence | None:
    """The offence by which a matter is sorted: overseas the equivalent of English law, None where none is known."""
    return matter.equivalent if matter.jurisdiction is Jurisdiction.OVERSEAS else matter.offence


def _unreadable(matter: Matter) -> Iterator[str]:
    """Characters that nobody sees may make a line read as something else."""
    texts = [matter.offence.title, matter.court, *(d.text for d in matter.disposals)]
    texts += [v.text for d in matter.disposals for v in d.variations]
    if matter.equivalent:
        texts.append(matter.equivalent.title)
    if any(unicodedata.category(char) == "Cf" for text in texts for char in text):
        yield "Its words hold characters that can't be seen and that may turn how they read."


def doubts_of_dates(matter: Matter, on: date) -> Iterator[str]:
    """Whether its days have come, and in the order in which such days come."""
    named = [
        ("decision", matter.date),
        ("offence", matter.offence_date),
        ("offence's end", matter.offence_until),
    ]
    later = [(v, d.date or matter.date) for d in matter.disposals for v in d.variations]
    named += [("disposal", disposal.date) for disposal in matter.disposals]
    named += [("later decision", variation.date) for variation, _ in later]
    yield from (
        f"The {what} is dated {date_in_words(day)}, which has not come yet."
        for what, day in named
        if day and on < day.earliest
    )
    yield from _out_of_order(
        matter.offence_date, matter.date, "The offence is dated after the decision on it"
    )
    yield from _out_of_order(matter.offence_date, matter.offence_until, "The offence ended before it began")
    yield from _out_of_order(
        matter.offence_until, matter.date, "The offence went on after the decision on it"
    )
    if matter.offence_until and not matter.offence_date:
        yield "The offence has a last day and no first."
    for disposal in matter.disposals:
        yield from _out_of_order(matter.date, disposal.date, "A disposal is dated before the decision")
    for variation, before in later:
        yield from _out_of_order(before, variation.date, "A disposal changed before it was given")


def _out_of_order(first: PartialDate | None, second: PartialDate | None, sentence: str) -> Iterator[str]:
    if first and second and second.latest < first.earliest:
        yield f"{sentence}: {date_in_words(first)} and {date_in_words(second)}."


def _of_age(matter: Matter, person: Person) -> Iterator[str]:
    for what, day in (("offence", matter.offence_date), ("decision", matter.date)):
        ages = person.ages_on(Span.of(day)) if day else None
        if ages and ages[1] < _YOUNGEST:
            yield f"By the birth dates on the record the person was younger than {_YOUNGEST} at the {what}."


def _of_place(matter: Matter) -> Iterator[str]:
    abroad = matter.jurisdiction is Jurisdiction.OVERSEAS
    if abroad and matter.country == "GB":
        yield "It is marked as decided overseas, and its country is the United Kingdom."
    if not abroad and matter.country != "GB":
        yield f"Its country is {matter.country}, and it is not marked as decided overseas."
    if not find_country(matter.country):
        yield f"The country {matter.country} is in no list of countries."
    equivalent = matter.equivalent
    if not abroad and equivalent and equivalent.cjs_code != matter.offence.cjs_code:
        yield "It names an offence of English law that comes closest, and is not marked as decided overseas."


def _of_offence(matter: Matter) -> Iterator[str]:
    """Of the offence that is weighed: overseas the equivalent one of English law."""
    offence = weighed_offence(matter) or matter.offence
    suffix = (offence.cjs_code or "")[_COMPLETE_CODE:]
    known = find_offence(offence.cjs_code) if offence.cjs_code else None
    in_code = known.inchoate if known else None
    if offence.cjs_code and known is None:
        yield f"The offence code {offence.cjs_code} is in no list of offences."
    if offence.recordable is False or (known and not known.recordable):
        yield "The offence is not recordable, so it should not be on this record by itself."
    if offence.inchoate and suffix and (in_code is None or in_code.value != offence.inchoate.value):
        yield f"The code {offence.cjs_code} and the mark {offence.inchoate} disagree on whether it was completed."


def doubts_of_kind(matter: Matter, rules: Rules) -> Iterator[str]:
    """Whether the finding and the disposals contradict the kind of event."""
    found, kind = matter.adjudication, matter.kind
    name, is_open = KINDS[kind].lower(), kind in rules.kinds.always_shown
    if kind is MatterKind.CONVICTION:
        if found in {Adjudication.NOT_GUILTY, Adjudication.NON_CONVICTION}:
            yield f"It is entered as a conviction, and the finding is {_words(found)}."
        return
    if found is Adjudication.GUILTY or (found and is_open):
        yield f"It is entered as {name}, and the finding is {_words(found)}."
    if found is Adjudication.NOT_GUILTY and kind in rules.kinds.caution:
        yield f"It is entered as {name}, and the finding is {_words(found)}."
    if matter.taken_into_consideration and not is_open:
        yield f"Further offences were taken into consideration, which does not go with {name}."
    for disposal in matter.disposals:
        fits = disposal.code in _fitting(kind, rules)
        if not fits and (kind in rules.kinds.caution or not _settles_nothing(disposal.code, rules)):
            yield f"“{disposal.text}” ({disposal.code}) does not go with {name}."
    if not is_open and any(d.variations for d in matter.disposals):
        yield f"What was decided on it changed later, which does not go with {name}."


def _fitting(kind: MatterKind, rules: Rules) -> Sequence[str]:
    """The disposal codes that may stand with a kind of event that is no conviction."""
    sentences = rules.sentences
    if kind in rules.kinds.caution:
        return sentences.caution
    return {
        MatterKind.ACQUITTAL: (*sentences.no_conviction, *sentences.beside),
        MatterKind.NO_FURTHER_ACTION: (*sentences.no_action, *sentences.no_conviction),
        MatterKind.PENALTY_NOTICE: sentences.notice,
    }.get(kind, ())


def _settles_nothing(code: str, rules: Rules) -> bool:
    """Whether a result only says where the case went next."""
    result = find_result(code)
    if result is None or code in rules.sentences.carried_forward:
        return result is not None
    return result.type is ResultType.INTERIM or (result.type is ResultType.UNMARKED and code.startswith("4"))


def _words(found: Adjudication | None) -> str:
    return found.value.replace("_", " ") if found else "not known"
