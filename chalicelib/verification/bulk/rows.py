"""Rows of codes as an embassy sends them: a CSV file, read strictly and bounded, one fault never hiding the rest."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.verification.bulk.errors import NotReadable
from chalicelib.verification.bulk.models import ROWS_IN_A_LOT
from chalicelib.verification.bulk.names import clean_name

MOST_BYTES = 4 * 1024 * 1024
_LONGEST_CELL = 8_000
_NAMES: Mapping[str, str] = {
    "code": "code",
    "qr": "code",
    "number": "code",
    "certificate number": "code",
    "birth year": "birth_year",
    "birth_year": "birth_year",
    "year of birth": "birth_year",
    "passport_last4": "passport_end",
    "passport_end": "passport_end",
    "passport last four": "passport_end",
    "reference": "reference",
}
"""Titles of columns that are understood, in lower case."""
_UNTITLED = ("code", "birth_year", "passport_end", "reference")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


class Row(Model):
    """One code to check: the square's digits or address, or a printed number with what belongs to it."""

    code: Annotated[str, StringConstraints(max_length=_LONGEST_CELL)]
    birth_year: Annotated[str, StringConstraints(max_length=10)] = ""
    passport_end: Annotated[str, StringConstraints(max_length=20)] = ""
    reference: Annotated[str, StringConstraints(max_length=120)] = Field(
        default="", description="Your own reference for the row; it comes back in the answer and the report."
    )

    @property
    def is_described(self) -> bool:
        """Whether it names a certificate by number, birth year and passport ending."""
        return bool(self.birth_year or self.passport_end)

    @property
    def is_rounded(self) -> bool:
        """Whether a spreadsheet took the digits for a number and lost most of them."""
        return _ROUNDED.fullmatch(self.code.strip()) is not None

    @property
    def text(self) -> str:
        """All that was sent, as it is hashed."""
        return f"{self.code}\n{self.birth_year}\n{self.passport_end}"


def read_csv(body: bytes) -> list[Row]:
    """The rows of a CSV text (UTF-8; commas, semicolons or tabs; a title row or none); blank lines are passed over.

    Raises `NotReadable` for what is no such text, and for more than `ROWS_IN_A_LOT` rows.
    """
    if len(body) > MOST_BYTES:
        raise NotReadable("This list is larger than 4 MB. Send it in parts of 500 rows.")
    try:
        text = body.decode("utf-8-sig")
        cells = [row for row in csv.reader(_lines(text), delimiter=_delimiter(text), strict=True) if any(row)]
    except (UnicodeDecodeError, csv.Error) as broken:
        raise NotReadable("This is not a CSV file in UTF-8. Save it again as “CSV UTF-8”.") from broken
    titles, rows = _titles(cells)
    if not rows:
        raise NotReadable("There is no code in this file.")
    if len(rows) > ROWS_IN_A_LOT:
        raise NotReadable(f"This part has {len(rows)} rows. Send at most {ROWS_IN_A_LOT} at a time.")
    return [_row(titles, row) for row in rows]


def _lines(text: str) -> Iterator[str]:
    """Bounded before the reader of CSV sees them, for one open quotation mark would swallow the rest."""
    for line in text.splitlines():
        if len(line) > 4 * _LONGEST_CELL or "\0" in line:
            raise csv.Error("a line is longer than any code")
        if line.count('"') % 2:
            raise csv.Error("a quotation mark is open at the end of a line")
        yield line


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _titles(cells: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    first = [cell.strip().lower() for cell in cells[0]] if cells else []
    if "code" in [_NAMES.get(cell) for cell in first]:
        return [_NAMES.get(cell, "") for cell in first], cells[1:]
    return _UNTITLED, cells


def _row(titles: Sequence[str], cells: Sequence[str]) -> Row:
    said = {title: cell.strip() for title, cell in zip(titles, cells, strict=False) if title}
    bounded = {"code": _LONGEST_CELL, "birth_year": 10, "passport_end": 20}
    cut = {name: said.get(name, "")[:most] for name, most in bounded.items()}
    return Row(**cut, reference=clean_name(said.get("reference", "")))
