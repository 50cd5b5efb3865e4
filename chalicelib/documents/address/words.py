"""Words of a page with where they stand, and the cells of text that they form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from chalicelib.documents.judging import Mark
from chalicelib.documents.rewriting import Word

_A4 = 297 / 210
"""Marks are thousandths of both sides; a page is taken to be as A4 when nothing says how large it is."""
_SAME_ROW = 0.5
"""How much of the lower one's height two cells of one row have in common."""
_OFF = 0.5
"""So many heights at most from the middle of a row to that of one of its words."""
_APART = 1.0
"""So many heights between two words, and they stand in two cells."""
_LETTERS_APART = 2.2
"""And so many letters, which keeps typewriter print together."""
_STACKED = 1.6
"""So many heights at most from one line of a block to the next, middle to middle less one height."""


class Box(NamedTuple):
    """Where something stands on a level page, in one unit across and down."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Seen:
    """A word, where it stands once the page is level, its mark on the copy, and how sure its least sure letter is."""

    text: str
    box: Box
    mark: Mark
    sure: float = 1.0


@dataclass(frozen=True)
class Cell:
    """Words of one row with no wide gap between them."""

    words: tuple[Seen, ...]
    box: Box

    @property
    def page(self) -> int:
        return self.words[0].mark.page

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def words_between(self, start: int, end: int) -> tuple[Seen, ...]:
        """The words that hold the characters of `text` from `start` to before `end`."""
        found, at = [], 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                found.append(word)
            at += len(word.text) + 1
        return tuple(found)


def seen_of(words: Iterable[Word]) -> Iterator[Seen]:
    """A text layer's words as seen ones; what holds spaces is taken apart."""
    for word in words:
        pieces = word.text.split()
        mark, total = word.mark, max(1, len(word.text))
        at = 0
        for piece in pieces:
            at = word.text.index(piece, at)
            ends = [mark.left + (mark.right - mark.left) * place / total for place in (at, at + len(piece))]
            at += len(piece)
            box = Box(ends[0], mark.top * _A4, ends[1], max(mark.bottom * _A4, mark.top * _A4 + 1))
            yield Seen(piece, box, mark)


def cells_of(words: Sequence[Seen]) -> tuple[Cell, ...]:
    """Cells in reading order: page by page, from the top, then from the left."""
    pages = sorted({word.mark.page for word in words})
    return tuple(cell for page in pages for cell in _page([one for one in words if one.mark.page == page]))


def _page(words: list[Seen]) -> list[Cell]:
    usual = median(word.box.height for word in words)
    cells = [cell for row in _rows(words, usual) for cell in _split(row, usual)]
    return sorted(cells, key=lambda cell: (cell.box.top, cell.box.left))


def _rows(words: list[Seen], usual: float) -> list[list[Seen]]:
    """Words level with one another; two columns whose lines do not meet are rows of their own."""
    rows: list[list[Seen]] = []
    for word in sorted(words, key=lambda one: one.box.middle):
        row = next((row for row in reversed(rows[-6:]) if _is_in(row, word.box, usual)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return rows


def _is_in(row: list[Seen], box: Box, usual: float) -> bool:
    """Whether a word's middle is that of the row, however deep or high single letters reach."""
    middle = sum(word.box.middle for word in row) / len(row)
    height = sum(word.box.height for word in row) / len(row)
    return abs(middle - box.middle) < _OFF * max(usual, min(height, box.height))


def _level(one: Box, other: Box) -> bool:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common > _SAME_ROW * min(one.height, other.height)


def _split(row: list[Seen], usual: float) -> Iterator[Cell]:
    ordered = sorted(row, key=lambda word: word.box.left)
    height = max(usual, median(word.box.height for word in ordered))
    letter = sum(word.box.right - word.box.left for word in ordered) / sum(len(word.text) for word in ordered)
    run = [ordered[0]]
    for word in ordered[1:]:
        if word.box.left - run[-1].box.right > max(_APART * height, _LETTERS_APART * letter):
            yield _cell(run)
            run = []
        run.append(word)
    yield _cell(run)


def _cell(run: list[Seen]) -> Cell:
    return Cell(tuple(run), _around(word.box for word in run))


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def before(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """The next cell to the left on the same row."""
    lefts = [
        one
        for one in cells
        if one.page == cell.page and one.box.right <= cell.box.left + 1 and _level(one.box, cell.box)
    ]
    return max(lefts, key=lambda one: one.box.right, default=None)


def after(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """The next cell to the right on the same row."""
    rights = [
        one
        for one in cells
        if one.page == cell.page and one.box.left >= cell.box.right - 1 and _level(one.box, cell.box)
    ]
    return min(rights, key=lambda one: one.box.left, default=None)


def above(cell: Cell, cells: Sequence[Cell], reach: float = 3.0) -> Cell | None:
    """The next cell higher up that stands over this one, no more than `reach` heights away."""
    over = [one for one in cells if one.page == cell.page and _is_over(one.box, cell.box, reach)]
    return max(over, key=lambda one: one.box.bottom, default=None)


def _is_over(upper: Box, lower: Box, reach: float) -> bool:
    common = min(upper.right, lower.right) - max(upper.left, lower.left)
    gap = lower.top - upper.bottom
    return common > 0 and upper.middle < lower.top and gap < reach * min(upper.height, lower.height)


def below(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """The next cell of the same block further down, where a line that is too long goes on."""
    under = [
        one
        for one in cells
        if one.page == cell.page
        and _is_over(cell.box, one.box, _STACKED)
        and abs(one.box.left - cell.box.left) < one.box.height
    ]
    return min(under, key=lambda one: one.box.top, default=None)


def block_up(cell: Cell, cells: Sequence[Cell], most: int = 9) -> list[Cell]:
    """The cell and the lines stacked on it, upwards: lines that begin, or end, or are centred as it does."""
    block = [cell]
    while len(block) < most:
        lower = block[-1]
        higher = above(lower, cells, _STACKED)
        if higher is None or not _is_aligned(higher.box, lower.box):
            break
        block.append(higher)
    return block


def _is_aligned(one: Box, other: Box) -> bool:
    slack = 1.2 * max(one.height, other.height)
    middles = abs((one.left + one.right) - (other.left + other.right)) / 2
    return abs(one.left - other.left) < slack or abs(one.right - other.right) < slack or middles < slack


def mark_of(words: Sequence[Seen]) -> Mark:
    """The mark around words, which stand on one page."""
    marks = [word.mark for word in words]
    return Mark(
        page=marks[0].page,
        left=min(mark.left for mark in marks),
        top=min(mark.top for mark in marks),
        right=max(mark.right for mark in marks),
        bottom=max(mark.bottom for mark in marks),
    )


def sure_of(words: Sequence[Seen]) -> float:
    """How sure the least sure of the words is."""
    return min(word.sure for word in words)
