"""Scores a candidate by Fellegi-Sunter weights: bits for and against, each with its reason, adding up exactly.

Every weight is a multiple of 1/64 bit, so that their sum is the score to the last digit in any order. Within
a field a better level never weighs less: a level that frequencies would put above a better one is held down
to it. Sex, birthplace, address add evidence or say nothing; a difference in them is never held against anybody.
Rules for look-alikes (twins, parents and children) hold a score below the strong band; they never lower it
further, so that a better field can only lift one.
"""

from dataclasses import dataclass, field
from math import log2
from typing import NamedTuple

from chalicelib.records.names.births import Birth, compare_births
from chalicelib.records.names.frequencies import (
    DATE,
    FORENAME,
    FORENAME_SOUND,
    NAMESAKE,
    PLACE,
    SURNAME,
    SURNAME_SOUND,
    Frequencies,
    namesake_term,
)
from chalicelib.records.names.likeness import LEVELS, RANK, level_of
from chalicelib.records.names.model import ScoringModel
from chalicelib.records.names.spelling import codes, sound
from chalicelib.records.names.subjects import Name, Subject

STEP = 64
"""Weights are whole multiples of 1/64 bit."""
NONE, POSSIBLE, STRONG = "none", "possible", "strong"
_MANY_NAMES = 24
"""From so many names of a person on, only those that share a word's beginning with the other's are compared."""
_GENERATION = range(14, 56)
_EXACT, _DIFFERENT, _SLIP = RANK["exact"], RANK["different"], RANK["slip"]
_SOUND = RANK["sound"]
_SURE_LEVELS = {
    "surname": frozenset({"exact", "variant", "sound", "one_part_exact", "one_part_sound"}),
    "forename": frozenset({"exact"}),
    "other_forenames": frozenset({"exact", "variant", "sound", "slip", "initial"}),
    "name_order": frozenset[str](),
}


class Weight(NamedTuple):
    """What one field says: `bits` above 0 speak for the same person."""

    field: str
    level: str
    bits: float
    text: str


class Scored(NamedTuple):
    """A candidate's score, always the sum of its weights, and its band."""

    score: float
    band: str
    weights: tuple[Weight, ...]
    name: Name | None
    """The candidate's name that fits best."""


class _NameFit(NamedTuple):
    bits: float
    weights: tuple[Weight, ...]
    surname_rank: int
    forename_rank: int
    name: Name


def rounded(bits: float) -> float:
    """To the nearest multiple of 1/64, which binary fractions hold exactly."""
    return round(bits * STEP) / STEP


@dataclass
class Scorer:
    """Compares subjects under one model and one population's frequencies; keeps what it worked out."""

    model: ScoringModel
    frequencies: Frequencies
    _words: dict[tuple[str, str], tuple[Weight, ...]] = field(default_factory=dict)
    _fixed: dict[tuple[str, str], Weight] = field(default_factory=dict)
    _births: dict[tuple[Birth, str], Weight] = field(default_factory=dict)
    _places: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = max(self.frequencies.people, 1)
        self.prior = Weight(
            "prior", "one_of_all", rounded(-log2(people)), f"one person among {people:,} recorded"
        )
        self._cap = rounded(self.model.bands.strong) - 1 / STEP
        self._word_levels = {
            kind: tuple((self.model.level(kind, name), self._fixed_weight(kind, name)) for name in LEVELS)
            for kind in ("surname", "forename", "other_forenames")
        }

    def score(self, asked: Subject, held: Subject) -> Scored:
        """How likely it is that `held` is the record of `asked`, in bits, with reasons."""
        best, sure = self._best_names(asked.names, held.names)
        birth = self._best_birth(asked.births, held.births)
        others = self._others(asked, held)
        beside = self.prior.bits + birth.bits + sum(weight.bits for weight in others)
        rule = _rule(asked, held, birth)
        if sure and not rule and beside + sure.bits > self._cap:
            return self._scored(sure, birth, others)
        if beside + (best.bits if best else 0.0) <= self._cap:
            return self._scored(best, birth, others)
        level, text = rule or _rule_of_names(best)
        held_down = self._cap - beside - (best.bits if best else 0.0)
        return self._scored(best, birth, [*others, Weight("rule", level, held_down, text)])

    def _scored(self, name: _NameFit | None, birth: Weight, others: list[Weight]) -> Scored:
        weights = (self.prior, *(name.weights if name else ()), birth, *others)
        score = sum(weight.bits for weight in weights)
        return Scored(score, self.band(score), weights, name.name if name else None)

    def band(self, score: float) -> str:
        """Strong, possible (an officer decides) or none."""
        bands = self.model.bands
        return STRONG if score >= bands.strong else POSSIBLE if score >= bands.possible else NONE

    def namesakes(self, name: Name | None) -> int:
        """How many of the recorded share this first forename and surname."""
        return self.frequencies.count(NAMESAKE, namesake_term(name)) if name else 0

    def _best_names(
        self, asked: tuple[Name, ...], held: tuple[Name, ...]
    ) -> tuple[_NameFit | None, _NameFit | None]:
        """The pair of names that fits best, and the best of those that may make a candidate strong."""
        if len(held) > _MANY_NAMES:
            held = _alike(held, asked)
        best: _NameFit | None = None
        sure: _NameFit | None = None
        for one in asked:
            for other in held if len(asked) <= _MANY_NAMES else _alike(held, (one,)):
                fit = self._fit(one, other)
                if best is None or fit.bits > best.bits:
                    best = fit
                if other.kind != "alias" and (sure is None or fit.bits > sure.bits) and _is_sure(fit):
                    sure = fit
        return best, sure

    def _fit(self, asked: Name, held: Name) -> _NameFit:
        """The better of both readings: as written, or with forenames and surname exchanged."""
        straight = self._fit_ordered(asked, held)
        if straight.surname_rank == _EXACT or not (asked.forenames and held.forenames):
            return straight
        turned = Name(asked.surname, asked.forenames, asked.kind, asked.shown)
        if min(level_of(a, b) for a in turned.surname for b in held.surname) > _SLIP:
            return straight
        swapped = self._fit_ordered(turned, held)
        cost = self._cost("name_order", "swapped", "forenames and surname are exchanged")
        if swapped.bits + cost.bits <= straight.bits:
            return straight
        return swapped._replace(bits=swapped.bits + cost.bits, weights=(*swapped.weights, cost))

    def _fit_ordered(self, asked: Name, held: Name) -> _NameFit:
        surname, surname_rank = self._surname(asked.surname, held.surname)
        forename, others, forename_rank = self._forenames(asked.forenames, held.forenames)
        bits = surname.bits + forename.bits + (others.bits if others else 0.0)
        weights = (surname, forename, others) if others else (surname, forename)
        return _NameFit(bits, weights, surname_rank, forename_rank, held)

    def _surname(self, asked: tuple[str, ...], held: tuple[str, ...]) -> tuple[Weight, int]:
        """The best agreement of the whole surnames or of any of their parts."""
        if len(asked) == 1 and len(held) == 1:
            rank = level_of(asked[0], held[0])
            return self._word_weights("surname", held[0])[rank], rank
        whole_asked, whole_held = "".join(asked), "".join(held)
        rank = level_of(whole_asked, whole_held)
        best = self._word_weights("surname", whole_held)[rank]
        if rank == _EXACT:
            return best, rank
        for a in asked:
            for b in held:
                part = level_of(a, b)
                weight = self._part_weights(b)[part]
                if weight.bits > best.bits:
                    best, rank = weight, part
        return best, rank

    def _forenames(self, asked: tuple[str, ...], held: tuple[str, ...]) -> tuple[Weight, Weight | None, int]:
        """The first forename or one used in its place, what the others say, and the rank of the former."""
        if not asked or not held:
            return self._fixed_weight("forename", "missing"), None, RANK["near"]
        rank = level_of(asked[0], held[0])
        best = (
            self._word_weights("forename", held[0])[rank],
            self._other_forenames(asked[1:], held[1:]),
            rank,
        )
        if rank == _EXACT or (len(asked) == 1 and len(held) == 1):
            return best
        for i, j in [(0, j) for j in range(1, len(held))] + [(i, 0) for i in range(1, len(asked))]:
            rank = level_of(asked[i], held[j])
            if rank > _SLIP:
                continue
            used = self._middle_weights(held[j])[rank]
            others = self._other_forenames(asked[:i] + asked[i + 1 :], held[:j] + held[j + 1 :])
            if used.bits + _bits(others) > best[0].bits + _bits(best[1]):
                best = (used, others, rank)
        return best

    def _other_forenames(self, asked: tuple[str, ...], held: tuple[str, ...]) -> Weight | None:
        """The best agreement of any further forenames; nothing when either has none."""
        if not asked or not held:
            return None
        best: Weight | None = None
        for a in asked[:4]:
            for b in held[:4]:
                weight = self._word_weights("other_forenames", b)[level_of(a, b)]
                if best is None or weight.bits > best.bits:
                    best = weight
        return best

    def _best_birth(self, asked: tuple[Birth, ...], held: tuple[Birth, ...]) -> Weight:
        best: Weight | None = None
        for a in asked:
            for b in held:
                weight = self._birth_weight(b, compare_births(a, b))
                if best is None or weight.bits > best.bits:
                    best = weight
        return best or self._fixed_weight("birth_date", "missing")

    def _others(self, asked: Subject, held: Subject) -> list[Weight]:
        """Sex, birthplace, address and identifiers: what agrees, and identifiers that contradict each other."""
        found = []
        if asked.sex and asked.sex == held.sex:
            found.append(self._fixed_weight("sex", "same"))
        if asked.place and held.place:
            place = self._place_weight(asked.place, held.place)
            if place:
                found.append(place)
        if asked.postcodes and held.postcodes:
            address = self._address_level(asked.postcodes, held.postcodes)
            if address:
                found.append(self._fixed_weight("postcode", address))
        for name in ("pncid", "cro"):
            a, b = getattr(asked, name), getattr(held, name)
            if a and b:
                found.append(self._fixed_weight(name, "same" if a == b else "different"))
        return found

    def _word_weights(self, kind: str, held: str) -> tuple[Weight, ...]:
        """The weight of each level of a word of a name, by rank, for a record's word of its own frequency."""
        key = (kind, held)
        if key not in self._words:
            surname = kind == "surname"
            exact = self._share(SURNAME if surname else FORENAME, held)
            sounds = SURNAME_SOUND if surname else FORENAME_SOUND
            heard = max(self._share(sounds, sound(held)), exact)
            group = max(heard, *(self._share(sounds, code) for code in codes(held)))
            shares = {"exact": exact, "variant": group, "sound": heard, "slip": heard}
            self._words[key] = self._ladder(kind, shares)
        return self._words[key]

    def _part_weights(self, held: str) -> tuple[Weight, ...]:
        return self._lowered("surname", held, "one_part", "one part of a double surname: ")

    def _middle_weights(self, held: str) -> tuple[Weight, ...]:
        return self._lowered("forename", held, "middle_name", "a middle name used as the first: ")

    def _lowered(self, kind: str, held: str, cost: str, words: str) -> tuple[Weight, ...]:
        """Each level less what an unusual way of agreeing costs, but never below 'different'."""
        key = (cost, held)
        if key not in self._words:
            plain = self._word_weights(kind, held)
            less = rounded(self.model.costs[cost])
            least = plain[_DIFFERENT].bits
            lowered = (
                Weight(kind, f"{cost}_{w.level}", max(w.bits - less, least), words + w.text)
                for w in plain[:_DIFFERENT]
            )
            self._words[key] = (*lowered, plain[_DIFFERENT])
        return self._words[key]

    def _ladder(self, kind: str, shares: dict[str, float]) -> tuple[Weight, ...]:
        weights: list[Weight] = []
        most = float("inf")
        for level, least in self._word_levels[kind]:
            share = shares.get(level.name, 0.0)
            bits = rounded(log2(level.m / share)) if share > level.u else least.bits
            most = min(bits, most)
            weights.append(least if most == least.bits else Weight(kind, level.name, most, level.text))
        return tuple(weights)

    def _birth_weight(self, held: Birth, level: str) -> Weight:
        key = (held, level)
        if key not in self._births:
            known = self.model.level("birth_date", level)
            exact = self.model.level("birth_date", "exact")
            share = self._share(DATE, str(held.number)) if held.day else 1 / 80
            most = rounded(log2(exact.m / max(exact.u, share)))
            bits = min(rounded(log2(known.m / known.u)), most) if level != "exact" else most
            self._births[key] = Weight("birth_date", level, bits, known.text)
        return self._births[key]

    def _place_weight(self, asked: str, held: str) -> Weight | None:
        same, alike = self.model.fields["birth_place"]
        if held not in self._places:
            self._places[held] = max(rounded(log2(same.m / max(same.u, self._share(PLACE, held)))), 0.0)
        if asked == held:
            return Weight("birth_place", same.name, self._places[held], same.text)
        if level_of(asked, held) <= RANK["near"] or asked in held or held in asked:
            bits = min(max(rounded(log2(alike.m / alike.u)), 0.0), self._places[held])
            return Weight("birth_place", alike.name, bits, alike.text)
        return None

    def _address_level(self, asked: tuple[str, ...], held: tuple[str, ...]) -> str | None:
        if not set(asked).isdisjoint(held):
            return "same"
        return "district" if {p[:-3] for p in asked} & {p[:-3] for p in held} - {""} else None

    def _fixed_weight(self, kind: str, name: str) -> Weight:
        key = (kind, name)
        if key not in self._fixed:
            level = self.model.level(kind, name)
            self._fixed[key] = Weight(kind, name, rounded(log2(level.m / level.u)), level.text)
        return self._fixed[key]

    def _cost(self, kind: str, name: str, text: str) -> Weight:
        return Weight(kind, name, -rounded(self.model.costs[name]), text)

    def _share(self, kind: str, text: str) -> float:
        return (self.frequencies.count(kind, text) + 0.5) / (self.frequencies.people + 1)


def _bits(weight: Weight | None) -> float:
    return weight.bits if weight else 0.0


def _alike(names: tuple[Name, ...], others: tuple[Name, ...]) -> tuple[Name, ...]:
    """Those of many names that begin some word as one of the others does; the first when none does."""
    starts = {word[:2] for other in others for word in (*other.forenames, *other.surname)}
    return (
        tuple(n for n in names if any(word[:2] in starts for word in (*n.forenames, *n.surname)))[:200]
        or names[:1]
    )


def _is_sure(fit: _NameFit) -> bool:
    """Whether the first forename is the same, the surname is or sounds so, and no further forename contradicts.

    Twins share middle names, and nicknames of one name, more often than other people do; and somebody who gives one
    forename where the record has several may go by a middle name that is the first of their twin.
    """
    more_held = len(fit.name.forenames) > 1 and all(w.field != "other_forenames" for w in fit.weights)
    if fit.surname_rank > _SOUND or more_held:
        return False
    return all(w.level in _SURE_LEVELS[w.field] for w in fit.weights)


def _rule(asked: Subject, held: Subject, birth: Weight) -> tuple[str, str] | None:
    """Why this candidate is for an officer whatever the names say: level and words, or None."""
    if birth.level != "exact":
        return _rule_of_dates(asked.births, held.births)
    if held.births[0] not in asked.births:
        return "other_date", "the same as another birth date that they once gave: an officer decides"
    if asked.sex and held.sex and asked.sex != held.sex:
        return "sex", "the recorded sex is another: an officer decides"
    return None


def _rule_of_names(name: _NameFit | None) -> tuple[str, str]:
    if name is None:
        return "no_name", "no name to compare: an officer decides"
    if name.surname_rank > _SOUND:
        return "surname", "the surname is not the same: an officer decides"
    if _is_sure(name):
        return "alias", "the same as an alias alone, which may be somebody else's name: an officer decides"
    return "twin", "same birth date, forenames that differ: may be a twin, a brother or a sister"


def _rule_of_dates(asked: tuple[Birth, ...], held: tuple[Birth, ...]) -> tuple[str, str]:
    if not asked or not held:
        return "no_birth_date", "no birth date to compare: an officer decides"
    apart = min(abs(a.year - b.year) for a in asked for b in held)
    if apart in _GENERATION:
        return "generation", "born a generation apart: may be parent and child"
    return "birth_date", "the birth date is not the same: an officer decides"
