"""Writes the zone of a made-up document as Doc 9303 says; its own examples check the writer (tests/unit)."""

from dataclasses import dataclass

from chalicelib.documents.mrz.layouts import FILLER, TD1, Layout
from chalicelib.kernel.police_identifiers.passport import check_digit


@dataclass(frozen=True)
class Written:
    """The fields of a zone, as characters of the zone without fillers at their ends."""

    layout: Layout
    code: str = "P"
    issuer: str = "GBR"
    names: str = "FAIRWEATHER<<ELEANOR<RUTH"
    number: str = "900000123"
    nationality: str = "GBR"
    birth: str = "680123"
    sex: str = "F"
    expiry: str = "310519"
    optional: str = ""
    more: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        number, optional = self._number()
        if self.layout is TD1:
            return self._three(number, optional)
        width = self.layout.width
        second = (
            number + _to(self.nationality, 3) + _digit(self.birth) + self.sex + _digit(_to(self.expiry, 6))
        )
        if self.layout.name == "TD3":
            kept = _to(optional, 14)
            second += kept + (check_digit(kept) if optional else FILLER)
        elif self.layout.name == "TD2":
            second += _to(optional, 7)
        if not self.layout.is_visa:
            second += check_digit(second[:10] + second[13:20] + second[21:])
        return _to(self.code, 2) + _to(self.issuer, 3) + _to(self.names, width - 5), _to(second, width)

    def _three(self, number: str, optional: str) -> tuple[str, ...]:
        first = _to(self.code, 2) + _to(self.issuer, 3) + number + _to(optional, 15)
        second = _digit(self.birth) + self.sex + _digit(_to(self.expiry, 6)) + _to(self.nationality, 3)
        second += _to(self.more, 11)
        over = check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
        return first, second + over, _to(self.names, 30)

    def _number(self) -> tuple[str, str]:
        if len(self.number) <= 9:
            return _digit(_to(self.number, 9)), self.optional
        return self.number[:9] + FILLER, self.number[9:] + check_digit(self.number) + FILLER + self.optional


def _to(text: str, width: int) -> str:
    return text[:width].ljust(width, FILLER)


def _digit(text: str) -> str:
    return text + check_digit(text)
