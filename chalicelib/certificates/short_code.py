"""The printed certificate number: 12 characters of a hash of the serial, and a check character.

Whoever has read the square can compute it and compare it with the print (docs/formats/short-code.md).
"""

import hashlib
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
LENGTH = 13
_CONTEXT = b"probity-short-code"
_BITS = 60
_FIELD = 0b100101
"""x^5 + x^2 + 1: the field of 32 elements in which the check character is a weighted sum."""
_LOOKALIKES = str.maketrans("ILO", "110")
_GROUP = 4


def short_code(serial: str) -> str:
    """The number of a certificate, 13 characters without spaces; `serial` is 32 hexadecimal digits."""
    digest = hashlib.sha256(_CONTEXT + bytes.fromhex(serial)).digest()
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - _BITS)
    code = "".join(ALPHABET[number >> place & 31] for place in range(_BITS - 5, -1, -5))
    return code + check_character(code)


def check_character(code: str) -> str:
    """The character that ends a number: any one wrong character and any two swapped ones are noticed.

    It is a^12 c1 + ... + a c12 over GF(32), a being the root of x^5 + x^2 + 1: all weights differ, and its
    own is 1, so that an error in one place and a swap of two places never cancel out.
    """
    total = 0
    for character in code:
        total = _times_root(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def grouped(code: str) -> str:
    """As it is printed and read aloud: `7K3M-9Q2T-4XWB-C`."""
    return "-".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))


def read_short_code(typed: str) -> str | None:
    """The number as a person typed it (case, spaces, dashes, I, L and O don't matter); None when it is none."""
    return read_checked(typed, LENGTH)


def read_checked(typed: str, length: int) -> str | None:
    """A typed code of so many characters, at most 31, the last of which checks the others; None when it is none."""
    code = re.sub(r"[\s-]", "", typed).upper().translate(_LOOKALIKES)
    known = len(code) == length and all(character in ALPHABET for character in code)
    return code if known and check_character(code[:-1]) == code[-1] else None


def _times_root(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
