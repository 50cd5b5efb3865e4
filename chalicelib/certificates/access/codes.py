"""The access code's form: 20 characters of Crockford's base 32 (100 random bits) and a check character."""

import secrets

from chalicelib.certificates.short_code import ALPHABET, check_character, read_checked

LENGTH = 21


def new_code() -> str:
    """A code that nobody guesses; it is stored nowhere, only its hash."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return code + check_character(code)


def read_code(typed: str) -> str | None:
    """The code as a person typed it (case, spaces, dashes, I, L and O don't matter); None when it is none."""
    return read_checked(typed, LENGTH)
