"""The number of a passport, as people write it and as its machine-readable zone proves it."""

import re
from dataclasses import dataclass
from itertools import product

from chalicelib.kernel.police_identifiers.core import InvalidIdentifier, Reading, as_written_first, only, tidy

PATTERN = r"^[A-Z0-9]{5,15}$"
"""ICAO Doc 9303 has nine characters in the zone; some issuers print more on the page."""

_SHAPE = re.compile(PATTERN)
_DROPPED = str.maketrans("", "", "<-/.")
_PAIRS = (("O", "0"), ("I", "1"), ("S", "5"), ("Z", "2"))
_ALIKE = {a: (a, b) for pair in _PAIRS for a, b in (pair, pair[::-1])}
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, order=True)
class PassportNumber:
    """Capitals and digits; whose passport it is, another field says."""

    number: str

    @property
    def stands_for_none(self) -> bool:
        """The same character all along, such as nine zeros: what somebody fills in who has none."""
        return len(set(self.number)) == 1

    def __str__(self) -> str:
        return self.number


def check_digit(text: str) -> str:
    """The check digit of a field of a machine-readable zone (ICAO Doc 9303-3, 4.9): weights 7, 3, 1, modulo 10.

    `text` holds capitals, digits and `<`.
    """
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def read_passport_number(typed: str, *, check: str = "") -> Reading[PassportNumber]:
    """The passport number that somebody wrote; case, spaces, hyphens and fillers don't matter.

    `check` is the digit behind it in the machine-readable zone, where that was read: the number must fit it, and O/0,
    I/1, S/5 and Z/2 are exchanged where exactly one exchange makes it fit. Without it nothing is repaired.
    Raises `InvalidIdentifier`.
    """
    number = tidy(typed).translate(_DROPPED)
    if not _SHAPE.match(number):
        raise InvalidIdentifier("This is not a passport number, which has 5 to 15 letters and digits.")
    if not check:
        return Reading(typed, PassportNumber(number))
    fitting = (n for n in _alike(number) if check_digit(n.ljust(9, "<")) == check)
    found = [Reading(typed, PassportNumber(n), n != number) for n in fitting]
    if not found:
        raise InvalidIdentifier("The check digit of this passport number does not fit. Check each character.")
    return only(as_written_first(found), name="passport number")


def _alike(number: str) -> list[str]:
    """The number and every number that looks like it; itself alone when too much in it looks like something else."""
    choices = [_ALIKE.get(c, (c,)) for c in number]
    if sum(len(c) > 1 for c in choices) > 9:  # noqa: PLR2004 - of nine at most 512
        return [number]
    return ["".join(parts) for parts in product(*choices)]
