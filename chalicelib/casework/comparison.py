"""Applicant beside candidates, fact by fact, with every difference marked where it stands."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from chalicelib.certificates.models import Holder
from chalicelib.kernel.people import Sex
from chalicelib.records.checks import Candidate
from chalicelib.records.models import Nominal


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
    born = [holder.birth_date.isoformat()]
    return [
        Row("Names", names, [_texts(names, [name.full for name in n.names]) for n in nominals]),
        Row("Date of birth", born, [_dates(born[0], n.birth_dates) for n in nominals]),
        Row("Sex", [_SEXES[holder.sex]], [_sex(holder.sex, n.sex) for n in nominals]),
        Row("Place of birth", [holder.birth_place], [_place(holder.birth_place, n) for n in nominals]),
    ]


def _texts(ours: Sequence[str], theirs: Sequence[str]) -> Cell:
    marks = {_text_mark(ours, text) for text in theirs}
    best = next((m for m in (Mark.SAME, Mark.CLOSE, Mark.DIFFERENT) if m in marks), Mark.UNKNOWN)
    return Cell([_pieces(_nearest(ours, text), text) for text in theirs], best)


def _text_mark(ours: Sequence[str], text: str) -> Mark:
    nearest = _nearest(ours, text)
    if _plain(nearest) == _plain(text):
        return Mark.SAME
    return Mark.CLOSE if _likeness(nearest, text) >= _CLOSE else Mark.DIFFERENT


def _dates(ours: str, theirs: Sequence[str]) -> Cell:
    if not theirs:
        return Cell([], Mark.UNKNOWN)
    values = [_pieces(ours[: len(text)], text) for text in theirs]
    if ours in theirs:
        return Cell(values, Mark.SAME)
    agrees_so_far = any(ours.startswith(text) for text in theirs)
    one_slip = any(_slips(ours, text) <= 1 or _swapped(ours) == text for text in theirs)
    return Cell(values, Mark.CLOSE if agrees_so_far or one_slip else Mark.DIFFERENT)


def _slips(ours: str, text: str) -> int:
    if len(ours) != len(text):
        return len(ours)
    return sum(a != b for a, b in zip(ours, text, strict=True))


def _swapped(iso: str) -> str:
    """Day and month the other way round."""
    year, month, day = iso.split("-")
    return f"{year}-{day}-{month}"


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


def _pieces(ours: str, text: str) -> list[Piece]:
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
