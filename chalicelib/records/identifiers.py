"""Police identifiers: PNCID and arrest/summons number, their canonical forms and check letters.

The letter is `LETTERS[number mod 23]`; which digits make the number differs by identifier
(Criminal Justice System Data Standards Catalogue 6, as the Ministry of Justice's services compute it).
"""

import re

from chalicelib.platform import clock
from chalicelib.records.errors import InvalidIdentifier

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""23 letters: no I, O or S."""
SYNTHETIC_SERIALS_FROM = 9_000_000
"""Serials that no police force gives out: every made-up PNCID lies here."""

_SLASHED = re.compile(r"^(\d{4}|\d{2})/(\d{1,7})([A-Z])$")
_LONG = re.compile(r"^(\d{4})(\d{7})([A-Z])$")
_SHORT = re.compile(r"^(\d{2})(\d{1,7})([A-Z])$")
_ASN = re.compile(r"^(\d{2})([A-Z0-9]{2})[A-Z0-9]{2}([A-Z0-9]{2})(\d{11})([A-Z])$")


def check_letter(number: int) -> str:
    """The letter that proves `number`."""
    return LETTERS[number % len(LETTERS)]


def pncid(year: int, serial: int) -> str:
    """The canonical PNCID of a serial in a year, such as `1979/0163001B`."""
    return f"{year:04d}/{serial:07d}{_pncid_letter(year, serial)}"


def read_pncid(typed: str) -> str:
    """The canonical form of a PNCID in long or short form; case, spaces and the slash do not matter.

    Raises `InvalidIdentifier`, also when the check letter is wrong. A year of two digits belongs to this
    century unless it lies in the future.
    """
    text = "".join(typed.upper().split())
    found = _SLASHED.match(text) or _LONG.match(text) or _SHORT.match(text)
    if not found:
        raise InvalidIdentifier("This is not a PNCID, which looks like 1979/0163001B.")
    year, serial = _full_year(found[1]), int(found[2])
    if found[3] != _pncid_letter(year, serial):
        raise InvalidIdentifier("The last letter of this PNCID does not fit its digits. Check each digit.")
    return pncid(year, serial)


def asn(year: int, force: str, station: str, system: str, sequence: int) -> str:
    """A canonical arrest/summons number of 20 characters, such as `1101ZD0100000410836V`."""
    digits = f"{_digits(force)}{_digits(system)}{year % 100:02d}{sequence:011d}"
    return f"{year % 100:02d}{force}{station}{system}{sequence:011d}{check_letter(int(digits))}"


def read_asn(typed: str) -> str:
    """The canonical form of a 20-character arrest/summons number; raises `InvalidIdentifier`."""
    text = "".join(typed.upper().split()).replace("/", "")
    found = _ASN.match(text)
    if not found:
        raise InvalidIdentifier("This is not an arrest/summons number, such as 1101ZD0100000410836V.")
    year, force, system, sequence, letter = found.groups()
    if letter != check_letter(int(f"{_digits(force)}{_digits(system)}{year}{sequence}")):
        raise InvalidIdentifier("The last letter of this arrest/summons number does not fit its digits.")
    return text


def _pncid_letter(year: int, serial: int) -> str:
    return check_letter(int(f"{year % 100:02d}{serial:07d}"))


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - written out already
        return year
    return 2000 + year if year <= clock.today().year % 100 else 1900 + year


def _digits(code: str) -> str:
    """A force or system code that holds letters adds nothing to the number."""
    return code if code.isdigit() else ""
