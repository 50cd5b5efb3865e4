"""How common a name, a birth date or a place is among the recorded: what agreement on it is worth."""

from dataclasses import dataclass, field
from itertools import combinations, product
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
    return terms_alone(subject) | {(BESIDE, f"{one}|{other}") for one, other in terms_beside(subject)}


def terms_alone(subject: Subject) -> set[tuple[str, str]]:
    """What is counted by itself."""
    found = {(DATE, str(birth.number)) for birth in subject.births}
    for name in subject.names:
        forenames, surname = name.forenames, name.surname
        found.add((NAMESAKE, namesake_term(name)))
        found.update([(SURNAME, word) for word in surname])
        if len(surname) > 1:
            found.add((SURNAME, "".join(surname)))
        found.update([(FORENAME, word) for word in forenames], [(INITIAL, word[:1]) for word in forenames])
    if subject.place:
        found.add((PLACE, subject.place))
    return found


def terms_beside(subject: Subject) -> set[tuple[str, str]]:
    """The two parts of each term of things beside each other: parted by a bar, they are its text."""
    place = subject.place
    found: set[tuple[str, str]] = set()
    for name in subject.names:
        forenames, surname = name.forenames[:_MOST_PAIRED], name.surname[:_MOST_PAIRED]
        found.update(product(forenames, surname))
        found.update([_two_forenames(*pair) for pair in combinations(forenames, 2)])
        if place:
            found.update(
                [(f"{place}|", word) for word in surname], [(f"{place}||", word) for word in forenames]
            )
    return found


def forenames_term(one: str, other: str) -> str:
    """What people share who have both of two forenames, in whichever order."""
    return "|".join(_two_forenames(one, other))


def _two_forenames(one: str, other: str) -> tuple[str, str]:
    return (f"{one}|||", other) if one < other else (f"{other}|||", one)


def namesake_term(name: Name) -> str:
    """What namesakes share: the first forename and the surname."""
    return f"{name.forenames[0] if name.forenames else ''}|{' '.join(name.surname)}"
