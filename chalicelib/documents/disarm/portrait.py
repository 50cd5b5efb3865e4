"""A photograph of a person, cut and sized as a certificate prints it."""

from typing import TYPE_CHECKING

from chalicelib.documents.disarm.limits import Unusable

if TYPE_CHECKING:
    from PIL import Image

PORTRAIT = (413, 531)
"""35 by 45 mm at 300 dots an inch (ICAO 9303-3, 3.9.1)."""
PORTRAIT_QUALITY = 82
MAX_PORTRAIT_RATIO = 2
_ABOVE = 0.35
"""Of what is cut from a photo's height, the share cut above: heads stand high in a picture."""


def cut_out(picture: "Image.Image") -> "Image.Image":
    """As much of the picture as fits the form, cut evenly left and right. Raises `Unusable`."""
    from PIL import Image  # noqa: PLC0415 - in the child

    (width, height), (across, down) = picture.size, PORTRAIT
    if width > height:
        raise Unusable("photo_lying")
    if height > MAX_PORTRAIT_RATIO * width:
        raise Unusable("photo_too_long")
    factor = min(width / across, height / down)
    if factor < 1:
        raise Unusable("photo_too_small")
    left, top = (width - across * factor) / 2, (height - down * factor) * _ABOVE
    part = (left, top, left + across * factor, top + down * factor)
    return picture.resize(PORTRAIT, Image.Resampling.LANCZOS, box=part)
