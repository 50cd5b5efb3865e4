"""What share of the recorded have a name, a date or a place, alone and beside the rest of a record."""

from dataclasses import dataclass, field

from chalicelib.records.names.frequencies import (
    BESIDE,
    FORENAME,
    PLACE,
    SURNAME,
    Frequencies,
    forenames_term,
)
from chalicelib.records.names.subjects import Name

_UNSEEN = 2e-5
"""At most the share of a name that at most one of the recorded has: few people make a rare name no commoner."""
_DOUBT = 100
"""Of how many people's weight a name's share among all is, when it is estimated among few."""


@dataclass
class Shares:
    """Shares under one population's frequencies; keeps what it worked out."""

    frequencies: Frequencies
    _known: dict[tuple[str, str], float] = field(default_factory=dict)
    _beside: dict[tuple[str, str, str, str], float] = field(default_factory=dict)

    def of(self, kind: str, text: str) -> float:
        """The share of people who have this, as a record has it."""
        key = (kind, text)
        found = self._known.get(key)
        if found is None:
            found = (self.frequencies.count(kind, text) + 0.5) / (self.frequencies.people + 1)
            self._known[key] = found
        return found

    def of_asked(self, kind: str, text: str) -> float:
        """The share of strangers who would give this name: tiny for one that none or one of the recorded has."""
        share = self.of(kind, text)
        return min(share, _UNSEEN) if share * (self.frequencies.people + 1) < 2 else share  # noqa: PLR2004

    def of_first_forename(self, name: Name) -> float:
        """Of those who have this surname; never less than of all."""
        first = name.forenames[0]
        return max([self._among(FORENAME, first, SURNAME, word, f"{first}|{word}") for word in name.surname])

    def of_forename(self, forename: str, name: Name) -> float:
        """Of those who have the surname or another forename of this name."""
        found = [
            self._among(FORENAME, forename, SURNAME, word, f"{forename}|{word}") for word in name.surname
        ]
        found += [
            self._among(FORENAME, forename, FORENAME, other, forenames_term(forename, other))
            for other in name.forenames
            if other != forename
        ]
        return max(found)

    def of_place(self, place: str, name: Name | None) -> float:
        """Of those who have the surname or the first forename of this name."""
        if name is None:
            return self.of(PLACE, place)
        found = [self._among(PLACE, place, SURNAME, word, f"{place}||{word}") for word in name.surname]
        if name.forenames:
            first = name.forenames[0]
            found.append(self._among(PLACE, place, FORENAME, first, f"{place}|||{first}"))
        return max(found)

    def _among(self, kind: str, text: str, other_kind: str, other: str, both: str) -> float:
        """The share of those who have `other`, the candidate left out; drawn towards the share among all."""
        key = (kind, text, other_kind, other)
        found = self._beside.get(key)
        if found is None:
            share = self.of(kind, text)
            among = max(self.frequencies.count(other_kind, other) - 1, 0)
            times = min(max(self.frequencies.count(BESIDE, both) - 1, 0), among)
            found = max((times + _DOUBT * share) / (among + _DOUBT), share)
            self._beside[key] = found
        return found
