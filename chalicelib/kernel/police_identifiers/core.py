"""What the identifiers share: the check letter, how a person's writing is read, and what is said when it can't be.

The letter is `LETTERS[number mod 23]`; which digits make the number differs by identifier (CJS Data Standards
Catalogue 6, as the Ministry of Justice's services compute it). 23 is prime and no divisor of a power of ten less
one below the 22nd, so the letter finds every wrong digit and every pair of digits that changed places.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from chalicelib.kernel.errors import Refused

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""23 letters: no I, O or S."""
DIGIT = "[0-9OISZ]"
"""Stands in a pattern where a digit is meant; `digits` reads what it matched."""
LETTER = f"[{LETTERS}2]"
"""Stands in a pattern where a check letter is meant; `letter` reads what it matched."""

_MEANT_AS_DIGIT = str.maketrans("OISZ", "0152")
_SLASHES = str.maketrans(dict.fromkeys("\\\u2044\u2215\u29f8|", "/"))
_CENTURY = 100

V = TypeVar("V")


class InvalidIdentifier(Refused):
    """The text is not the identifier that it is said to be; the message says what is wrong with it."""


@dataclass(frozen=True)
class Reading(Generic[V]):
    """What somebody wrote and what it means."""

    raw: str
    """To the letter as it came."""
    value: V
    repaired: bool = False
    """A character or a slash was read as another, and the check letter fits only this reading."""


def check_letter(number: int) -> str:
    """The letter that proves `number`."""
    return LETTERS[number % len(LETTERS)]


def tidy(typed: str) -> str:
    """Capitals without spaces; full-width letters and the digits of every script as plain ones, each slash as `/`."""
    if typed.isascii() and typed.isalnum():
        return typed.upper()
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_SLASHES)
    kept = (c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c, c)) for c in kept)


def digits(text: str) -> str:
    """What `DIGIT` matched, with O, I, S and Z as the digits that they were taken for."""
    return text.translate(_MEANT_AS_DIGIT)


def letter(text: str) -> str:
    """What `LETTER` matched: a 2 at a check letter's place is a Z."""
    return "Z" if text == "2" else text


def full_year(two_digits: int, *, today: date) -> int:
    """The year that two digits mean: of this century unless that year has not begun, else of the one before."""
    century = today.year - today.year % _CENTURY
    return century + two_digits - (_CENTURY if century + two_digits > today.year else 0)


def as_written_first(readings: Iterable[Reading[V]]) -> list[Reading[V]]:
    """Those where nothing was repaired, if there are any; otherwise all."""
    found = list(readings)
    return [reading for reading in found if not reading.repaired] or found


def only(readings: Iterable[Reading[V]], *, name: str) -> Reading[V]:
    """The one meaning among readings whose check letters fit.

    Raises `InvalidIdentifier` when there is none, or when they disagree.
    """
    found = {reading.value: reading for reading in readings}
    if not found:
        raise InvalidIdentifier(f"The last letter of this {name} does not fit its digits. Check each digit.")
    if len(found) > 1:
        raise InvalidIdentifier(f"This {name} can be read in more than one way. Check it against the paper.")
    (reading,) = found.values()
    return reading
