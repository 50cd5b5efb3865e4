"""Scores a candidate by Fellegi-Sunter weights: bits for and against, each with its reason, adding up exactly.

Every weight is a multiple of 1/64 bit, so that their sum is the score to the last digit in any order. Within a
field the same value never weighs less than a similar one, nor a similar one less than another. Sex, birthplace,
address add evidence or say nothing; a difference in them is never held against anybody. Rules for look-alikes
(twins, parents and children) hold a score below the strong band; they never lower it further, so that a better
field can only lift one.
"""

from dataclasses import dataclass
from math import log2
from typing import NamedTuple

from chalicelib.records.names.births import Birth, compare_births
from chalicelib.records.names.evidence import STEP, Evidence, Weight, rounded
from chalicelib.records.names.frequencies import NAMESAKE, SURNAME, Frequencies, namesake_term
from chalicelib.records.names.likeness import RANK, level_of
from chalicelib.records.names.lookalikes import NameFit, is_sure, rule_of, rule_of_names
from chalicelib.records.names.model import ScoringModel
from chalicelib.records.names.subjects import Name, Subject

__all__ = ["NONE", "POSSIBLE", "STRONG", "Scored", "Scorer", "Weight"]
NONE, POSSIBLE, STRONG = "none", "possible", "strong"
_MANY_NAMES = 24
"""From so many names of a person on, only those that share a word's beginning with the other's are compared."""
_EXACT, _DIFFERENT, _SLIP = RANK["exact"], RANK["different"], RANK["slip"]
_PART = "one part of a double surname: "
_MIDDLE = "a middle name used as the first: "
_THIRD = "and another: "
_MOST_OTHERS = 4


class Scored(NamedTuple):
    """A candidate's score, always the sum of its weights, and its band."""

    score: float
    band: str
    weights: tuple[Weight, ...]
    name: Name | None
    """The candidate's name that fits best."""


@dataclass
class Scorer:
    """Compares subjects under one model and one population's frequencies; keeps what it worked out."""

    model: ScoringModel
    frequencies: Frequencies

    def __post_init__(self) -> None:
        people = max(self.frequencies.people, 1)
        self.prior = Weight(
            "prior", "one_of_all", rounded(-log2(people)), f"one person among {people:,} recorded"
        )
        self._cap = rounded(self.model.bands.strong) - 1 / STEP
        self._evidence = Evidence(self.model, self.frequencies)

    def score(self, asked: Subject, held: Subject) -> Scored:
        """How likely it is that `held` is the record of `asked`, in bits, with reasons."""
        best, sure = self._best_names(asked.names, held.names)
        birth = self._best_birth(asked.births, held.births)
        others = self._others(asked, held)
        beside = self.prior.bits + birth.bits + sum([weight.bits for weight in others])
        if beside + (best.bits if best else 0.0) <= self._cap:
            return self._scored(best, birth, others)
        rule = rule_of(asked, held, birth)
        if sure and not rule and beside + sure.bits > self._cap:
            return self._scored(sure, birth, others)
        level, text = rule or rule_of_names(best)
        held_down = self._cap - beside - (best.bits if best else 0.0)
        return self._scored(best, birth, [*others, Weight("rule", level, held_down, text)])

    def _scored(self, name: NameFit | None, birth: Weight, others: list[Weight]) -> Scored:
        weights = (self.prior, *(name.weights if name else ()), birth, *others)
        score = sum([weight.bits for weight in weights])
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
    ) -> tuple[NameFit | None, NameFit | None]:
        """The pair of names that fits best, and the best of those that may make a candidate strong."""
        if len(held) > _MANY_NAMES:
            held = _alike(held, asked)
        best: NameFit | None = None
        sure: NameFit | None = None
        for one in asked:
            for other in held if len(asked) <= _MANY_NAMES else _alike(held, (one,)):
                fit = self._fit(one, other)
                if best is None or fit.bits > best.bits:
                    best = fit
                if other.kind != "alias" and (sure is None or fit.bits > sure.bits) and is_sure(fit):
                    sure = fit
        return best, sure

    def _fit(self, asked: Name, held: Name) -> NameFit:
        """The better of both readings: as written, or with forenames and surname exchanged."""
        straight = self._fit_ordered(asked, held)
        if _EXACT in (straight.surname_rank, straight.forename_rank):
            return straight
        if not (asked.forenames and held.forenames):
            return straight
        if min([level_of(a, b) for a in asked.forenames for b in held.surname]) > _SLIP:
            return straight
        turned = Name(asked.surname, asked.forenames, asked.kind, asked.shown)
        swapped = self._fit_ordered(turned, held)
        cost = self._evidence.cost("name_order", "swapped", "forenames and surname are exchanged")
        if swapped.bits + cost.bits <= straight.bits:
            return straight
        return swapped._replace(bits=swapped.bits + cost.bits, weights=(*swapped.weights, cost))

    def _fit_ordered(self, asked: Name, held: Name) -> NameFit:
        surname, surname_rank = self._surname(asked.surname, held.surname)
        forenames, forename_rank = self._forenames(asked.forenames, held)
        bits = surname.bits
        for weight in forenames:
            bits += weight.bits
        return NameFit(bits, (surname, *forenames), surname_rank, forename_rank, held)

    def _surname(self, asked: tuple[str, ...], held: tuple[str, ...]) -> tuple[Weight, int]:
        """The best agreement of the whole surnames or of any of their parts."""
        evidence, share = self._evidence, self._evidence.shares.of
        whole_asked = asked[0] if len(asked) == 1 else "".join(asked)
        whole_held = held[0] if len(held) == 1 else "".join(held)
        rank = level_of(whole_asked, whole_held)
        if rank == _DIFFERENT and len(asked) == 1 and len(held) == 1:
            return evidence.different["surname"], rank
        best = evidence.word("surname", whole_asked, rank, share(SURNAME, whole_held))
        if rank == _EXACT or (len(asked) == 1 and len(held) == 1):
            return best, rank
        for a in asked:
            for b in held:
                part = level_of(a, b)
                if part == _DIFFERENT:
                    continue
                weight = evidence.word("surname", a, part, share(SURNAME, b))
                weight = evidence.lowered(weight, "one_part", _PART)
                if weight.bits > best.bits:
                    best, rank = weight, part
        return best, rank

    def _forenames(self, asked: tuple[str, ...], held: Name) -> tuple[list[Weight], int]:
        """The first forename or one used in its place, what the others say, and the rank of the former."""
        words = held.forenames
        if not asked or not words:
            return [self._evidence.fixed("forename", "missing")], RANK["near"]
        rank = level_of(asked[0], words[0])
        if rank == _DIFFERENT:
            first = self._evidence.different["forename"]
        else:
            share = self._evidence.shares.of_first_forename(held)
            first = self._evidence.word("forename", asked[0], rank, share)
        best = [first, *self._other_forenames(asked[1:], words[1:], held)]
        if rank == _EXACT or (len(asked) == 1 and len(words) == 1):
            return best, rank
        most = sum([w.bits for w in best])
        for i, j in [(0, j) for j in range(1, len(words))] + [(i, 0) for i in range(1, len(asked))]:
            used = level_of(asked[i], words[j])
            if used > _SLIP:
                continue
            share = self._evidence.shares.of_forename(words[j], held)
            weight = self._evidence.word("forename", asked[i], used, share)
            weight = self._evidence.lowered(weight, "middle_name", _MIDDLE)
            rest = self._other_forenames(asked[:i] + asked[i + 1 :], words[:j] + words[j + 1 :], held)
            bits = weight.bits + sum([w.bits for w in rest])
            if bits > most:
                best, most, rank = [weight, *rest], bits, used
        return best, rank

    def _other_forenames(self, asked: tuple[str, ...], held: tuple[str, ...], name: Name) -> list[Weight]:
        """The best agreement of any further forenames, and of one more if they speak for it; nothing without any."""
        if not asked or not held:
            return []
        best = self._best_other(asked, held, name)
        if len(asked) == 1 or len(held) == 1 or best[0].bits <= 0:
            return [best[0]]
        _, i, j = best
        more = self._best_other(asked[:i] + asked[i + 1 :], held[:j] + held[j + 1 :], name)[0]
        if more.bits <= 0:
            return [best[0]]
        return [best[0], Weight("third_forename", more.level, more.bits, _THIRD + more.text)]

    def _best_other(
        self, asked: tuple[str, ...], held: tuple[str, ...], name: Name
    ) -> tuple[Weight, int, int]:
        best, at = self._evidence.different["other_forenames"], (0, 0)
        for i, a in enumerate(asked[:_MOST_OTHERS]):
            for j, b in enumerate(held[:_MOST_OTHERS]):
                rank = level_of(a, b)
                if rank == _DIFFERENT:
                    continue
                share = self._evidence.shares.of_forename(b, name)
                weight = self._evidence.word("other_forenames", a, rank, share)
                if weight.bits > best.bits:
                    best, at = weight, (i, j)
        return best, *at

    def _best_birth(self, asked: tuple[Birth, ...], held: tuple[Birth, ...]) -> Weight:
        best: Weight | None = None
        for a in asked:
            for b in held:
                weight = self._evidence.birth(b, compare_births(a, b))
                if best is None or weight.bits > best.bits:
                    best = weight
        return best or self._evidence.fixed("birth_date", "missing")

    def _others(self, asked: Subject, held: Subject) -> list[Weight]:
        """Sex, birthplace, address and identifiers: what agrees, and identifiers that contradict each other."""
        found = []
        if asked.sex and asked.sex == held.sex:
            found.append(self._evidence.fixed("sex", "same"))
        if asked.place and held.place:
            place = self._evidence.place(asked.place, held.place, held.names[0] if held.names else None)
            if place:
                found.append(place)
        if asked.postcodes and held.postcodes:
            address = _address_level(asked.postcodes, held.postcodes)
            if address:
                found.append(self._evidence.fixed("postcode", address))
        for name, a, b in (("pncid", asked.pncid, held.pncid), ("cro", asked.cro, held.cro)):
            if a and b:
                found.append(self._evidence.fixed(name, "same" if a == b else "different"))
        return found


def _address_level(asked: tuple[str, ...], held: tuple[str, ...]) -> str | None:
    if not set(asked).isdisjoint(held):
        return "same"
    return "district" if {p[:-3] for p in asked} & {p[:-3] for p in held} - {""} else None


def _alike(names: tuple[Name, ...], others: tuple[Name, ...]) -> tuple[Name, ...]:
    """Those of many names that begin some word as one of the others does; the first when none does."""
    starts = {word[:2] for other in others for word in (*other.forenames, *other.surname)}
    return (
        tuple(n for n in names if any(word[:2] in starts for word in (*n.forenames, *n.surname)))[:200]
        or names[:1]
    )
