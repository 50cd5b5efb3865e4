"""Rows cut out of a picture and laid level, the right way up, and what the network of letters says of their parts."""

from PIL import Image

from chalicelib.documents.mrz.networks import Floats, letters_network
from chalicelib.documents.mrz.rows import Row, as_input

_HEIGHT = 48
_STRIP = 2.9
"""Height of the strip that is read, in thicknesses of the row as found: a capital with a third of it around."""
_ENDS = 0.9
"""What is added at both ends, in thicknesses: the network marks a little less than the letters."""
_NARROWED = 1.0
"""OCR-B stands wide apart: the network, made for common print, reads it as well when it is narrowed, and sooner."""
_PLAIN = -0.02
"""Clearer than this no row is upside down."""


class Strips:
    """The rows of a group in the direction of reading, each looked at once, when it is asked for."""

    def __init__(self, picture: Image.Image, rows: tuple[Row, ...]) -> None:
        """Nothing is looked at yet."""
        self.rows = rows
        self._picture = picture
        self._seen: dict[int, Floats] = {}

    def look_at(self, at: int) -> Floats:
        """What the parts of a row's strip may be, from its start: (parts, 38), see `letters_network`."""
        if at not in self._seen:
            self._seen[at] = letters_network()(strip(self._picture, self.rows[at]))
        return self._seen[at]


def right_way(picture: Image.Image, rows: tuple[Row, ...]) -> Strips:
    """The rows the right way up: as they are or from the other side, whichever reads clearer."""
    upright = Strips(picture, rows)
    if clearness(upright.look_at(len(rows) - 1)) > _PLAIN:
        return upright
    turned = Strips(picture, tuple(row.turned() for row in reversed(rows)))
    if clearness(turned.look_at(0)) > clearness(upright.look_at(len(rows) - 1)):
        return turned
    return upright


def clearness(parts: Floats) -> float:
    """How clear the letters are: mean logarithm of each part's best."""
    return float(parts.max(axis=1).mean())


def strip(picture: Image.Image, row: Row) -> Floats:
    """The row cut out and laid level, as the network of letters takes it."""
    height = row.thickness * _STRIP
    length = row.length + 2 * _ENDS * row.thickness
    width = max(_HEIGHT, round(_NARROWED * _HEIGHT * length / height / 8) * 8)
    start = row.centre - row.along * length / 2 - row.across * height / 2
    step, drop = row.along * length / width, row.across * height / _HEIGHT
    level = (step[0], drop[0], start[0], step[1], drop[1], start[1])
    return as_input(
        picture.transform((width, _HEIGHT), Image.Transform.AFFINE, level, Image.Resampling.BICUBIC)
    )
