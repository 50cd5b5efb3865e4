"""Where each field of a machine-readable zone stands, what may stand in it, and which check digit covers what.

TD1, TD2 and TD3 are ICAO Doc 9303 parts 5, 6 and 4; MRV-A and MRV-B, which are visas, part 7.
"""

from dataclasses import dataclass
from enum import StrEnum

FILLER = "<"


class Letters(StrEnum):
    """What may stand at a place; a filler may stand at every place but the first."""

    ALPHA = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    DIGITS = "0123456789"
    BOTH = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    BOOKS = "PV"
    CARDS = "ACIV"
    """First letters of passports and visas, and of cards and visas (Doc 9303, parts 4 to 7)."""
    SEX = "MFX"
    """X stands on the page; some issuers put it in the zone too, where Doc 9303 has a filler."""


@dataclass(frozen=True)
class Span:
    """Places `start` to `end`, the last not included, of one row; rows and places count from 0."""

    row: int
    start: int
    end: int

    def __contains__(self, place: tuple[int, int]) -> bool:
        return place[0] == self.row and self.start <= place[1] < self.end

    def of(self, rows: tuple[str, ...]) -> str:
        """The characters there."""
        return rows[self.row][self.start : self.end]


@dataclass(frozen=True)
class Field:
    """A field of the zone by its name in Doc 9303, in short."""

    name: str
    span: Span
    letters: Letters


@dataclass(frozen=True)
class Check:
    """A check digit and what it covers; that of an empty optional field may be a filler."""

    name: str
    at: Span
    covers: tuple[Span, ...]
    may_be_filler: bool = False


@dataclass(frozen=True)
class Layout:
    """One of the five forms."""

    name: str
    kinds: Letters
    """First letters of the documents that have it."""
    height: int
    width: int
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]

    @property
    def is_visa(self) -> bool:
        return self.name.startswith("MRV")

    def span(self, field: str) -> Span:
        """Where the field of that name stands."""
        return next(known.span for known in self.fields if known.name == field)

    def letters_at(self, row: int, place: int) -> Letters:
        """What may stand there."""
        if (row, place) == (0, 0):
            return self.kinds
        for field in self.fields:
            if (row, place) in field.span:
                return field.letters
        return Letters.DIGITS


def _two_rows(name: str, kinds: Letters, width: int, optional_end: int, *more: Check) -> Layout:
    number, birth, expiry = Span(1, 0, 9), Span(1, 13, 19), Span(1, 21, 27)
    fields = (
        Field("code", Span(0, 0, 2), Letters.ALPHA),
        Field("issuer", Span(0, 2, 5), Letters.ALPHA),
        Field("names", Span(0, 5, width), Letters.ALPHA),
        Field("number", number, Letters.BOTH),
        Field("nationality", Span(1, 10, 13), Letters.ALPHA),
        Field("birth", birth, Letters.DIGITS),
        Field("sex", Span(1, 20, 21), Letters.SEX),
        Field("expiry", expiry, Letters.DIGITS),
        Field("optional", Span(1, 28, optional_end), Letters.BOTH),
    )
    checks = (
        Check("number", Span(1, 9, 10), (number,)),
        Check("birth", Span(1, 19, 20), (birth,)),
        Check("expiry", Span(1, 27, 28), (expiry,)),
    )
    return Layout(name, kinds, 2, width, fields, (*checks, *more))


def _composite(place: int) -> Check:
    return Check("all", Span(1, place, place + 1), (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, place)))


TD3 = _two_rows(
    "TD3",
    Letters.BOOKS,
    44,
    42,
    Check("optional", Span(1, 42, 43), (Span(1, 28, 42),), may_be_filler=True),
    _composite(43),
)
TD2 = _two_rows("TD2", Letters.CARDS, 36, 35, _composite(35))
MRV_A = _two_rows("MRV-A", Letters.BOOKS, 44, 44)
MRV_B = _two_rows("MRV-B", Letters.CARDS, 36, 36)
TD1 = Layout(
    "TD1",
    Letters.CARDS,
    3,
    30,
    (
        Field("code", Span(0, 0, 2), Letters.ALPHA),
        Field("issuer", Span(0, 2, 5), Letters.ALPHA),
        Field("number", Span(0, 5, 14), Letters.BOTH),
        Field("optional", Span(0, 15, 30), Letters.BOTH),
        Field("birth", Span(1, 0, 6), Letters.DIGITS),
        Field("sex", Span(1, 7, 8), Letters.SEX),
        Field("expiry", Span(1, 8, 14), Letters.DIGITS),
        Field("nationality", Span(1, 15, 18), Letters.ALPHA),
        Field("more", Span(1, 18, 29), Letters.BOTH),
        Field("names", Span(2, 0, 30), Letters.ALPHA),
    ),
    (
        Check("number", Span(0, 14, 15), (Span(0, 5, 14),)),
        Check("birth", Span(1, 6, 7), (Span(1, 0, 6),)),
        Check("expiry", Span(1, 14, 15), (Span(1, 8, 14),)),
        Check("all", Span(1, 29, 30), (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29))),
    ),
)


def layout_of(rows: tuple[str, ...]) -> Layout | None:
    """The form that rows of these lengths have; a first letter V tells a visa apart. None for any other shape."""
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        return None
    visa = rows[0].startswith("V")
    return {
        (3, 30): TD1,
        (2, 36): MRV_B if visa else TD2,
        (2, 44): MRV_A if visa else TD3,
    }.get((len(rows), widths.pop()))
