"""Prints the page of a made-up document: a patterned ground, a portrait's place, a few lines, and the zone in OCR-B.

OCR-B lies beside this file: its parts are in the public domain or free to use, change and share.
"""

import random  # noqa: TID251 - seeded: the same pictures every time
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from chalicelib.documents.mrz.layouts import FILLER
from infra.local.travel.zones import Written

OCR_B = Path(__file__).with_name("OCRB.otf")
SANS = Path(__file__).parents[3] / "templates" / "certificate" / "fonts" / "NotoSans-Regular.ttf"
_SIZES = {
    "TD1": (85.6, 54.0),
    "TD2": (105.0, 74.0),
    "TD3": (125.0, 88.0),
    "MRV-A": (120.0, 80.0),
    "MRV-B": (105.0, 74.0),
}
"""Width and height in millimetres (Doc 9303-3, 2.1; visas 9303-7, 3.1)."""
_PITCH = 2.54
"""Ten characters to the inch (Doc 9303-3, 4.3)."""
_ROW = {2: 6.35, 3: 5.6}
_INCH = 25.4


def page(written: Written, rng: random.Random, dpi: int) -> Image.Image:
    """The page at so many dots to the inch."""
    scale = dpi / _INCH
    width, height = (round(side * scale) for side in _SIZES[written.layout.name])
    picture = _ground(rng, width, height, scale)
    draw = ImageDraw.Draw(picture)
    small = written.layout.height == 3
    _portrait(draw, rng, scale, small=small)
    _lines(draw, written, scale, small=small)
    write_zone(picture, written.rows, dpi, tuple(rng.randrange(60) for _ in range(3)))
    return picture


def write_zone(
    picture: Image.Image, rows: tuple[str, ...], dpi: int, ink: tuple[int, ...] = (20, 20, 24)
) -> None:
    """Write the rows at the foot of a page of so many dots to the inch, as large as Doc 9303-3, 4.3 has them."""
    draw, size, scale = ImageDraw.Draw(picture), picture.size, dpi / _INCH
    step, line = _PITCH * scale, _ROW[len(rows)] * scale
    letters = _font(OCR_B, 100 * step / ImageFont.truetype(str(OCR_B), 100).getlength("A"))
    left, top = (size[0] - step * len(rows[0])) / 2, size[1] - len(rows) * line - 2 * scale
    for number, row in enumerate(rows):
        for place, sign in enumerate(row):
            draw.text((left + place * step, top + number * line), sign, font=letters, fill=ink)


def _ground(rng: random.Random, width: int, height: int, scale: float) -> Image.Image:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32) / scale
    finely, deeply = rng.uniform(0.5, 2), rng.uniform(3, 16)
    wave = deeply * np.sin(finely * columns + 3 * np.sin(rows * rng.uniform(0.1, 0.5)))
    wave += 0.6 * deeply * np.sin(1.7 * finely * rows + 2 * np.sin(columns * 0.3))
    colour = np.array([rng.randrange(200, 250) for _ in range(3)], np.float32)
    dots = colour + wave[:, :, None] * np.array([1, 0.8, 0.6], np.float32)
    return Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8))


def _portrait(draw: ImageDraw.ImageDraw, rng: random.Random, scale: float, *, small: bool) -> None:
    left, top, right, bottom = (side * scale for side in ((4, 10, 24, 34) if small else (4, 18, 34, 58)))
    draw.rectangle((left, top, right, bottom), fill=_colour(rng, 80, 200))
    draw.ellipse(
        (left + 6 * scale, top + 6 * scale, right - 6 * scale, bottom - 8 * scale), fill=_colour(rng, 90, 230)
    )


def _colour(rng: random.Random, low: int, high: int) -> tuple[int, ...]:
    return tuple(rng.randrange(low, high) for _ in range(3))


def _lines(draw: ImageDraw.ImageDraw, written: Written, scale: float, *, small: bool) -> None:
    surname, _, given = written.names.partition(FILLER * 2)
    draw.text((4 * scale, 3 * scale), "SPECIMEN / MADE UP", font=_font(SANS, 4 * scale), fill=(40, 40, 70))
    left, top, step = (28, 10, 4.8) if small else (38, 18, 7)
    lines = (
        ("Surname", surname.replace(FILLER, " ").title()),
        ("Given names", given.replace(FILLER, " ").title()),
        ("Nationality", written.nationality.rstrip(FILLER)),
        ("Date of birth", "/".join(written.birth[at : at + 2] for at in (4, 2, 0))),
        ("Number", written.number),
    )
    for place, (label, value) in enumerate(lines):
        at = top + place * step
        draw.text((left * scale, at * scale), label, font=_font(SANS, 1.6 * scale), fill=(90, 90, 110))
        draw.text((left * scale, (at + 1.9) * scale), value, font=_font(SANS, 2.6 * scale), fill=(15, 15, 20))


@cache
def _font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), max(6, round(size)))
