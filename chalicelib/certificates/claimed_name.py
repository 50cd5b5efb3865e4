"""The holder's name as a code holds it: whole when it is short, else shortened where a reader sees it. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from chalicelib.kernel.people import PersonName

MAX_BYTES = 60
"""In UTF-8: with this a code stays within version 11-M behind a prefix of 31 characters."""
MARK = "\N{HORIZONTAL ELLIPSIS}"
"""Ends what was shortened; readers say that it was."""
_SURNAME = 40
_REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order of letters around: a name shown with them could look like another."""


def claimed_name(name: PersonName) -> str:
    """Forenames and surname in at most 60 bytes of UTF-8, cut between letters as a reader sees them.

    A longer name keeps its surname (up to 40 bytes) and as much of the forenames as there is room for; each
    part that was cut ends with an ellipsis. Letters are whole: a mark stays with the letter that it stands on.
    Marks that only turn the order of letters around are left out.
    """
    forenames, surname = (_in_order(part) for part in (name.forenames, name.surname))
    whole = f"{forenames} {surname}".strip()
    if len(whole.encode()) <= MAX_BYTES:
        return whole
    if not forenames:
        return _cut(surname, MAX_BYTES)
    surname = _cut(surname, _SURNAME)
    return f"{_cut(forenames, MAX_BYTES - 1 - len(surname.encode()))} {surname}"


def is_shortened(holder: str) -> bool:
    """Whether a name in a code stands for a longer one."""
    return MARK in holder


def fits(holder: str) -> bool:
    """Whether a code may hold this name: short enough, and shown in the order in which it is written."""
    return len(holder.encode()) <= MAX_BYTES and not _REORDERING.search(holder)


def _in_order(text: str) -> str:
    return " ".join(_REORDERING.sub("", text).split())


def _cut(text: str, room: int) -> str:
    if len(text.encode()) <= room:
        return text
    kept, left = "", room - len(MARK.encode())
    for letter in _letters(text):
        if len((kept + letter).encode()) > left:
            break
        kept += letter
    return (kept or _cut_inside(text, left)).rstrip() + MARK


def _cut_inside(text: str, room: int) -> str:
    """For a letter that carries more marks than there is room for."""
    return text.encode()[:room].decode(errors="ignore")


def _letters(text: str) -> Iterator[str]:
    """Letters with the marks and joiners that belong to them."""
    letter = ""
    for character in text:
        joined = unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or letter.endswith("\u200d")
        if letter and not joined:
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter
