"""Which of a page's dates is the one on which the paper was issued."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from chalicelib.documents.address.dates import Found, dates_in
from chalicelib.documents.address.folding import fold
from chalicelib.documents.address.words import Cell, Seen, above, before

_PAPER = (
    r"(?:statement|bill|invoice|letter|notice|document|demand|summary|agreement|contract|certificate|correspondence|"
    r"tax point|confirmation|schedule|account)"
)
_ISSUE = re.compile(
    rf"""\b(?:{_PAPER}|issue|billing|print|production|creation|mailing|despatch|dispatch)\W{{0,3}}(?:s\s)?date\W*$
    |\bdate\s(?:of\s|for\s)?(?:this\s|the\s|your\s|our\s)?(?:{_PAPER}|issue|print|printing|production|despatch|dispatch)\W*$
    |\bdate\s(?:this\s\w+\s(?:was\s)?)?(?:issued|printed|produced|prepared|created|generated|sent|posted|billed|written)(?:\son)?\W*$
    |\b(?:issued|dated|printed|produced|prepared|generated|created|sent\sout|posted|billed)(?:\son|\sthis)?\W*$
    |\b{_PAPER}\s(?:of|for|as\s(?:at|of|on))\W*$
    |\btax\spoint\W*$
    |\bas\s(?:at|of|on)\W*$
    |\bmade\son\W*$
    |\bdyddiad\s(?:y\s|yr\s|eich\s)?(?:bil|llythyr|datganiad|cyfriflen|anfoneb|hysbysiad|cyhoeddi|dyroddi|argraffu|ddogfen)\W*$
    |\b(?:cyhoeddwyd|dyddiedig|argraffwyd|anfonwyd)(?:\sar)?\W*$""",
    re.VERBOSE,
)
_DATE = re.compile(r"(?:^|[/|:]\s?)(?:our\s|the\s|todays\s|letter\s)?(?:date|dyddiad)\W*$")
_OTHER = re.compile(
    r"\b(?:due|pay|paid|payable|payment|payments|by|before|until|till|from|to|between|ends?|ending|ended|next|last|previous|"
    r"since|born|birth|dob|reading|readings?|taken|starts?|starting|start|commenc\w+|begins?|beginning|expir\w+|valid|"
    r"moved?|review|renewal|renews?|debit|collect\w*|instalments?|appointment|effective|registered|incorporated|authorised|licen[cs]e|"
    r"version|revised|revision|updated|amended|tariff|period|covers|covering|transaction|posting|opened|joined|entry|"
    r"geni|erbyn|cyfnod|talu|taliad|nesaf|diwethaf|hyd|rhwng|o|ers|dod|dechrau|year|months?|term|on or|"
    r"charge date|value date)\b"
)
_PERIOD = re.compile(r"\b(?:period|covers?|covering|statement|bill\w*|charges?|from|cyfnod|o)\b")
_ONWARD = re.compile(r"\s*(?:to|-|–|—|until|till|and|hyd at|hyd|i|through)\s*", re.IGNORECASE)  # noqa: RUF001 - as printed
_LABEL_WORDS = 5
_LABEL_REACH = 18
"""Heights from a label to its value on the same row at most."""
_LONE_WORDS = 2
_ROWS_APART = 6
"""Heights from one row of a table to the next at most."""
_LOWEST_LETTER_DATE = 0.55
"""Share of the page's height in which a letter's date without a label stands."""


class Rank(IntEnum):
    """How a date is introduced, the surer the higher."""

    NONE = 0
    PERIOD = 1
    """The last day of what a statement covers: it was issued on no earlier day."""
    LONE = 2
    """It stands alone, or as `Date`, as letters have it."""
    ISSUE = 3

    @property
    def confidence(self) -> float:
        return {Rank.ISSUE: 1.0, Rank.LONE: 0.9, Rank.PERIOD: 0.75}.get(self, 0.0)


@dataclass(frozen=True)
class Dated:
    """A date of a page with how it is introduced."""

    day: date
    rank: Rank
    words: tuple[Seen, ...]
    is_month_first: bool = False


def dates_of(cells: Sequence[Cell], today: date) -> list[Dated]:
    """All dates of a page, surest first; among equals the highest on the page first."""
    found = [(cell, one) for cell in cells for one in dates_in(cell.text)]
    ranked = [
        Dated(
            one.day,
            _rank(cell, one, cells, today),
            cell.words_between(one.start, one.end),
            one.is_month_first,
        )
        for cell, one in found
    ]
    return sorted(ranked, key=lambda one: -one.rank)


def _rank(cell: Cell, one: Found, cells: Sequence[Cell], today: date) -> Rank:
    earlier, later = cell.text[: one.start], cell.text[one.end :]
    if (end := _period_end(cell, one)) is not None:
        over = above(cell, cells)
        label = fold(f"{_beside(cell, dates_in(cell.text)[0], cells)} {over.text if over else ''}")
        is_end = end == one.day and one.day <= today
        return Rank.PERIOD if is_end and _PERIOD.search(label) else Rank.NONE
    beside, over = _beside(cell, one, cells), above(cell, cells)
    if beside and (rank := _by_label(beside)) is not None:
        return rank
    if _in_table(cell, one, cells):
        return Rank.NONE
    if not earlier.strip() and over is not None and (rank := _by_label(over.text)):
        return rank
    alone = len(earlier.split()) <= _LONE_WORDS and len(later.split()) <= 1
    if alone and not re.search(r"\d", earlier + later) and _is_high(cell, cells):
        return Rank.LONE
    return Rank.NONE


def _beside(cell: Cell, one: Found, cells: Sequence[Cell]) -> str:
    """What introduces a date on its own row: the words before it in its cell, else the cell to the left."""
    earlier = cell.text[: one.start].strip()
    left = None if earlier else before(cell, cells)
    if left is None or dates_in(left.text) or cell.box.left - left.box.right > _LABEL_REACH * cell.box.height:
        return earlier
    return left.text


def _by_label(label: str) -> Rank | None:
    """What a label makes of a date; None when it says nothing of dates."""
    words = re.split(r"[.;|•]\s|\s{2,}", fold(label))[-1].split()[-_LABEL_WORDS:]
    text = " ".join(words)
    if _ISSUE.search(text):
        return Rank.NONE if re.search(r"\b(?:next|last|previous|due|final)\b", text) else Rank.ISSUE
    if _DATE.search(text):
        return Rank.LONE if len(words) <= 3 and not _OTHER.search(text) else Rank.NONE  # noqa: PLR2004 - `Dyddiad / Date`
    return Rank.NONE if _OTHER.search(text) or len(words) > _LONE_WORDS else None


def _period_end(cell: Cell, one: Found) -> date | None:
    """The last day of a span of time of which this date is one end; None when it is of none."""
    dates = dates_in(cell.text)
    at = dates.index(one)
    for first, last in ((at - 1, at), (at, at + 1)):
        if (
            first >= 0
            and last < len(dates)
            and _ONWARD.fullmatch(cell.text[dates[first].end : dates[last].start])
        ):
            return dates[last].day
    tail = cell.text[one.end :]
    return date.max if re.match(r"\s*(?:to|-|–|—)\s*$", tail) else None  # noqa: RUF001 - as printed


def _in_table(cell: Cell, one: Found, cells: Sequence[Cell]) -> bool:
    """Whether another date stands right over or under it, as transactions and instalments do."""
    if one.start:
        return False
    column = [other for other in cells if other is cell or _shares_column(other, cell)]
    at = column.index(cell)
    nearest = [column[place] for place in (at - 1, at + 1) if 0 <= place < len(column)]
    return any(
        (dates := dates_in(other.text)) and not dates[0].start and _is_near(other, cell) for other in nearest
    )


def _shares_column(one: Cell, other: Cell) -> bool:
    common = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return one.page == other.page and common > 0


def _is_near(one: Cell, other: Cell) -> bool:
    near = abs(one.box.middle - other.box.middle) < _ROWS_APART * max(one.box.height, other.box.height)
    return near and abs(one.box.left - other.box.left) < other.box.height


def _is_high(cell: Cell, cells: Sequence[Cell]) -> bool:
    bottom = max(one.box.bottom for one in cells if one.page == cell.page)
    top = min(one.box.top for one in cells if one.page == cell.page)
    return cell.box.middle - top < _LOWEST_LETTER_DATE * max(bottom - top, cell.box.height * 30)
