"""Photographs a page at one of five levels of damage, deterministic by seed.

1 a flat scan; 2 a slightly tilted phone picture; 3 tilted, turned, with glare and noise; 4 blurred in perspective;
5 small, noisy, turned any way. No holograms, curved pages, fingers or motion: real photographs will be worse.
"""

import io
import math
import random  # noqa: TID251 - seeded: the same pictures every time
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from infra.local.travel.pages import page
from infra.local.travel.people import document, layout_of
from infra.local.travel.zones import Written


@dataclass(frozen=True)
class Level:
    """How a picture is taken; shares are of the page's size, strengths of full white."""

    dpi: int
    quality: int
    tilt: tuple[float, float] = (0, 0)
    perspective: float = 0
    blur: float = 0
    noise: float = 0
    glare: float = 0
    turns: tuple[int, ...] = (0,)
    margin: tuple[float, float] | None = None


LEVELS = {
    1: Level(300, 92),
    2: Level(240, 40, (1, 5), 0.01, 0.3, 2, margin=(0.05, 0.25)),
    3: Level(200, 60, (5, 15), 0.03, 0.5, 5, 0.4, (0, 90, 180), (0.05, 0.3)),
    4: Level(170, 45, (2, 10), 0.07, 1.1, 4, 0.6, (0, 0, 270), (0.05, 0.25)),
    5: Level(105, 40, (0, 6), 0.05, 0.6, 5, 0.5, (0, 90, 180, 270), (0.02, 0.2)),
}


def sample(seed: str, level: int) -> tuple[Written, bytes]:
    """A made-up document and a JPEG photograph of it."""
    rng = random.Random(f"{seed}-{level}")  # noqa: S311 - made-up people
    written = document(rng, layout_of(rng))
    return written, photograph(page(written, rng, LEVELS[level].dpi), LEVELS[level], rng)


def photograph(picture: Image.Image, level: Level, rng: random.Random) -> bytes:
    """A JPEG of the page as a camera sees it."""
    if level.margin:
        picture = _laid_down(picture, level, level.margin, rng)
    if level.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(level.blur * rng.uniform(0.7, 1.1)))
    dots = np.asarray(picture).astype(np.float32)
    if level.glare and rng.random() < 0.8:
        dots += _glare(dots.shape, level.glare, rng)[:, :, None]
    dots *= rng.uniform(0.75, 1.08)
    dots += np.random.default_rng(rng.randrange(2**31)).normal(0, level.noise, dots.shape)
    seen = Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8)).rotate(
        rng.choice(level.turns), expand=True
    )
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=level.quality)
    return out.getvalue()


def _laid_down(
    picture: Image.Image, level: Level, margins: tuple[float, float], rng: random.Random
) -> Image.Image:
    width, height = picture.size
    margin = rng.uniform(*margins)
    turn = math.radians(rng.uniform(*level.tilt) * rng.choice((-1, 1)))
    size = (
        int(width * (1 + margin) + abs(math.sin(turn)) * height),
        int(height * (1 + margin) + abs(math.sin(turn)) * width),
    )
    corners = []
    for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x = across * width / 2 * (1 + rng.uniform(-level.perspective, level.perspective))
        y = down * height / 2 * (1 + rng.uniform(-level.perspective, level.perspective))
        corners.append(
            (
                size[0] / 2 + x * math.cos(turn) - y * math.sin(turn),
                size[1] / 2 + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    table = Image.new("RGB", size, tuple(rng.randrange(30, 200) for _ in range(3)))
    view = _view(((0, 0), (width, 0), (width, height), (0, height)), corners)
    mask = Image.new("L", picture.size, 255).transform(size, Image.Transform.PERSPECTIVE, view)
    table.paste(
        picture.transform(size, Image.Transform.PERSPECTIVE, view, Image.Resampling.BICUBIC), (0, 0), mask
    )
    return table


def _view(page_corners: tuple[tuple[float, float], ...], seen: list[tuple[float, float]]) -> list[float]:
    """The eight numbers by which Pillow finds, for a dot that is seen, the dot of the page."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, page_corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows, float), np.array(values, float))]


def _glare(
    shape: tuple[int, ...], strength: float, rng: random.Random
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    height, width = shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y, spread = rng.uniform(0, width), rng.uniform(height / 2, height), rng.uniform(0.05, 0.15) * width
    near = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * spread**2))
    return (near * 255 * strength * rng.uniform(0.4, 1)).astype(np.float32)
