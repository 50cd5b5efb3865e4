"""One file or one row to one answer, with lists of keys and states that are read again every minute."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.certificates.paper import Paper
from chalicelib.certificates.short_code import read_short_code
from chalicelib.platform import clock
from chalicelib.verification.bulk.reasons import ROW_GROUNDS, said
from chalicelib.verification.errors import ComeBackLater
from chalicelib.verification.models import Demands, Report
from chalicelib.verification.verify_file import verify_file

if TYPE_CHECKING:
    from chalicelib.verification.bulk.rows import Row
    from chalicelib.verification.ports import PublicFiles
    from chalicelib.verification.services import Verification

_FRESH = timedelta(seconds=60)
"""As long as browsers keep the same lists."""
_YEAR = re.compile(r"(19|20)\d\d")
Describe = Callable[[Paper, str], Report | None]
"""What the register says to a number, a birth year and a passport ending; None when nothing has all three."""


@dataclass
class KeptFiles:
    """Published files, each asked for once a minute: a batch asks for the same two a thousand times."""

    public: PublicFiles
    _kept: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """A file's content; raises `NotPublished`."""
        known = self._kept.get(name)
        if known is None or clock.now() - known[0] > _FRESH:
            known = self._kept[name] = (clock.now(), self.public.read(name))
        return known[1]


@dataclass
class Checks:
    """Checks for machines: the same answers as on the page, and nothing of what was sent is kept."""

    verification: Verification
    described: Describe

    def file(self, content: bytes) -> Report:
        """The report on a PDF or a picture."""
        return self.verification.check(content)

    def rows(self, rows: list[Row], source: str) -> list[Report]:
        """A report for each row; `source` names the account, whose fruitless look-ups are counted."""
        trust, status, now = self.verification.trust(), self.verification.status(), clock.now()

        def by_square(row: Row) -> Report:
            return verify_file("", row.code.encode(), trust, Demands(), now, status=status)

        return [self._row(row, source, by_square) for row in rows]

    def _row(self, row: Row, source: str, by_square: Callable[[Row], Report]) -> Report:
        if row.is_rounded:
            return _report("code-rounded")
        if row.is_described:
            return self._described(row, source)
        if read_short_code(row.code):
            return _report("row-not-complete")
        return by_square(row)

    def _described(self, row: Row, source: str) -> Report:
        """By number, year and ending. What is not even written as a number could not be found either: one answer."""
        number, ending = read_short_code(row.code), row.passport_end.strip().upper()
        if number is None or not _YEAR.fullmatch(row.birth_year) or not ending:
            return _report("no-such-certificate")
        try:
            found = self.described(Paper(number, int(row.birth_year), ending), source)
        except ComeBackLater:
            return _report("not-looked-up")
        return found or _report("no-such-certificate")


def _report(name: str) -> Report:
    return Report(file="", verdict=ROW_GROUNDS[name].verdict, reasons=(said(name),))
