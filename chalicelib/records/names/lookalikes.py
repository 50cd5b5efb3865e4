"""Rules for look-alikes: who is for an officer, whatever the score (twins, parents and children, namesakes)."""

from typing import NamedTuple

from chalicelib.records.names.births import Birth
from chalicelib.records.names.evidence import Weight
from chalicelib.records.names.likeness import RANK
from chalicelib.records.names.subjects import Name, Subject

_GENERATION = range(14, 56)
_SOUND = RANK["sound"]
_SURE_LEVELS = {
    "surname": frozenset({"exact", "variant", "sound", "one_part_exact", "one_part_sound"}),
    "forename": frozenset({"exact"}),
    "other_forenames": frozenset({"exact", "variant", "sound", "slip", "initial"}),
    "third_forename": frozenset({"exact", "variant", "sound", "slip", "initial"}),
    "name_order": frozenset[str](),
}


class NameFit(NamedTuple):
    """How two names agree: bits in all and by part, and the ranks of the best levels."""

    bits: float
    weights: tuple[Weight, ...]
    surname_rank: int
    forename_rank: int
    name: Name


def is_sure(fit: NameFit) -> bool:
    """Whether the first forename is the same, the surname is or sounds so, and no further forename contradicts.

    Twins share middle names, and nicknames of one name, more often than other people do; and somebody who gives one
    forename where the record has several may go by a middle name that is the first of their twin.
    """
    more_held = len(fit.name.forenames) > 1 and all(w.field != "other_forenames" for w in fit.weights)
    if fit.surname_rank > _SOUND or more_held:
        return False
    return all(w.level in _SURE_LEVELS[w.field] for w in fit.weights)


def rule_of(asked: Subject, held: Subject, birth: Weight) -> tuple[str, str] | None:
    """Why this candidate is for an officer whatever the names say: level and words, or None."""
    if birth.level != "exact":
        return _rule_of_dates(asked.births, held.births)
    if held.births[0] not in asked.births:
        return "other_date", "the same as another birth date that they once gave: an officer decides"
    if asked.sex and held.sex and asked.sex != held.sex:
        return "sex", "the recorded sex is another: an officer decides"
    return None


def rule_of_names(name: NameFit | None) -> tuple[str, str]:
    """Why a candidate whose date is the same is for an officer nevertheless."""
    if name is None:
        return "no_name", "no name to compare: an officer decides"
    if name.surname_rank > _SOUND:
        return "surname", "the surname is not the same: an officer decides"
    if is_sure(name):
        return "alias", "the same as an alias alone, which may be somebody else's name: an officer decides"
    return "twin", "same birth date, forenames that differ: may be a twin, a brother or a sister"


def _rule_of_dates(asked: tuple[Birth, ...], held: tuple[Birth, ...]) -> tuple[str, str]:
    if not asked or not held:
        return "no_birth_date", "no birth date to compare: an officer decides"
    apart = min(abs(a.year - b.year) for a in asked for b in held)
    if apart in _GENERATION:
        return "generation", "born a generation apart: may be parent and child"
    return "birth_date", "the birth date is not the same: an officer decides"
