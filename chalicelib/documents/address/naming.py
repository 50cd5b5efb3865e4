"""Whose name stands at an address: above it in its block, before it in its line, or beside a label that says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.documents.address.folding import fold
from chalicelib.documents.address.names import Likeness, likeness
from chalicelib.documents.address.places import Place
from chalicelib.documents.address.words import Cell, Seen, after
from chalicelib.documents.claims import Claims

_REACH = 4
"""Lines above an address in which it may be said whose it is."""
_LABEL = re.compile(
    r"^(?:the\s)?(?:account\sholders?|customers?|tenants?|contract.?holders?|occupiers?|borrowers?|policyholder|members?|licence\sholder|"
    r"bill\spayer|payer|liable\s(?:person|party)|prepared\sfor|enw|deiliad\w*|tenantiaid)?(?:\s?\(?s\)?)?\s?(?:full\s)?(?:names?)?(?:\s?\(s\))?"
    r"(?:\s?/\s?\w+)?$"
)
_NOT_A_NAME = re.compile(
    r"\d|@|:|\b(?:address|cyfeiriad|property|eiddo|premises|account|statement|bill|private|confidential)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """Who is named, and where."""

    likeness: Likeness
    words: tuple[Seen, ...] = ()


def named(place: Place, cells: Sequence[Cell], claims: Claims) -> Named:
    """How well the name at a place is the applicant's: what stands at the address counts before any label."""
    if place.is_of_others:
        return Named(Likeness.NOBODY)
    lines = list(_lines(place))
    here = _best(lines, claims)
    persons = [line for line in lines if not _NOT_A_NAME.search(_text(line))]
    if here.likeness > Likeness.OTHER or (persons and not place.label and _is_person(persons[0])):
        return here
    labelled = _best([words for cell in cells for words in _labelled(cell, cells)], claims)
    return max(here, labelled, key=lambda one: one.likeness)


def _best(lines: Sequence[Sequence[Seen]], claims: Claims) -> Named:
    found = [Named(likeness(_text(line), claims), tuple(line)) for line in lines]
    return max(found, key=lambda one: one.likeness, default=Named(Likeness.NOBODY))


def _lines(place: Place) -> Iterator[tuple[Seen, ...]]:
    """What stands before the address in its own line, and the lines above, nearest first."""
    if place.label:
        yield place.label
    yield from (cell.words for cell in place.over[:_REACH])


def _labelled(cell: Cell, cells: Sequence[Cell]) -> Iterator[tuple[Seen, ...]]:
    """The words that a label such as `Tenant` introduces."""
    for at in range(min(4, len(cell.words)), 0, -1):
        label = fold(" ".join(word.text for word in cell.words[:at])).strip(" :.-")
        if label and _LABEL.match(label):
            if at < len(cell.words):
                yield cell.words[at:]
            elif (right := after(cell, cells)) is not None:
                yield right.words
            return


def _is_person(words: Sequence[Seen]) -> bool:
    return 2 <= len(words) <= 10  # noqa: PLR2004 - a forename and a surname; two people with titles


def _text(words: Sequence[Seen]) -> str:
    return " ".join(word.text for word in words)
