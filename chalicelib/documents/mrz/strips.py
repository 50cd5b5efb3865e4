"""Rows cut out of a picture and laid level, the right way up, and what the network of letters says of their parts."""

from collections.abc import Iterator

from PIL import Image

from chalicelib.documents.mrz.networks import Floats, letters_network
from chalicelib.documents.mrz.rows import Row, apart, as_input

_HEIGHT = 48
_ENDS = 0.37
"""What is added at both ends, in heights of the strip: the network marks a little less than the letters."""
_CUTS = ((0.68, 0.8), (0.75, 0.85), (0.68, 1.0))
"""Height of the strip that is read, in distances of the rows, which are found more exactly than how thick rows are;
and how much it is narrowed: OCR-B stands wide apart, and is read as well and sooner so. The first cut is for most;
where it leaves a doubt, the network sees another sampling of the same letters in the next.
"""
_PLAIN = -0.02
"""Clearer than this a row is not looked at from its other side first."""


class Strips:
    """The rows of a group in the direction of reading, each looked at once, when it is asked for."""

    def __init__(
        self, picture: Image.Image, rows: tuple[Row, ...], cut: tuple[float, float] = _CUTS[0]
    ) -> None:
        """Nothing is looked at yet. `cut` is one of _CUTS."""
        self.rows = rows
        self._cut = cut
        self._apart = apart(rows)
        self._picture = picture
        self._seen: dict[int, Floats] = {}

    def look_at(self, at: int) -> Floats:
        """What the parts of a row's strip may be, from its start: (parts, 38), see `letters_network`."""
        if at not in self._seen:
            self._seen[at] = letters_network()(strip(self._picture, self.rows[at], self._apart, self._cut))
        return self._seen[at]

    def cut_anew(self) -> Iterator["Strips"]:
        """The same rows in the other cuts."""
        return (Strips(self._picture, self.rows, cut) for cut in _CUTS if cut != self._cut)


def ways(picture: Image.Image, rows: tuple[Row, ...]) -> Iterator[Strips]:
    """The rows as they are and from the other side, the clearer first; neither is sure to be right.

    A row of fillers is as clear upside down.
    """
    upright, turned = Strips(picture, rows), Strips(picture, tuple(row.turned() for row in reversed(rows)))
    clear = clearness(upright.look_at(len(rows) - 1))
    if clear > _PLAIN or clear >= clearness(turned.look_at(0)):
        yield from (upright, turned)
    else:
        yield from (turned, upright)


def clearness(parts: Floats) -> float:
    """How clear the letters are: mean logarithm of each part's best."""
    return float(parts.max(axis=1).mean())


def strip(picture: Image.Image, row: Row, apart: float, cut: tuple[float, float] = _CUTS[0]) -> Floats:
    """A zone's row as the network of letters takes it; `apart` as of the function, `cut` one of _CUTS."""
    height, narrowed = cut
    return cut_out(picture, row, apart * height, narrowed)


def cut_out(picture: Image.Image, row: Row, height: float, narrowed: float = 1) -> Floats:
    """The row laid level, in a strip of so many dots' height, with a little more at both ends."""
    length = row.length + 2 * _ENDS * height
    width = max(_HEIGHT, round(narrowed * _HEIGHT * length / height / 8) * 8)
    start = row.centre - row.along * length / 2 - row.across * height / 2
    step, drop = row.along * length / width, row.across * height / _HEIGHT
    level = (step[0], drop[0], start[0], step[1], drop[1], start[1])
    return as_input(
        picture.transform((width, _HEIGHT), Image.Transform.AFFINE, level, Image.Resampling.BICUBIC)
    )
