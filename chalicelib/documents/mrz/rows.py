"""Finds the rows of a machine-readable zone in a picture, at any angle."""

import cmath
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PIL.Image import Image, Resampling, Transform

from chalicelib.documents.mrz.networks import Floats, rows_network

_LIKELY = 0.3
"""How sure the network must be that text is at a dot; its authors' own threshold."""
_LEAST_RATIO, _LEAST_SHARE = 25.0, 0.18
"""A row is so many times longer than it is thick, and takes so much of the picture's longer side."""
_PARALLEL, _BESIDE, _AS_LONG = 0.99, 0.12, 0.15
_LEAST_PITCH, _MOST_PITCH = 1.5, 8.0
"""Distance of two rows of a zone, in thicknesses."""
_WIDE = (9.5, 21.5)
"""Length of a zone's rows in distances of them: 17.6 by Doc 9303-4, on cards 12 to 14.4; a tilt changes it."""
_LEAST_DIRECTED, _MOST_PIECES, _MOST_GAP = 3.0, 60, 16.0
_SURELY_DIRECTED, _AGREE = 5.0, 0.8
_ALIKE, _BENT = 0.97, 0.02
"""Of two pieces of one row: the cosine between them, and how far one may lie off, as a share of their length."""


@dataclass(frozen=True)
class Row:
    """A row of text: a strip around `centre` along `along`, in dots of the picture."""

    centre: Floats
    along: Floats
    length: float
    thickness: float
    """Of what the network marks, which is about half of a capital's height."""

    @property
    def across(self) -> Floats:
        """At right angles to `along`, a quarter turn clockwise on the screen."""
        return np.array([-self.along[1], self.along[0]], np.float32)

    def turned(self) -> "Row":
        """The same strip read from its other end."""
        return Row(self.centre, -self.along, self.length, self.thickness)

    def stretched(self, share: float) -> "Row":
        """The strip made longer by a share of its length, at its start when the share is negative."""
        more = self.length * share
        return Row(self.centre + self.along * (more / 2), self.along, self.length + abs(more), self.thickness)


def find_rows(picture: Image, side: int, turn: float = 0) -> tuple[Row, ...]:
    """Every row of text, or piece of one; the picture is looked at with a longer side of at most `side` dots.

    It is turned first, anticlockwise by `turn` in radians: the network sees level text best.
    """
    small, scale = _shrunk(picture, side, turn)
    likely = rows_network()(as_input(small))
    found = (row_of(runs, scale) for runs in patches(likely > _LIKELY))
    back: Floats = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]], np.float32)
    middle: Floats = np.array(picture.size, np.float32) * np.float32(0.5)
    seen: Floats = np.array(small.size, np.float32) * scale * np.float32(0.5)
    return tuple(
        replace(row, centre=middle + back @ (row.centre - seen), along=back @ row.along)
        for row in found
        if row
    )


def _shrunk(picture: Image, side: int, turn: float) -> tuple[Image, Floats]:
    """The picture small, turned, and as wide and high as the network takes it; and how much larger it was."""
    across, down = abs(math.cos(turn)), abs(math.sin(turn))
    size = (picture.width * across + picture.height * down, picture.width * down + picture.height * across)
    width, height = (max(32, round(one * side / max(size) / 32) * 32) for one in size)
    scale = np.array([size[0] / width, size[1] / height], np.float32)
    if not turn:
        return picture.resize((width, height), reducing_gap=2), scale
    small = picture.reduce(max(1, int(scale.min())))
    factor = small.width / picture.width
    x, y = scale * factor
    left = (small.width - math.cos(turn) * width * x + math.sin(turn) * height * y) / 2
    top = (small.height - math.sin(turn) * width * x - math.cos(turn) * height * y) / 2
    level = (math.cos(turn) * x, -math.sin(turn) * y, left, math.sin(turn) * x, math.cos(turn) * y, top)
    turned = small.transform(
        (width, height), Transform.AFFINE, level, Resampling.BILINEAR, fillcolor=_edge(small)
    )
    return turned, scale


def _edge(picture: Image) -> tuple[int, ...]:
    """The colour that most of the picture's edge is near: another around it would look like something."""
    dots = np.asarray(picture)
    edge = np.concatenate([dots[0], dots[-1], dots[:, 0], dots[:, -1]])
    return tuple(int(part) for part in np.median(edge, axis=0))


def tilt(rows: Sequence[Row]) -> float:
    """The angle at which most of the text runs, in radians clockwise on the screen; 0 when it is unclear."""
    directed = [row for row in rows if row.length > _SURELY_DIRECTED * row.thickness]
    double = sum((row.length * complex(*row.along.tolist()) ** 2 for row in directed), 0j)
    agree = abs(double) > _AGREE * sum(row.length for row in directed)
    return cmath.phase(double) / 2 if agree else 0.0


def grouped(rows: Sequence[Row], longest: float) -> tuple[tuple[Row, ...], ...]:
    """Long rows, one under another and all read the same way, the longest first: a zone is a group or part of one.

    `longest` is the picture's longer side.
    """
    least = _LEAST_SHARE * longest
    long_ones = [row for row in rows if row.length > max(least, _LEAST_RATIO * row.thickness)]
    groups = [group for group in _groups(long_ones) if _is_as_wide_as_a_zone(group)]
    return tuple(sorted(groups, key=lambda group: -max(row.length for row in group)))


def apart(rows: Sequence[Row]) -> float:
    """How far the rows of a group lie apart, from middle to middle, in dots."""
    return float(np.median([abs((below.centre - row.centre) @ row.across) for row, below in pairwise(rows)]))


def _is_as_wide_as_a_zone(group: Sequence[Row]) -> bool:
    narrowest, widest = _WIDE
    return narrowest < max(row.length for row in group) / apart(group) < widest


def joined(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Pieces that lie in one line made into one row: glare breaks rows apart."""
    directed = (row for row in rows if row.length > _LEAST_DIRECTED * row.thickness)
    pieces = sorted(directed, key=lambda row: -row.length)[:_MOST_PIECES]
    whole = []
    while pieces:
        row = pieces.pop(0)
        while (at := next((at for at, one in enumerate(pieces) if _goes_on(row, one)), None)) is not None:
            row = _join(row, pieces.pop(at))
        whole.append(row)
    return tuple(whole)


def _goes_on(row: Row, piece: Row) -> bool:
    apart = piece.centre - row.centre
    gap = abs(float(apart @ row.along)) - (row.length + piece.length) / 2
    aside = abs(float(apart @ row.across))
    return (
        -row.thickness < gap < _MOST_GAP * row.thickness
        and aside < row.thickness / 2 + _BENT * (row.length + piece.length)
        and row.thickness / 2 < piece.thickness < 2 * row.thickness
        and abs(float(row.along @ piece.along)) > _ALIKE
    )


def _join(row: Row, piece: Row) -> Row:
    ends = [
        one.centre + one.along * half for one in (row, piece) for half in (-one.length / 2, one.length / 2)
    ]
    ends.sort(key=lambda end: float(end @ row.along))
    across = ends[-1] - ends[0]
    length = float(np.hypot(*across))
    both = row.length + piece.length
    thickness = (row.thickness * row.length + piece.thickness * piece.length) / both
    middle, along = (ends[0] + ends[-1]) / 2, across / length
    return Row(middle.astype(np.float32), along.astype(np.float32), length, thickness)


def as_input(picture: Image) -> Floats:
    """A picture of three colours as the networks take it: blue first, -1 to 1, colour before rows before columns."""
    dots = np.asarray(picture, np.float32)[:, :, ::-1] / 127.5 - 1
    return np.ascontiguousarray(dots.transpose(2, 0, 1)[None])


Run = tuple[int, int, int]
"""Dots of one line of the picture that touch: line, first column, column after the last."""


def patches(marked: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> list[list[Run]]:
    """Marked dots that touch, patch by patch, by joining the runs of neighbouring lines."""
    parent: list[int] = []
    runs: list[Run] = []

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    above: list[int] = []
    for line, dots in enumerate(marked):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], dots.astype(np.int8), [0]))))
        here = []
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            here.append(len(runs))
            parent.append(len(runs))
            runs.append((line, first, end))
            for other in above:
                if runs[other][1] < end and runs[other][2] > first:
                    parent[root(other)] = root(here[-1])
        above = here
    patches: dict[int, list[Run]] = {}
    for at, run in enumerate(runs):
        patches.setdefault(root(at), []).append(run)
    return list(patches.values())


def row_of(runs: Sequence[Run], scale: Floats) -> Row | None:
    """The strip of a patch by its principal axis; None for a speck."""
    size = sum(end - first for _, first, end in runs)
    if size < 16:  # noqa: PLR2004 - dots
        return None
    dots = np.concatenate(
        [np.stack([np.arange(first, end), np.full(end - first, line)], axis=1) for line, first, end in runs]
    )
    places = (dots + 0.5) * scale
    centre = places.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((places - centre).T) + np.eye(2) * 1e-9)
    along = axes[:, 1]
    reach = (places - centre) @ along
    length = float(np.ptp(reach) + scale.max())
    middle = centre + along * float(reach.max() + reach.min()) / 2
    return Row(
        middle.astype(np.float32), along.astype(np.float32), length, float(size * scale.prod() / length)
    )


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows that hang together by neighbours, two or more, from above as if they were read left to right."""
    left = [row if _is_onward(row) else row.turned() for row in rows]
    while left:
        group = [left.pop()]
        for row in group:
            near = [other for other in left if _are_neighbours(row, other)]
            left = [other for other in left if not any(other is one for one in near)]
            group += [one if one.along @ row.along > 0 else one.turned() for one in near]
        if len(group) > 1:
            across = group[0].across
            yield tuple(sorted(group, key=lambda row: float(row.centre @ across)))


def _is_onward(row: Row) -> bool:
    """Whether the row runs as most are read: to the right or, on its side, downwards."""
    return bool(row.along @ (2, 1) > 0)


def _are_neighbours(row: Row, other: Row) -> bool:
    """Whether the other may be the next row of the same zone."""
    apart = other.centre - row.centre
    return (
        abs(float(row.along @ other.along)) > _PARALLEL
        and abs(float(apart @ row.along)) < _BESIDE * row.length
        and abs(other.length - row.length) < _AS_LONG * row.length
        and _LEAST_PITCH < abs(float(apart @ row.across)) / row.thickness < _MOST_PITCH
    )
