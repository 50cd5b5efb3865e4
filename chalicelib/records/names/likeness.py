"""How alike two words of a name are, as a named level; the likeness measures are rapidfuzz's."""

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from chalicelib.records.names.spelling import are_variants, sound

LEVELS = ("exact", "variant", "sound", "slip", "initial", "near", "loose", "different")
"""From the best to the worst."""
RANK = {level: rank for rank, level in enumerate(LEVELS)}
_ONE_SLIP, _TWO_SLIPS = 4, 7
"""Letters that a word must have before one slip, or two, leave it recognisable."""
_SLIPS_ALIKE, _NEAR, _LOOSE = 0.7, 0.88, 0.78
"""Words that sound alike or differ by a slip are at least so alike; a test tries every slip."""


@lru_cache(maxsize=1_048_576)
def level_of(a: str, b: str) -> int:  # noqa: PLR0911 - a ladder of levels, best first
    """The rank in `LEVELS` of the best level that two words reach."""
    if a == b:
        return RANK["exact"]
    if not a or not b:
        return RANK["different"]
    if len(a) == 1 or len(b) == 1:
        return RANK["initial"] if a[0] == b[0] else RANK["different"]
    if are_variants(a, b):
        return RANK["variant"]
    likeness = JaroWinkler.similarity(a, b)
    if likeness < _SLIPS_ALIKE:
        return RANK["different"]
    if sound(a) == sound(b):
        return RANK["sound"]
    if _is_slip(a, b):
        return RANK["slip"]
    return RANK["near"] if likeness >= _NEAR else RANK["loose"] if likeness >= _LOOSE else RANK["different"]


def _is_slip(a: str, b: str) -> bool:
    shortest = min(len(a), len(b))
    allowed = 2 if shortest >= _TWO_SLIPS else 1 if shortest >= _ONE_SLIP else 0
    return bool(allowed) and OSA.distance(a, b, score_cutoff=allowed) <= allowed
