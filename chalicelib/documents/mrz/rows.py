"""Finds the rows of a machine-readable zone in a picture, at any angle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from chalicelib.documents.mrz.networks import Floats, rows_network

_LIKELY = 0.3
"""How sure the network must be that text is at a dot; its authors' own threshold."""
_LEAST_RATIO, _LEAST_SHARE = 25.0, 0.18
"""A row is so many times longer than it is thick, and takes so much of the picture's longer side."""
_PARALLEL, _BESIDE, _AS_LONG = 0.99, 0.12, 0.15
_LEAST_PITCH, _MOST_PITCH = 1.5, 8.0
"""Distance of two rows of a zone, in thicknesses."""
_MOST_ROWS = 3


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


def find_rows(picture: Image, side: int) -> tuple[Row, ...]:
    """The two or three rows of a zone, in their order or its reverse; none when there is no such group.

    The picture is looked at with a longer side of `side` dots.
    """
    likely, scale = _look(picture, side)
    rows = [row for runs in _patches(likely > _LIKELY) if (row := _row(runs, scale)) is not None]
    least = _LEAST_SHARE * max(picture.size)
    long_ones = [row for row in rows if row.length > max(least, _LEAST_RATIO * row.thickness)]
    groups = [_beside(row, long_ones) for row in long_ones]
    found = max(groups, key=lambda group: (len(group), sum(row.length for row in group)), default=())
    return found if len(found) > 1 else ()


def _look(picture: Image, side: int) -> tuple[Floats, Floats]:
    width, height = (max(32, round(size * side / max(picture.size) / 32) * 32) for size in picture.size)
    likely = rows_network()(as_input(picture.resize((width, height))))
    return likely, np.array([picture.width / width, picture.height / height], np.float32)


def as_input(picture: Image) -> Floats:
    """A picture of three colours as the networks take it: blue first, -1 to 1, colour before rows before columns."""
    dots = np.asarray(picture, np.float32)[:, :, ::-1] / 127.5 - 1
    return np.ascontiguousarray(dots.transpose(2, 0, 1)[None])


Run = tuple[int, int, int]
"""Dots of one line of the picture that touch: line, first column, column after the last."""


def _patches(marked: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> list[list[Run]]:
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


def _row(runs: Sequence[Run], scale: Floats) -> Row | None:
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


def _beside(row: Row, others: Sequence[Row]) -> tuple[Row, ...]:
    """The row and those next to it, one under another, at most three; read the same way as the row."""
    group = [(0.0, row), *((away, other) for other in others for away in _distances(row, other))]
    group.sort(key=lambda pair: pair[0])
    at = next(place for place, pair in enumerate(group) if pair[1] is row)
    best = max(
        (group[first : first + _MOST_ROWS] for first in range(max(0, at - 2), at + 1)),
        key=lambda part: (len(part), -(part[-1][0] - part[0][0])),
    )
    return tuple(one if one.along @ row.along > 0 else one.turned() for _, one in best)


def _distances(row: Row, other: Row) -> Iterator[float]:
    """How far the other lies across the row, in thicknesses, if it can be of the same zone."""
    apart = other.centre - row.centre
    away = float(apart @ row.across) / row.thickness
    if (
        other is not row
        and abs(float(row.along @ other.along)) > _PARALLEL
        and abs(float(apart @ row.along)) < _BESIDE * row.length
        and abs(other.length - row.length) < _AS_LONG * row.length
        and _LEAST_PITCH < abs(away) < _MOST_PITCH * (_MOST_ROWS - 1)
    ):
        yield away
