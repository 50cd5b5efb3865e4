"""Two whole names and nothing else: bits for and against their being one person's, each with its reason, adding up.

For comparing what somebody wrote with what a paper or another system says, in any script and word order, where no
date helps. Words are paired best first; a word that only one name has says little, a word on each side that fits
nothing on the other speaks against. The weights come from `python -m bench.names.train_whole_names`.
"""

import json
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from chalicelib.records.names.likeness import LEVELS, level_of
from chalicelib.records.names.model import FOLDER
from chalicelib.records.names.spelling import words

FILE = FOLDER / "whole_names.json"
_DIFFERENT, _EXACT = LEVELS.index("different"), LEVELS.index("exact")
_MOST_FURTHER = 3
_TEXTS = {
    "start": "two names that have something in common",
    "variant": "words that stand for one name, such as Bill and William",
    "sound": "words that sound alike",
    "slip": "words with a letter or two amiss",
    "initial": "an initial that fits",
    "near": "words that are nearly the same",
    "loose": "words that are somewhat alike",
    "joined": "the same letters, parted into other words",
    "contradicted": "words of each name that fit none of the other's",
    "further": "words that only one of the names has",
    "ideographs": "characters that differ, though they may sound the same",
}
FEATURES = tuple(name for name in _TEXTS if name != "start")


class Part(NamedTuple):
    """What one kind of agreement or difference says, and how often it was found."""

    level: str
    times: int
    bits: float
    text: str


class Likeness(NamedTuple):
    """`bits` is the sum of the parts; from 0 on the names are taken for one person's."""

    bits: float
    same: bool
    parts: tuple[Part, ...]


def compare_whole_names(one: str, other: str) -> Likeness:
    """How likely two names, each written in one piece, are one person's. Names without a letter are not alike."""
    weights = _weights()
    found = observe(one, other)
    parts = [Part("start", 1, weights["start"], _TEXTS["start"])]
    parts += [Part(name, n, n * weights[name], _TEXTS[name]) for name, n in found.items()]
    bits = sum(part.bits for part in parts)
    return Likeness(bits, bits >= 0 and bool(words(one) and words(other)), tuple(parts))


def observe(one: str, other: str) -> dict[str, int]:
    """What is found between two names: how many words agree on each level but exactly, and what does not agree."""
    ours, theirs = words(one), words(other)
    if len(ours) != len(theirs) and OSA.distance("".join(ours), "".join(theirs)) <= 1:
        return {"joined": 1}
    levels, left, right = _pair(ours, theirs)
    found = Counter(LEVELS[level] for level in levels if level != _EXACT)
    if len(left) + len(right) > 2 and left and right and OSA.distance("".join(left), "".join(right)) <= 1:  # noqa: PLR2004 - one word on each side is no joining
        found["joined"], left, right = 1, [], []
    found["contradicted"] = min(len(left), len(right))
    found["further"] = min(abs(len(left) - len(right)), _MOST_FURTHER)
    found["ideographs"] = int(one != other and _has_ideographs(one) and _has_ideographs(other))
    return {name: found[name] for name in FEATURES if found[name]}


def _pair(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[list[int], list[str], list[str]]:
    """Levels of the words that were paired, best first and nearest places first; and the words left on each side."""
    alike = sorted(
        (level, abs(i - j), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if (level := level_of(a, b)) < _DIFFERENT
    )
    levels: list[int] = []
    mine, yours = set(range(len(ours))), set(range(len(theirs)))
    for level, _, i, j in alike:
        if i in mine and j in yours:
            mine.remove(i)
            yours.remove(j)
            levels.append(level)
    return levels, [ours[i] for i in sorted(mine)], [theirs[j] for j in sorted(yours)]


def _has_ideographs(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith(("CJK", "HANGUL")) for c in text if not c.isascii())


@cache
def _weights() -> dict[str, float]:
    body: dict[str, dict[str, float]] = json.loads(FILE.read_text("utf-8"))
    return body["bits"]
