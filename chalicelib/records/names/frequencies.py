"""How common a name, a birth date or a place is among the recorded: what agreement on it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.records.names.subjects import Name, Subject

SURNAME, FORENAME, INITIAL, DATE, PLACE, NAMESAKE, BESIDE = "s", "f", "i", "d", "p", "n", "b"
"""`BESIDE` counts people who have both of two things: Piotr and Nowak, Piotr and a birthplace."""
_MOST_PAIRED = 4
"""Words of each part of a name that are counted beside others."""


class Frequencies(Protocol):
    """Counts of people, not of mentions: whoever has a name twice counts once."""

    @property
    def people(self) -> int:
        """How many people are recorded."""

    def count(self, kind: str, text: str) -> int:
        """How many of them have this name, date or place; 0 or 1 when none is known."""


@dataclass
class CountedFrequencies:
    """Counts in a dictionary, for few people or a sample of many."""

    people: int
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, kind: str, text: str) -> int:
        return self.counts.get((kind, text), 0)


def terms_of(subject: Subject) -> set[tuple[str, str]]:
    """Everything about one person that is counted."""
    found: set[tuple[str, str]] = set()
    for name in subject.names:
        found.update(_name_terms(name, subject.place))
    found.update([(DATE, str(birth.number)) for birth in subject.births])
    if subject.place:
        found.add((PLACE, subject.place))
    return found


def _name_terms(name: Name, place: str) -> Iterable[tuple[str, str]]:
    forenames, surname = name.forenames, name.surname
    terms = [(SURNAME, word) for word in surname]
    if len(surname) > 1:
        terms.append((SURNAME, "".join(surname)))
    terms += [(FORENAME, word) for word in forenames]
    terms += [(INITIAL, word[:1]) for word in forenames]
    terms.append((NAMESAKE, namesake_term(name)))
    terms += [(BESIDE, text) for text in _pairs(forenames[:_MOST_PAIRED], surname[:_MOST_PAIRED], place)]
    return terms


def _pairs(forenames: tuple[str, ...], surname: tuple[str, ...], place: str) -> Iterable[str]:
    for word in surname:
        yield from [f"{forename}|{word}" for forename in forenames]
        if place:
            yield f"{place}||{word}"
    for at, forename in enumerate(forenames):
        yield from [forenames_term(forename, other) for other in forenames[at + 1 :]]
        if place:
            yield f"{place}|||{forename}"


def forenames_term(one: str, other: str) -> str:
    """What people share who have both of two forenames, in whichever order."""
    return f"{one}||||{other}" if one < other else f"{other}||||{one}"


def namesake_term(name: Name) -> str:
    """What namesakes share: the first forename and the surname."""
    return f"{name.forenames[0] if name.forenames else ''}|{' '.join(name.surname)}"
