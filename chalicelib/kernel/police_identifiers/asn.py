"""The arrest/summons number, under which one arrest or summons stands on a record: `1101ZD0100000410836V`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from chalicelib.kernel.police_identifiers.core import (
    DIGIT,
    LETTER,
    LETTERS,
    InvalidIdentifier,
    Reading,
    as_written_first,
    check_letter,
    digits,
    full_year,
    letter,
    only,
    tidy,
)

_CODE = "[A-Z0-9]{2}"
_SHORT = re.compile(rf"^({DIGIT}{{2}})/([A-Z]?)({_CODE})({_CODE})/({_CODE})/({DIGIT}{{1,11}})({LETTER})$")
_LONG = re.compile(rf"^({DIGIT}{{2}})([A-Z]?)({_CODE})({_CODE})({_CODE})({DIGIT}{{11}})({LETTER})$")
_DUMMIES = tuple(
    re.compile(rf"^{pattern}$", re.ASCII)
    for pattern in (
        rf"0800[NP]P01\d{{11}}[{LETTERS}]",
        r"\d{4}NRPR[0-9A-Z]{12}",
        rf"\d\d(12LN00|00NP00)\d{{11}}[{LETTERS}]",
        rf"\d\d6300\d{{13}}[{LETTERS}]",
        rf"\d\d(06SS|00XX)[0-9A-Z]{{2}}\d{{11}}[{LETTERS}]",
        rf"\d\d50(11|12|21|41|42|43|OF|SJ)[0-9A-Z]{{2}}\d{{11}}[{LETTERS}]",
    )
)
"""Numbers that forces fill in where there was no arrest on PNC (ministryofjustice/bichard7-next-core,
`isDummyAsn.ts`, restated)."""


@dataclass(frozen=True, order=True)
class ASN:
    """The `sequence`-th number of a year that a force's station gave out on a system. `str`: the canonical form."""

    year: int
    """Its last two digits."""
    force: str
    """Two digits, or letters of a body that is no police force."""
    station: str
    """Two letters or digits. The check letter does not cover them."""
    system: str
    sequence: int
    """To eleven digits."""
    top: str = ""
    """A court's letter in numbers of 21 characters, otherwise empty; not covered by the check letter."""

    @property
    def letter(self) -> str:
        """Of force, system, year and sequence in this order; a force or system with a letter in it adds nothing."""
        codes = "".join(code for code in (self.force, self.system) if code.isdigit())
        return check_letter(int(f"{codes}{self.year:02d}{self.sequence:011d}"))

    @property
    def short(self) -> str:
        """As PNC shows it, such as `11/01ZD/01/410836V`."""
        unit = f"{self.top}{self.force}{self.station}"
        return f"{self.year:02d}/{unit}/{self.system}/{self.sequence}{self.letter}"

    @property
    def stands_for_none(self) -> bool:
        """Whether forces fill it in where no arrest or summons is on PNC."""
        return is_dummy(str(self))

    def full_year(self, *, today: date) -> int:
        """The year in four digits."""
        return full_year(self.year, today=today)

    def __str__(self) -> str:
        unit = f"{self.top}{self.force}{self.station}{self.system}"
        return f"{self.year:02d}{unit}{self.sequence:011d}{self.letter}"


def is_dummy(typed: str) -> bool:
    """Whether this is one of the numbers filled in for offences that are not on PNC, whatever its check letter."""
    return any(pattern.match(tidy(typed).replace("/", "")) for pattern in _DUMMIES)


def read_asn(typed: str) -> Reading[ASN]:
    """The arrest/summons number that somebody wrote: 20 or 21 characters, or PNC's form with slashes.

    Case, spaces and slashes in a long form don't matter. O, I, S, Z and 2 for 0, 1, 5, 2 and Z are repaired when the
    check letter then fits one meaning only; the station stays as written. Raises `InvalidIdentifier`.
    """
    text = tidy(typed)
    shape = _SHORT.match(text) or _LONG.match(text.replace("/", ""))
    if not shape:
        raise InvalidIdentifier(
            "This is not an arrest/summons number, which looks like 1101ZD0100000410836V or 11/01ZD/01/410836V."
        )
    check = letter(shape[7])
    found = [Reading(typed, v, repaired=r) for v, r in _meanings(shape) if v.letter == check]
    # `O1` may well be 01: then being right as written is no better than being right as repaired.
    sure = not (_is_mixed(shape[3]) or _is_mixed(shape[5]))
    return only(as_written_first(found) if sure else found, name="arrest/summons number")


def _meanings(shape: re.Match[str]) -> Iterator[tuple[ASN, bool]]:
    """Every way to read what was written, and whether a character was replaced in it."""
    year, top, force, station, system, sequence, check = shape.groups()
    numbers = digits(year + sequence)
    replaced = numbers != year + sequence or letter(check) != check
    for one, other in product(_codes(force), _codes(system)):
        value = ASN(int(numbers[:2]), one, station, other, int(numbers[2:]), top)
        yield value, replaced or (one, other) != (force, system)


def _codes(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((written, digits(written))))


def _is_mixed(code: str) -> bool:
    """Whether digits and letters that look like digits stand side by side."""
    return digits(code).isdigit() and not code.isdigit() and not code.isalpha()
