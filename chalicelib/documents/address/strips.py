"""Finds the strips of text in a picture of a page, whichever way the page lies."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from chalicelib.documents.mrz.networks import Floats, rows_network
from chalicelib.documents.mrz.rows import Row, as_input, patches, row_of

LONGEST = 1600
"""How large a page is looked at, in dots of its longer side."""
_LIKELY = 0.3
"""How sure the network must be that text is at a dot; its authors' own threshold."""
_LEAST_THICK = 2.5
_DIRECTED = 5.0
"""A strip so many times longer than thick says by itself which way it runs."""
_AROUND = 1.75
"""What the network marks is a text's middle: this share of area by outline is added all around (its authors: 1.6)."""
_HEIGHT = 48
_NARROWEST, _WIDEST = 16, 3200


@dataclass(frozen=True)
class Strip:
    """A run of text: its middle, which way it runs, and its size with the letters' ends, in dots of the picture."""

    centre: Floats
    along: Floats
    length: float
    height: float

    @property
    def across(self) -> Floats:
        """At right angles to `along`, a quarter turn clockwise on the screen."""
        return np.array([-self.along[1], self.along[0]], np.float32)


def find_strips(picture: Image.Image) -> tuple[Strip, ...]:
    """Every strip of text, all running the same way but for what a camera bends; the way up is not known yet."""
    scale = min(1.0, LONGEST / max(picture.size))
    width, height = (max(32, round(size * scale / 32) * 32) for size in picture.size)
    likely = rows_network()(as_input(picture.resize((width, height), Image.Resampling.BILINEAR)))
    shrunk = np.array([picture.width / width, picture.height / height], np.float32)
    found = [row for runs in patches(likely > _LIKELY) if (row := row_of(runs, shrunk)) is not None]
    rows = [row for row in found if row.thickness > _LEAST_THICK]
    if not rows:
        return ()
    way = _way(rows)
    return tuple(_strip(row, way) for row in rows)


def _way(rows: list[Row]) -> Floats:
    """The direction of most of the text: that of the long strips, weighted by length."""
    long_ones = [row for row in rows if row.length > _DIRECTED * row.thickness] or rows
    angles = np.array([math.atan2(float(row.along[1]), float(row.along[0])) for row in long_ones])
    weights = np.array([row.length for row in long_ones])
    mean = np.sum(weights * np.exp(2j * angles))
    angle = float(np.angle(mean)) / 2
    return np.array([math.cos(angle), math.sin(angle)], np.float32)


def _strip(row: Row, way: Floats) -> Strip:
    """The row widened to the whole height of its letters, along its own direction if it has one."""
    along = row.along if row.along @ way > 0 else -row.along
    length, thickness = row.length, row.thickness
    if length < _DIRECTED * thickness or along @ way < math.cos(math.radians(12)):
        length = abs(float(row.along @ way)) * length + abs(float(row.across @ way)) * thickness
        along = way
    more = _AROUND * length * thickness / (length + thickness)
    return Strip(row.centre, along, length + more, thickness + more)


def cut(picture: Image.Image, strip: Strip, *, turned: bool = False) -> Floats:
    """The strip laid level as the network of letters takes it, upside down if `turned`."""
    along = -strip.along if turned else strip.along
    across = np.array([-along[1], along[0]], np.float32)
    width = round(_HEIGHT * strip.length / strip.height / 8) * 8
    width = min(max(width, _NARROWEST), _WIDEST)
    start = strip.centre - along * strip.length / 2 - across * strip.height / 2
    step, drop = along * strip.length / width, across * strip.height / _HEIGHT
    level = (step[0], drop[0], start[0], step[1], drop[1], start[1])
    return as_input(
        picture.transform((width, _HEIGHT), Image.Transform.AFFINE, level, Image.Resampling.BICUBIC)
    )
