"""Made-up pictures: soft shapes from a seed, so that each seed is another photograph."""

import hashlib
import io

from PIL import Image

_COARSE = (12, 15)


def scene(seed: int, size: tuple[int, int] = (413, 531)) -> Image.Image:
    """Something with light and dark at every scale, like nothing of another seed."""
    dots = hashlib.shake_256(str(seed).encode()).digest(3 * _COARSE[0] * _COARSE[1])
    return Image.frombytes("RGB", _COARSE, dots).resize(size, Image.Resampling.BICUBIC)


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    """As a file."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
