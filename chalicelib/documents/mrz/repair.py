"""Rows as a reader saw them, made into rows of a zone where that can be done without guessing.

Three repairs, and each is reported:
- a run of fillers is cut or stretched to the row's width: how many there are says nothing;
- a character that can't stand at its place becomes the one that it is taken for (a letter O among the digits of a
  date is the digit 0): there is one candidate, so that nothing is chosen;
- at places where the reader itself was in doubt between two signs that look alike, its other reading is taken when
  the field's own check digit and the one over all prove it, and no other choice does.
A digit is never made another digit, and what the reader was sure of is never changed to please a check digit: a
tampered digit stays wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from chalicelib.documents.mrz.digits import agreement
from chalicelib.documents.mrz.layouts import FILLER, Layout, Letters, layout_of

_AS_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_AS_LETTER = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
_TAKEN_FOR = {Letters.DIGITS: _AS_DIGIT, Letters.ALPHA: _AS_LETTER}
_ALIKE = ("0ODQ", "1ILT", "2Z7", "4A", "5S", "6G", "8B", "CG", "CKL<", "EF", "HMNW", "KX", "PR", "UVY")
"""Signs of OCR-B that readers confuse."""
_SAME = str.maketrans(
    {"\u00ab": "<<", "\u2039": "<", "\u3008": "<", "\u300a": "<<", "\uff1c": "<", "\u2264": "<"}
    | dict.fromkeys("([{", "<")
)
"""What readers make of fillers: quotation marks, brackets of other scripts."""
_MOST_DOUBTS, _MOST_CHANGES = 12, 3
_SHAPES = ((3, 30), (2, 36), (2, 44))
_NEAR = 6
"""Fillers that a reader may lose or add in a row before the row could be one of another form."""

Place = tuple[int, int]


class Why(StrEnum):
    """What speaks for a change."""

    FILLERS = "fillers"
    PLACE = "place"
    CHECK_DIGITS = "check_digits"


@dataclass(frozen=True)
class Correction:
    """One change: at which row and place (from 0), what was read, and what stands there now."""

    row: int
    place: int
    read: str
    taken: str
    why: Why


@dataclass(frozen=True)
class Repaired:
    """Rows with all that was changed in them."""

    rows: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()


def repair(rows: Sequence[str], doubts: Mapping[Place, str] | None = None) -> Repaired | None:
    """Rows of a zone's lengths, or None when these can't be made such.

    `doubts` are the places, as read, where the reader could as well have said another character, and which. They
    count for rows whose width needs no change.
    """
    written = tuple(_written(row) for row in rows)
    fitted = _fit(written)
    if fitted is None:
        return None
    layout = layout_of(fitted.rows)
    assert layout is not None  # noqa: S101 - every shape of _SHAPES has one
    placed = _placed(layout, fitted.rows)
    moved = {correction.row for correction in fitted.corrections}
    open_places = {at: other for at, other in (doubts or {}).items() if at[0] not in moved}
    proved = _proved(layout, placed.rows, open_places)
    return Repaired(proved.rows, fitted.corrections + placed.corrections + proved.corrections)


def _written(row: str) -> str:
    return re.sub(r"[^A-Z0-9<]", "", row.upper().translate(_SAME))


# ---- widths ----


def _fit(rows: tuple[str, ...]) -> Repaired | None:
    for height, width in _SHAPES:
        if len(rows) != height or any(abs(len(row) - width) > _NEAR for row in rows):
            continue
        fitted = [_to_width(row, width) for row in rows]
        if all(len(row) == width for row in fitted):
            changed = tuple(
                Correction(number, 0, old, new, Why.FILLERS)
                for number, (old, new) in enumerate(zip(rows, fitted, strict=True))
                if old != new
            )
            return Repaired(tuple(fitted), changed)
    return None


def _to_width(row: str, width: int) -> str:
    """The row with its longest run of two or more fillers cut or stretched; as it is when there is none."""
    runs = sorted(re.finditer(r"<{2,}", row), key=lambda run: (len(run[0]), run.start()))
    if len(row) == width or not runs:
        return row
    longest = runs[-1]
    size = len(longest[0]) + width - len(row)
    return row if size < 1 else row[: longest.start()] + FILLER * size + row[longest.end() :]


# ---- places ----


def _placed(layout: Layout, rows: tuple[str, ...]) -> Repaired:
    corrections = tuple(
        Correction(row, place, character, taken, Why.PLACE)
        for row, text in enumerate(rows)
        for place, character in enumerate(text)
        if (taken := _TAKEN_FOR.get(layout.letters_at(row, place), {}).get(character))
    )
    return Repaired(_changed(rows, {(one.row, one.place): one.taken for one in corrections}), corrections)


def _changed(rows: tuple[str, ...], changes: Mapping[Place, str]) -> tuple[str, ...]:
    return tuple(
        "".join(changes.get((row, place), character) for place, character in enumerate(text))
        for row, text in enumerate(rows)
    )


# ---- check digits ----


def _proved(layout: Layout, rows: tuple[str, ...], doubts: Mapping[Place, str]) -> Repaired:
    """The one choice among doubtful places, of fewest changes, with which every check digit agrees.

    Fields that the digit over all alone covers are left: to change them could hide what was done to another field.
    """
    failing = {name for name, agrees in agreement(layout, rows).items() if not agrees} - {"all"}
    spans = [span for check in layout.checks if check.name in failing for span in check.covers]
    usable = {
        at: other
        for at, other in doubts.items()
        if any(at in span for span in spans) and _may_become(layout, rows, at, other)
    }
    if not 0 < len(usable) <= _MOST_DOUBTS:
        return Repaired(rows)
    for size in range(1, _MOST_CHANGES + 1):
        proving = list(_proving(layout, rows, usable, size))
        if len(proving) == 1:
            return _with(rows, proving[0])
        if proving:
            break
    return Repaired(rows)


def _may_become(layout: Layout, rows: tuple[str, ...], at: Place, other: str) -> bool:
    now = rows[at[0]][at[1]]
    fits = other == FILLER or other in layout.letters_at(*at)
    alike = any(now in signs and other in signs for signs in _ALIKE)
    return now != other and fits and alike and not (now.isdigit() and other.isdigit())


def _proving(
    layout: Layout, rows: tuple[str, ...], doubts: Mapping[Place, str], size: int
) -> Iterator[dict[Place, str]]:
    for places in combinations(sorted(doubts), size):
        changes = {at: doubts[at] for at in places}
        if all(agreement(layout, _changed(rows, changes)).values()):
            yield changes


def _with(rows: tuple[str, ...], changes: Mapping[Place, str]) -> Repaired:
    corrections = tuple(
        Correction(row, place, rows[row][place], taken, Why.CHECK_DIGITS)
        for (row, place), taken in sorted(changes.items())
    )
    return Repaired(_changed(rows, changes), corrections)
