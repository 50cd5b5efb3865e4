"""What a certificate prints of a photo that no reader looked at, should an officer take it as it is."""

import io

from PIL import Image

from chalicelib.documents.photo import cutting


def even_portrait(copy: bytes) -> bytes | None:
    """The portrait of a photo in which nobody looked for a face; None when the photo is too small to print."""
    with Image.open(io.BytesIO(copy), formats=("JPEG",)) as opened:
        picture = opened.convert("RGB")
    return cutting.portrait(picture, cutting.evenly(picture.size))
