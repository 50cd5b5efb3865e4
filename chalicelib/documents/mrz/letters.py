"""The likeliest row of a form, from what each part of a strip may be."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chalicelib.documents.mrz.layouts import FILLER, Layout
from chalicelib.documents.mrz.networks import SIGNS, Floats

_NEVER = np.float32(-1e9)
_BAND = 5
"""How many places a letter may lie off where even spacing has it; a zone is printed ten letters to the inch."""
_SILENT = float(np.log(0.5))
_DOUBT = 0.05
"""A second reading at least so likely is a doubt."""


@dataclass(frozen=True)
class RowReading:
    """The best row of a form that fits the strip."""

    text: str
    likelihood: float
    """Mean logarithm over the strip: to compare forms and directions, not a probability of being right."""
    sure: tuple[float, ...]
    """For each place, how likely its character is where it is seen best, 0 to 1."""
    doubts: dict[int, str]
    """Places where another character that may stand there is likely too."""


def best_row(parts: Floats, layout: Layout, row: int) -> RowReading | None:
    """The likeliest row of exactly the form's width whose every character may stand at its place.

    Viterbi over connectionist temporal classification, so that a run of fillers has the right number. None when
    the strip is too short for so many letters.
    """
    allowed = allowed_signs(layout, row)
    path = best_path(parts, allowed)
    if path is None:
        return None
    likelihood, signs, seen = path
    chances = np.exp(np.stack([parts[frames].max(axis=0)[1:] for frames in seen]))
    chances[allowed < 0] = 0
    taken = chances[np.arange(len(signs)), signs]
    chances[np.arange(len(signs)), signs] = 0
    second = chances.argmax(axis=1)
    return RowReading(
        "".join(SIGNS[sign] for sign in signs),
        likelihood / len(parts),
        tuple(float(chance) for chance in taken),
        {at: SIGNS[sign] for at, sign in enumerate(second) if chances[at, sign] >= _DOUBT},
    )


@lru_cache(maxsize=16)
def allowed_signs(layout: Layout, row: int) -> Floats:
    """0 for each sign that may stand at each place, else a penalty that no likelihood outweighs."""
    allowed = np.full((layout.width, len(SIGNS)), _NEVER, np.float32)
    for place in range(layout.width):
        for sign in (*layout.letters_at(row, place).value, FILLER):
            allowed[place, SIGNS.index(sign)] = 0
    if row == 0:
        allowed[0, SIGNS.index(FILLER)] = _NEVER
    return allowed


def best_path(parts: Floats, allowed: Floats) -> tuple[float, list[int], list[list[int]]] | None:
    """Likelihood, the sign at each place, and the parts in which each is seen; `allowed` as of `allowed_signs`."""
    places = len(allowed)
    speaking = np.flatnonzero(parts[:, 0] < _SILENT)
    if len(speaking) < places // 2:
        return None
    first, last = int(speaking[0]), int(speaking[-1])
    in_sign: Floats = np.full((places, len(SIGNS)), _NEVER, np.float32)
    after: Floats = np.full(places + 1, _NEVER, np.float32)
    after[0] = 0
    steps = []
    for at, part in enumerate(parts):
        middle = round((at - first) / max(1, last - first) * (places - 1))
        low, high = max(0, min(middle, places) - _BAND), min(places, max(middle, 0) + _BAND + 1)
        step = _Step(in_sign, after, low, high)
        in_sign, after = step.onward(part, allowed)
        steps.append(step)
    return _walked_back(steps, in_sign, after)


class _Step:
    """One part of the strip: for each place and sign, the best way there from the part before.

    A sign is reached from itself, from the blank before it, or from another sign at the place before.
    """

    def __init__(self, in_sign: Floats, after: Floats, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.in_sign, self.after = in_sign, after
        self.best = in_sign.argmax(axis=1)
        rows = np.arange(len(in_sign))
        self.of_best = in_sign[rows, self.best]
        others = in_sign.copy()
        others[rows, self.best] = _NEVER
        self.next_best = others.argmax(axis=1)
        self.of_next = others[rows, self.next_best]

    def onward(self, part: Floats, allowed: Floats) -> tuple[Floats, Floats]:
        low, high = self.low, self.high
        ways = np.full((3, high - low, allowed.shape[1]), _NEVER, np.float32)
        ways[0] = self.in_sign[low:high]
        ways[1] = self.after[low:high, None]
        before = slice(max(low - 1, 0), high - 1)
        offset = 1 if low == 0 else 0
        ways[2, offset:] = self.of_best[before, None]
        ways[2, np.arange(offset, high - low), self.best[before]] = self.of_next[before]
        self.way = ways.argmax(axis=0)
        in_sign = np.full_like(self.in_sign, _NEVER)
        in_sign[low:high] = ways.max(axis=0) + part[1:] + allowed[low:high]
        ended = np.full_like(self.after, _NEVER)
        ended[1:] = self.of_best
        self.from_sign = ended > self.after
        after = np.full_like(self.after, _NEVER)
        after[low : high + 1] = np.maximum(ended, self.after)[low : high + 1] + part[0]
        return in_sign, after


def _walked_back(
    steps: list[_Step], in_sign: Floats, after: Floats
) -> tuple[float, list[int], list[list[int]]] | None:
    place = len(in_sign) - 1
    sign = int(in_sign[place].argmax())
    likelihood = float(max(in_sign[place, sign], after[place + 1]))
    if likelihood < _NEVER / 2:
        return None
    blank = after[place + 1] > in_sign[place, sign]
    if blank:
        place += 1
    signs, seen = [0] * len(in_sign), [[] for _ in in_sign]  # type: list[int], list[list[int]]
    for at in range(len(steps) - 1, -1, -1):
        step = steps[at]
        if blank:
            if step.from_sign[place]:
                place -= 1
                blank, sign = False, int(step.best[place])
            continue
        signs[place] = sign
        seen[place].append(at)
        way = step.way[place - step.low, sign]
        if way == 1:
            blank = True
        elif way == 2:  # noqa: PLR2004 - see onward
            place -= 1
            best = int(step.best[place])
            sign = best if best != sign else int(step.next_best[place])
    return likelihood, signs, seen
