"""What a camera sees: a square on paper, turned, a little out of focus and noisy; as a picture and as a film."""

import io
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""With these and `film_flag` Chromium has a camera."""
_SIZE = (1280, 720)
_SQUARE = 0.55
"""Of the picture's height."""


def film_flag(film: Path) -> str:
    """What makes Chromium's camera show the film, over and over."""
    return f"--use-file-for-fake-video-capture={film}"


def photo(text: str, size: tuple[int, int] = _SIZE, *, turned: float = 8.0, seed: int = 1) -> Image.Image:
    """The square that holds `text` in a grey picture."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    square = Image.fromarray(np.array(made.to_image(scale=6)))
    side = round(size[1] * _SQUARE)
    turned_square = square.resize((side, side)).rotate(
        turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    scene = Image.new("L", size, 226)
    place = tuple((whole - part) // 2 for whole, part in zip(size, turned_square.size, strict=True))
    scene.paste(turned_square, place)
    grey = np.asarray(scene.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    noise = np.random.default_rng(seed).normal(0, 5, grey.shape)
    return Image.fromarray(np.clip(grey * 0.85 + noise, 0, 255).astype(np.uint8))


def jpeg(picture: Image.Image) -> bytes:
    """As a telephone stores it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def film(path: Path, pictures: list[Image.Image], *, each: int = 3) -> Path:
    """A film of 15 pictures a second that shows each of them so many times (YUV4MPEG2)."""
    width, height = pictures[0].size
    colours = bytes([128]) * (width * height // 2)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{width} H{height} F15:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            out.write((b"FRAME\n" + picture.tobytes() + colours) * each)
    return path
