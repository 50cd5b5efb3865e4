"""Cuts the portrait that a certificate prints: 35 by 45 mm, the head where a travel document has it."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from chalicelib.documents.photo.faces import Face

PORTRAIT = (413, 531)
"""35 by 45 mm at 300 dots an inch (ICAO 9303-3, 3.9.1)."""
QUALITY = 82
HEIGHT = 2.1
"""Of the portrait, in heights of the found face: a head from crown to chin then takes two thirds of it
(ISO/IEC 19794-5, 8.3: 60 to 90%)."""
EYES = 0.46
"""How far down the eyes are (ISO/IEC 19794-5, 8.3: 30 to 50% from the top)."""
_ABOVE = 0.35
"""Of what is cut from a photo without a face, the share cut above: heads stand high in a picture."""
_LEAST = 0.25

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Cut:
    """Where the portrait lies in the upright picture, always inside it and of the portrait's shape."""

    box: Box
    missing: float
    """How much of the portrait's wanted width or height the picture does not have, as a share."""

    @property
    def factor(self) -> float:
        """Dots of the picture to one of the portrait."""
        return (self.box[2] - self.box[0]) / PORTRAIT[0]


def around(size: tuple[int, int], face: "Face") -> Cut:
    """The cut around a face in a picture of that size."""
    across, down = face.between_eyes
    middle = (across + face.points[3][0]) / 2
    wanted = HEIGHT * face.height
    return _inside(size, (middle, down - EYES * wanted), wanted)


def evenly(size: tuple[int, int]) -> Cut:
    """As much of the picture as has the portrait's shape: as much cut left as right, and more below than above."""
    high = min(size[1], size[0] * PORTRAIT[1] / PORTRAIT[0])
    return _inside(size, (size[0] / 2, (size[1] - high) * _ABOVE), high)


def portrait(picture: Image.Image, cut: Cut) -> bytes | None:
    """The portrait as a JPEG without metadata; None when the picture is less than a quarter as fine as it prints."""
    if cut.factor < _LEAST:
        return None
    drawn = picture.resize(PORTRAIT, Image.Resampling.BICUBIC, box=cut.box, reducing_gap=2)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _inside(size: tuple[int, int], middle_and_top: tuple[float, float], high: float) -> Cut:
    """The wanted place moved, and if need be made smaller, until it lies in the picture."""
    width, height = size
    (middle, top), wide = middle_and_top, high * PORTRAIT[0] / PORTRAIT[1]
    smaller = min(1.0, width / wide, height / high)
    left = _between(middle - wide * smaller / 2, 0, width - wide * smaller)
    upper = _between(top + high * (1 - smaller) * EYES, 0, height - high * smaller)
    moved = max(abs(left + wide * smaller / 2 - middle) / wide, abs(upper - top) / high)
    box = (left, upper, min(width, left + wide * smaller), min(height, upper + high * smaller))
    return Cut(box, moved if smaller == 1 else max(moved, 1 - smaller))


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))
