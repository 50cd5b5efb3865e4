"""How common a name, a birth date or a place is among the recorded: what agreement on it is worth."""

from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.records.names.births import Birth
from chalicelib.records.names.spelling import codes
from chalicelib.records.names.subjects import Name, Subject

SURNAME, SURNAME_SOUND, FORENAME, FORENAME_SOUND, DATE, PLACE, NAMESAKE = "s", "S", "f", "F", "d", "p", "n"


class Frequencies(Protocol):
    """Counts of people, not of mentions: whoever has a name twice counts once."""

    @property
    def people(self) -> int:
        """How many people are recorded."""

    def count(self, kind: str, text: str) -> int:
        """How many of them have this name, date or place; 0 when none is known."""


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
        found |= _name_terms(name)
    found |= {(DATE, str(birth.number)) for birth in subject.births}
    if subject.place:
        found.add((PLACE, subject.place))
    return found


def _name_terms(name: Name) -> set[tuple[str, str]]:
    terms = {(SURNAME, word) for word in (*name.surname, "".join(name.surname))}
    terms |= {(SURNAME_SOUND, code) for word in name.surname for code in codes(word)}
    terms |= {(FORENAME, word) for word in name.forenames}
    terms |= {(FORENAME_SOUND, code) for word in name.forenames for code in codes(word)}
    terms.add((NAMESAKE, namesake_term(name)))
    return terms


def namesake_term(name: Name) -> str:
    """What namesakes share: the first forename and the surname."""
    return f"{name.forenames[0] if name.forenames else ''}|{' '.join(name.surname)}"


def date_term(birth: Birth) -> str:
    return str(birth.number)
