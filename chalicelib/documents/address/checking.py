"""What becomes of a paper that is to show where the applicant lives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from chalicelib.documents.address.ages import earliest_day
from chalicelib.documents.address.copies import pages_of
from chalicelib.documents.address.dating import Dated, Rank, dates_of
from chalicelib.documents.address.kinds import PaperKind, kind_of
from chalicelib.documents.address.names import Likeness
from chalicelib.documents.address.naming import Named, named
from chalicelib.documents.address.places import Place, places_in
from chalicelib.documents.address.words import Cell, Seen, cells_of, mark_of, sure_of
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Decision, Field, Judged, Note
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile

_SURE = 0.6
"""How sure every letter of what counts must be."""
_FEW = 8
"""Words below which a page could not be read."""
_LONGEST_PERIOD = timedelta(days=62)
"""A statement that was issued longer than this after what it covers was printed again, long after."""
_PERIODICAL = frozenset({"bank_statement", "utility_bill", "broadband_bill", "mortgage_statement"})
_NOT_TAKEN = {"mobile_bill": Reason.PAPER_MOBILE, "driving_licence_paper": Reason.PAPER_LICENCE}


@dataclass(frozen=True)
class Read:
    """What was found on a paper."""

    kind: PaperKind | None
    dated: Dated | None
    place: Place | None
    name: Named


@dataclass(frozen=True)
class Page:
    """One page held against what was typed."""

    cells: tuple[Cell, ...]
    claims: Claims
    today: date

    @cached_property
    def named(self) -> tuple[Place | None, Named]:
        """The place that agrees best, and the name that stands at it."""
        pairs = [
            (place, named(place, self.cells, self.claims)) for place in places_in(self.cells, self.claims)
        ]
        best = max(
            pairs, key=lambda pair: (pair[0].agreement > 0, pair[1].likeness, pair[0].agreement), default=None
        )
        return best or (None, Named(Likeness.NOBODY))

    @cached_property
    def dates(self) -> list[Dated]:
        return dates_of(self.cells, self.today)


class Days(NamedTuple):
    """Today, and the oldest day that the paper may bear."""

    today: date
    earliest: date


def check_paper(copy: CleanFile, claims: Claims, today: date, *, is_second: bool = False) -> Judged:
    """Whether a paper is of a kind that is taken, recent, and to the applicant at the typed address.

    The second of two proofs may be older than the first. Only what is sure is accepted; what is missing is asked for,
    and what is unsure a person looks at. Raises `ReaderMissing` when the copy is a picture and the networks are not
    here.
    """
    pages = []
    for words in pages_of(copy):
        page = Page(cells_of(words) if words else (), claims, today)
        pages.append(page)
        if page.named[1].likeness > Likeness.OTHER:
            break
    return _judge(pages, claims, Days(today, earliest_day(today, is_second=is_second)))


def _judge(pages: Sequence[Page], claims: Claims, days: Days) -> Judged:
    cells = [cell for page in pages for cell in page.cells]
    if sum(len(cell.words) for cell in cells) < _FEW:
        return Judged(decision=Decision.RETAKE, notes=(Note(reason=Reason.PAPER_UNCLEAR),))
    best = max(pages, key=lambda page: (page.named[1].likeness, (page.named[0] or _NOWHERE).agreement))
    read = Read(kind_of(cells), _issued(best, pages), *best.named)
    fields = dict(_fields(read, claims))
    if not (claims.address and claims.surname and claims.forenames):
        return _person(fields)
    wrong = tuple(_wrong(read, claims, days))
    if not wrong and not any(page.dates for page in pages):
        wrong = (Note(reason=Reason.PAPER_NO_DATE),)
    if wrong:
        return Judged(decision=Decision.RETAKE, notes=wrong, fields=fields)
    if _is_unsure(read, pages, days):
        return _person(fields)
    return Judged(decision=Decision.ACCEPTED, fields=fields)


_NOWHERE = Place((), (), ())


def _person(fields: Mapping[str, Field]) -> Judged:
    return Judged(decision=Decision.PERSON, notes=(Note(reason=Reason.PAPER_UNSURE),), fields=fields)


def _issued(best: Page, pages: Sequence[Page]) -> Dated | None:
    """The surest date of the page with the address, else of another page."""
    found = [one for page in (best, *pages) for one in page.dates if one.rank > Rank.NONE]
    return max(found, key=lambda one: one.rank, default=None)


def _wrong(read: Read, claims: Claims, days: Days) -> Iterator[Note]:
    """What is surely wrong, the worst first, with what has to be brought instead."""
    if read.kind and not read.kind.accepted:
        yield Note(reason=_NOT_TAKEN[read.kind.code], mark=mark_of(read.kind.words))
    if read.place is None or read.place.missing:
        missing = (read.place.missing if read.place else "") or ", ".join(claims.address)
        mark = mark_of(read.place.words) if read.place else None
        yield Note(reason=Reason.PAPER_NO_ADDRESS, values={"missing": missing}, mark=mark)
    elif read.name.likeness <= Likeness.OTHER:
        called = f"{claims.forenames} {claims.surname}"
        mark = mark_of(read.name.words or read.place.words)
        yield Note(reason=Reason.PAPER_NO_NAME, values={"name": called}, mark=mark)
    if read.dated and read.dated.day < days.earliest and read.dated.rank > Rank.PERIOD:
        values = {"date": read.dated.day.isoformat(), "earliest": days.earliest.isoformat()}
        yield Note(reason=Reason.PAPER_OLD, values=values, mark=mark_of(read.dated.words))


def _is_unsure(read: Read, pages: Sequence[Page], days: Days) -> bool:
    """Whether a person has to look: at the kind, at a name that is not whole, at the date, at unclear letters."""
    if read.kind is None or read.dated is None or read.place is None or read.name.likeness is Likeness.UNSURE:
        return True
    what_counts = (read.dated.words, read.name.words, read.place.words)
    unclear = min(sure_of(words) for words in what_counts) < _SURE
    return unclear or _may_be_another_day(read.dated, read.kind, pages, days)


def _may_be_another_day(dated: Dated, kind: PaperKind, pages: Sequence[Page], days: Days) -> bool:
    """A day to come, one beside an older one that is as likely, or one long after all that the paper covers."""
    every = [one for page in pages for one in page.dates]
    covered = [one.day for one in every if one.rank is Rank.PERIOD and kind.code in _PERIODICAL]
    return (
        dated.day > days.today
        or dated.is_month_first
        or min(one.day for one in every if one.rank >= dated.rank) < days.earliest
        or (dated.rank is Rank.PERIOD and kind.code not in _PERIODICAL)
        or bool(covered and dated.day - max(covered) > _LONGEST_PERIOD)
    )


def _fields(read: Read, claims: Claims) -> Iterator[tuple[str, Field]]:
    kind, dated, place, name = read.kind, read.dated, read.place, read.name
    if kind:
        yield "kind", _field(kind.code, kind.confidence, kind.words)
    if dated:
        yield "date", _field(dated.day.isoformat(), dated.rank.confidence, dated.words)
    if name.words:
        yield "name", _field(_text(name.words), name.likeness.confidence, name.words)
    if place:
        text = ", ".join(_text(line).strip(" ,") for line in place.lines)
        yield "address", _field(text, place.agreement, place.words)
        if claims.postcode:
            yield "postcode", _field(_text(place.postcode).strip(" ,."), 1.0, place.postcode)


def _field(value: str, confidence: float, words: Sequence[Seen]) -> Field:
    return Field(value=value, confidence=round(min(confidence, sure_of(words)), 3), mark=mark_of(words))


def _text(words: Sequence[Seen]) -> str:
    return " ".join(word.text for word in words)
