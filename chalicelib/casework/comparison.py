"""Applicant beside candidates, fact by fact, with every difference marked where it stands."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from chalicelib.certificates.models import Holder
from chalicelib.disclosure.wording import date_in_words
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.kernel.people import Sex
from chalicelib.records.checks import Candidate
from chalicelib.records.models import Nominal
from chalicelib.web.words import country


class Mark(StrEnum):
    """How a candidate's fact stands to the applicant's; shown as a sign and a word, never as colour alone."""

    SAME = "same"
    CLOSE = "close"
    DIFFERENT = "differs"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Piece:
    """Some characters of a value, and whether they differ from the applicant's."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Cell:
    """A candidate's values of one fact (each in pieces), and the mark over them all."""

    values: Sequence[Sequence[Piece]]
    mark: Mark


@dataclass(frozen=True)
class Row:
    """One fact: the applicant's values, and a cell for each candidate."""

    label: str
    applicant: Sequence[str]
    cells: Sequence[Cell]


def compare(holder: Holder, candidates: Sequence[Candidate]) -> list[Row]:
    """Every fact that both sides can have, in the order in which officers look."""
    nominals = [candidate.nominal for candidate in candidates]
    names = [holder.name.full, *(name.full for name in holder.former_names)]
    born = PartialDate(holder.birth_date)
    rows = [
        Row("Names", names, [_texts(names, [name.full for name in n.names]) for n in nominals]),
        Row("Date of birth", [date_in_words(born)], [_dates(born, n.birth_dates) for n in nominals]),
        Row("Sex", [_SEXES[holder.sex]], [_sex(holder.sex, n.sex) for n in nominals]),
        Row("Place of birth", [holder.birth_place], [_place(holder.birth_place, n) for n in nominals]),
    ]
    if any(nominal.nationalities for nominal in nominals):
        rows.append(
            Row("Nationality", _countries(holder.nationalities), [_nationality(holder, n) for n in nominals])
        )
    if any(nominal.passports for nominal in nominals):
        rows.append(Row("Passport", [holder.passport_number], [_passport(holder, n) for n in nominals]))
    return rows


def _texts(ours: Sequence[str], theirs: Sequence[str]) -> Cell:
    marks = {text_mark(ours, text) for text in theirs}
    best = next((m for m in (Mark.SAME, Mark.CLOSE, Mark.DIFFERENT) if m in marks), Mark.UNKNOWN)
    return Cell([pieces(_nearest(ours, text), text) for text in theirs], best)


def text_mark(ours: Sequence[str], text: str) -> Mark:
    """How a text stands to the nearest of ours."""
    nearest = _nearest(ours, text)
    if _plain(nearest) == _plain(text):
        return Mark.SAME
    return Mark.CLOSE if _likeness(nearest, text) >= _CLOSE else Mark.DIFFERENT


def _dates(ours: PartialDate, theirs: Sequence[PartialDate]) -> Cell:
    marks = {date_mark(ours, date) for date in theirs}
    best = next((m for m in (Mark.SAME, Mark.CLOSE, Mark.DIFFERENT) if m in marks), Mark.UNKNOWN)
    return Cell([date_pieces(ours, date) for date in theirs], best)


def date_mark(ours: PartialDate, theirs: PartialDate) -> Mark:
    """Same; same as far as it is known, exchanged or with one slip; filled in for an unknown one; another."""
    if ours == theirs:
        return Mark.SAME
    if theirs.is_default:
        return Mark.UNKNOWN
    near = ours.could_be(theirs) or ours.swapped() == theirs or ours.is_one_slip_from(theirs)
    return Mark.CLOSE if near else Mark.DIFFERENT


def date_pieces(ours: PartialDate, theirs: PartialDate) -> list[Piece]:
    """The date in words, with a mark on each of day, month and year that is another."""
    known = [
        (theirs.day, theirs.day == ours.day),
        (theirs.month, theirs.month == ours.month),
        (theirs.year, theirs.year == ours.year),
    ]
    same = [is_same for value, is_same in known if value is not None]
    words = date_in_words(theirs).split(" ")
    pieces: list[Piece] = []
    for word, is_same in zip(words, same, strict=True):
        pieces += [*([Piece(" ")] if pieces else []), Piece(word, not is_same)]
    return pieces


def _nationality(holder: Holder, nominal: Nominal) -> Cell:
    ours, theirs = set(holder.nationalities), nominal.nationalities
    if not theirs:
        return Cell([], Mark.UNKNOWN)
    values = [[Piece(text, code not in ours)] for code, text in zip(theirs, _countries(theirs), strict=True)]
    return Cell(values, Mark.SAME if ours & set(theirs) else Mark.DIFFERENT)


def _passport(holder: Holder, nominal: Nominal) -> Cell:
    cell = _texts([holder.passport_number], [str(held.number) for held in nominal.passports])
    # People have several passports, one after another: another number says nothing against them.
    return cell if cell.mark is not Mark.DIFFERENT else Cell(cell.values, Mark.UNKNOWN)


def _countries(codes: Sequence[str]) -> list[str]:
    return [country(code) for code in codes]


def _sex(ours: Sex, theirs: Sex) -> Cell:
    if Sex.UNKNOWN in {ours, theirs}:
        return Cell([[Piece(_SEXES[theirs])]], Mark.UNKNOWN)
    mark = Mark.SAME if ours is theirs else Mark.DIFFERENT
    return Cell([[Piece(_SEXES[theirs], mark is Mark.DIFFERENT)]], mark)


def _place(ours: str, nominal: Nominal) -> Cell:
    return _texts([ours], [nominal.birth_place] if nominal.birth_place else [])


def _nearest(ours: Sequence[str], text: str) -> str:
    return max(ours, key=lambda own: _likeness(own, text))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio()


def pieces(ours: str, text: str) -> list[Piece]:
    """The text cut where it leaves or rejoins the applicant's; case does not count, accents do."""
    matcher = SequenceMatcher(None, _folded(ours), _folded(text), autojunk=False)
    cuts = matcher.get_opcodes()
    return [Piece(text[start:end], tag != "equal") for tag, _, _, start, end in cuts if end > start]


def _folded(text: str) -> str:
    """Lower case, character for character, so that positions still fit the text."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).replace("-", " ").split())


_CLOSE = 0.8
_SEXES = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.UNKNOWN: "Not known"}
