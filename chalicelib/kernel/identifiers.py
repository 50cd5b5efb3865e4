"""Identifiers that Probity itself gives out; police identifiers have a file of their own."""

import secrets

from ulid import ULID

_SPOKEN = "23456789CFGHJMPQRVWX"
"""Letters and digits that survive handwriting and telephones, and spell no word (Open Location Code's set)."""


def new_id() -> str:
    """A ULID: 26 characters, sortable by the millisecond it was made, 80 random bits."""
    return str(ULID())


def new_reference() -> str:
    """An application's reference for people, such as `PC-7R3M-9Q2V-4XWC`: 51 random bits, no lookalikes."""
    letters = "".join(secrets.choice(_SPOKEN) for _ in range(12))
    return f"PC-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_reference(typed: str) -> str:
    """The canonical form of a reference as a person typed it: case, spaces and dashes do not matter."""
    bare = "".join(c for c in typed.upper() if c.isalnum()).removeprefix("PC")
    return f"PC-{bare[:4]}-{bare[4:8]}-{bare[8:]}"


def new_token() -> str:
    """A secret for a link or a session: 256 random bits, safe in a URL (OWASP ASVS 5, V7.2.3 asks for 128)."""
    return secrets.token_urlsafe(32)


def new_serial() -> str:
    """A certificate's serial: 128 random bits in upper-case hexadecimal; it salts the leaf in the log."""
    return secrets.token_hex(16).upper()
