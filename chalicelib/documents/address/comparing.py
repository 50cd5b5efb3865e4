"""Holds what was read from a paper and stored against what is typed later; it looks at no picture."""

from collections.abc import Iterator, Mapping
from datetime import date

from chalicelib.documents.address.names import Likeness
from chalicelib.documents.address.naming import named
from chalicelib.documents.address.places import places_in
from chalicelib.documents.address.words import Box, Seen, cells_of
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Field, Mark, Note
from chalicelib.documents.reasons import Reason

_LETTER, _LINE, _HEIGHT = 4, 16, 10
"""How far apart letters and lines are put, and how high they are: close enough for one block."""
_NOWHERE = Mark(left=0, top=0, right=0, bottom=0)


def differs(fields: Mapping[str, Field], claims: Claims, _: date) -> tuple[Note, ...]:
    """How the name and address that were read differ from what is typed now; not at all where none was read."""
    if "name" not in fields or "address" not in fields:
        return ()
    cells = cells_of(list(_written([str(fields["name"].value), *str(fields["address"].value).split(", ")])))
    found = [(place, named(place, cells, claims)) for place in places_in(cells, claims)]
    whole = [name for place, name in found if not place.missing]
    if not whole:
        return (Note(reason=Reason.PAPER_NO_ADDRESS, values={"missing": ", ".join(claims.address)}),)
    if all(name.likeness <= Likeness.UNSURE for name in whole):
        called = f"{claims.forenames} {claims.surname}"
        return (Note(reason=Reason.PAPER_NO_NAME, values={"name": called}),)
    return ()


def _written(lines: list[str]) -> Iterator[Seen]:
    """The lines as a block of a page."""
    for row, line in enumerate(lines):
        left = 0
        for word in line.split():
            right = left + len(word) * _LETTER
            yield Seen(word, Box(left, row * _LINE, right, row * _LINE + _HEIGHT), _NOWHERE)
            left = right + _LETTER
