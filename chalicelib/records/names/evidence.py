"""What an agreement is worth: bits for two words of a name, two dates, two places, each with its level and words."""

from dataclasses import dataclass, field
from functools import cached_property
from math import log2
from typing import NamedTuple

from chalicelib.records.names.births import Birth
from chalicelib.records.names.frequencies import DATE, FORENAME, INITIAL, SURNAME, Frequencies
from chalicelib.records.names.likeness import LEVELS, RANK, level_of
from chalicelib.records.names.model import Level, ScoringModel
from chalicelib.records.names.shares import Shares
from chalicelib.records.names.subjects import Name

STEP = 64
"""Weights are whole multiples of 1/64 bit."""
_EXACT, _INITIAL, _DIFFERENT = RANK["exact"], RANK["initial"], RANK["different"]
_YEARS = 80
"""Of birth among the recorded, about."""


class Weight(NamedTuple):
    """What one field says: `bits` above 0 speak for the same person."""

    field: str
    level: str
    bits: float
    text: str


def rounded(bits: float) -> float:
    """To the nearest multiple of 1/64, which binary fractions hold exactly."""
    return round(bits * STEP) / STEP


class _WordLevel(NamedTuple):
    """A level of two words: what it is worth whatever the words, or by how common they are."""

    name: str
    text: str
    bits: float
    seen: float
    slips: float


@dataclass
class Evidence:
    """Weights under one model and one population's frequencies."""

    model: ScoringModel
    frequencies: Frequencies
    _births: dict[tuple[Birth, str], Weight] = field(default_factory=dict)
    _fixed: dict[tuple[str, str], Weight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shares = Shares(self.frequencies)
        self._levels = {kind: self._word_levels(kind) for kind in ("surname", "forename", "other_forenames")}
        self.different = {
            kind: Weight(kind, levels[-1].name, levels[-1].bits, levels[-1].text)
            for kind, levels in self._levels.items()
        }

    def word(self, kind: str, asked: str, rank: int, share: float) -> Weight:
        """The weight of a word asked for that agrees so with a record's word, which this share of people have.

        Strangers slip as often as anybody. A word that nobody bears is a slip of some name, and speaks for the
        person who has it nearly as much as the name itself; one that many bear speaks for little. No level is
        worth more than the same word, nor less than another one.
        """
        if rank == _DIFFERENT:
            return self.different[kind]
        level = self._levels[kind][rank]
        exact = self._exact(kind, share)
        if rank == _EXACT:
            bits = exact
        elif rank == _INITIAL:
            letter = asked[:1]
            common = self.shares.of(INITIAL, letter) if kind != "surname" else 0.0
            bits = -log2(common) if common else level.bits
        else:
            given = self.shares.of_asked(SURNAME if kind == "surname" else FORENAME, asked)
            bits = log2((level.seen * given + level.slips) / (given + level.slips * share))
        return Weight(kind, level.name, max(min(rounded(bits), exact), self.different[kind].bits), level.text)

    def lowered(self, weight: Weight, cost: str, words: str) -> Weight:
        """A weight less what an unusual way of agreeing costs, but never below 'different'."""
        least = self.different[weight.field].bits
        bits = max(weight.bits - rounded(self.model.costs[cost]), least)
        return Weight(weight.field, f"{cost}_{weight.level}", bits, words + weight.text)

    def birth(self, held: Birth, level: str) -> Weight:
        """The weight of a level of a record's birth date."""
        key = (held, level)
        if key not in self._births:
            known, exact = self.model.level("birth_date", level), self._exact_birth
            share = self.shares.of(DATE, str(held.number)) if held.day else 1 / _YEARS
            most = rounded(log2(exact.m / max(exact.u, share)))
            bits = min(rounded(log2(known.m / known.u)), most) if level != "exact" else most
            self._births[key] = Weight("birth_date", level, bits, known.text)
        return self._births[key]

    def place(self, asked: str, held: str, name: Name | None) -> Weight | None:
        """The weight of two birthplaces, or None when they say nothing; `name` is the record's first."""
        same, alike = self.model.fields["birth_place"]
        if asked == held:
            bits = log2(same.m / max(same.u, self.shares.of_place(held, name)))
            return Weight("birth_place", same.name, max(rounded(bits), 0.0), same.text)
        if level_of(asked, held) <= RANK["near"] or asked in held or held in asked:
            most = log2(same.m / max(same.u, self.shares.of_place(held, name)))
            bits = min(log2(alike.m / alike.u), most)
            return Weight("birth_place", alike.name, max(rounded(bits), 0.0), alike.text)
        return None

    def fixed(self, kind: str, name: str) -> Weight:
        """The weight of a level that no frequency decides."""
        key = (kind, name)
        if key not in self._fixed:
            level = self.model.level(kind, name)
            self._fixed[key] = Weight(kind, name, rounded(log2(level.m / level.u)), level.text)
        return self._fixed[key]

    def cost(self, kind: str, name: str, text: str) -> Weight:
        """What an unusual way of agreeing costs, as an entry of its own."""
        return Weight(kind, name, -rounded(self.model.costs[name]), text)

    def _exact(self, kind: str, share: float) -> float:
        """By the share of strangers who would give the very name: slips are as likely there as here."""
        return max(rounded(-log2(max(share, self._levels[kind][_EXACT].seen))), self.different[kind].bits)

    @cached_property
    def _exact_birth(self) -> Level:
        return self.model.level("birth_date", "exact")

    def _word_levels(self, kind: str) -> tuple[_WordLevel, ...]:
        exact = self.model.level(kind, "exact")
        found = []
        for name in LEVELS:
            level = self.model.level(kind, name)
            bits = rounded(log2(level.m / level.u))
            if name == "exact":
                found.append(_WordLevel(name, level.text, bits, level.u, 0.0))
                continue
            seen = level.m * level.borne / level.u
            slips = level.m * (1 - level.borne) / (level.ways * exact.m)
            found.append(_WordLevel(name, level.text, bits, seen, slips))
        return tuple(found)
