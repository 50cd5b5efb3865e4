"""What is behind the person: how uneven it is, and where it is most so."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from chalicelib.documents.photo.faces import Box, Face, within
from chalicelib.documents.photo.networks import Floats

_CELLS = (16, 12)
"""Rows and columns that the picture's part around the head is looked at in."""
_DOTS = 8
_BESIDE, _ABOVE, _BELOW = 0.85, 1.15, 0.35
"""How far hair may reach from between the eyes, and how far down beside a neck one looks, in face heights."""
_REACH = 1.3
"""How far around the face is looked, in face heights."""
_CALM, _ENOUGH = 0.3, 4
"""What most of the background looks like is asked of its smooth cells, where there are so many."""


@dataclass(frozen=True)
class Background:
    """How much of what is seen of the background differs from most of it."""

    uneven: float
    """Share of it, 0 to 1."""
    spot: Box | None
    """Around the part that differs, in dots of the picture."""
    seen: int
    """Cells of it that are in the picture."""


def look_behind(picture: Image.Image, face: Face, limit: float) -> Background:
    """Compare the background cell by cell; one differs when its colour is further than `limit` from the middle one.

    Hair is left out generously, so that much hair is not taken for a busy background.
    """
    box = _around(picture, face)
    cells, rough = _cells(picture, box)
    mask = _behind(box, face)
    if not mask.any():
        return Background(0.0, None, 0)
    calm = mask & (rough < limit * _CALM)
    middle = np.median(cells[calm if calm.sum() >= _ENOUGH else mask], axis=0)
    away = np.sqrt(np.square((cells - middle) * (0.6, 1, 1)).sum(axis=2)) + rough
    differs = mask & (away > limit)
    return Background(float(differs.sum() / mask.sum()), _spot(differs, box), int(mask.sum()))


def _around(picture: Image.Image, face: Face) -> Box:
    (across, down), reach = face.between_eyes, _REACH * face.height
    box = (across - reach, down - reach, across + reach, down + reach * _BELOW)
    return within(box, picture.size)


def _cells(picture: Image.Image, box: Box) -> tuple[Floats, Floats]:
    """The middle colour of each cell as lightness and two colour differences, and how rough it is inside."""
    rows, columns = _CELLS
    size = (columns * _DOTS, rows * _DOTS)
    dots = np.asarray(picture.resize(size, Image.Resampling.BOX, box=box, reducing_gap=2), np.float32)
    light = dots @ np.array((0.299, 0.587, 0.114), np.float32)
    seen = np.stack([light, dots[..., 0] - light, dots[..., 2] - light], axis=-1)
    blocks = seen.reshape(rows, _DOTS, columns, _DOTS, 3).swapaxes(1, 2).reshape(rows, columns, -1, 3)
    return np.median(blocks, axis=2), blocks[..., 0].std(axis=2)


def _behind(box: Box, face: Face) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """The cells that are neither head nor hair nor shoulders."""
    rows, columns = _CELLS
    left, top, right, bottom = box
    down, across = np.mgrid[0:rows, 0:columns] + 0.5
    middle, eyes = face.between_eyes
    beside = np.abs(left + across * (right - left) / columns - middle) / face.height
    above = (eyes - top - down * (bottom - top) / rows) / face.height
    head = (beside < _BESIDE) & (above < _ABOVE)
    inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = ~head
    return inside


def _spot(differs: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", box: Box) -> Box | None:
    if not differs.any():
        return None
    rows, columns = np.nonzero(differs)
    left, top, right, bottom = box
    wide, high = (right - left) / _CELLS[1], (bottom - top) / _CELLS[0]
    return (
        left + float(columns.min()) * wide,
        top + float(rows.min()) * high,
        left + float(columns.max() + 1) * wide,
        top + float(rows.max() + 1) * high,
    )
