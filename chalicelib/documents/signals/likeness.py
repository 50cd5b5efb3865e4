"""How alike two photographs are, whoever saved them and at what size: by the signs of their slowest waves.

The perceptual hash of Zauner (Implementation and Benchmarking of Perceptual Image Hash Functions, 2010): a grey
picture of 64 by 64 dots, its discrete cosine transform, and one bit a coefficient, whether it is above their median.
The 64 slowest waves find what may be a copy; 255 of them say whether it is one.
"""

import io
import math
from dataclasses import dataclass
from functools import cache
from statistics import median

SIDE, WAVES = 64, 16
ROUGH = 64
"""Bits of the rough hash, which is looked up by its bands."""
BAND = 16
ALIKE = 32
"""Bits of 255 in which copies of one photograph differ at most. Of 4.3 million pairs of strangers none was nearer
than 50 as they came; with every step of four the rate falls by more than half (bench.near_photos)."""


@dataclass(frozen=True)
class Likeness:
    """A photograph's rough and fine hash."""

    rough: tuple[bool, ...]
    fine: int

    @property
    def bands(self) -> tuple[str, ...]:
        """Eight keys; copies of one photograph have one of them in common more often than not."""
        spread = (self.rough[start::4] for start in range(4))
        together = (self.rough[start : start + BAND] for start in range(0, ROUGH, BAND))
        return tuple(f"{place}-{_number(bits):04x}" for place, bits in enumerate((*spread, *together)))

    def distance(self, fine: int) -> int:
        """In how many bits the fine hashes differ."""
        return (self.fine ^ fine).bit_count()


def likeness(photo: bytes, *, less: float = 0, mirrored: bool = False) -> Likeness:
    """Of a JPEG that we made ourselves; as if this share of each side were cut off, or left and right exchanged."""
    from PIL import Image  # noqa: PLC0415 - few functions have it

    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as picture:
        picture.draft("L", (4 * SIDE, 4 * SIDE))
        box = (
            picture.width * less,
            picture.height * less,
            picture.width * (1 - less),
            picture.height * (1 - less),
        )
        grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)
    if mirrored:
        grey = grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    waves = _waves(grey.tobytes())
    slow = [waves[place] for place in _slowest()]
    return Likeness(_above_median(slow), _number(_above_median(waves[1:])))


def _waves(dots: bytes) -> list[float]:
    """The slowest waves of a square picture, row by row: its DCT-II without the constant factors."""
    table = _cosines()
    rows = [dots[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[_product(wave, row) for wave in table] for row in rows]
    columns = list(zip(*across, strict=True))
    return [_product(wave, column) for wave in table for column in columns]


def _product(wave: tuple[float, ...], values: bytes | tuple[float, ...]) -> float:
    return sum(map(float.__mul__, wave, map(float, values)))


@cache
def _cosines() -> tuple[tuple[float, ...], ...]:
    step = math.pi / (2 * SIDE)
    return tuple(tuple(math.cos(step * (2 * x + 1) * wave) for x in range(SIDE)) for wave in range(WAVES))


@cache
def _slowest() -> tuple[int, ...]:
    places = [(down + across, down, across) for down in range(WAVES) for across in range(WAVES)]
    return tuple(down * WAVES + across for _, down, across in sorted(places)[1 : ROUGH + 1])


def _above_median(values: list[float]) -> tuple[bool, ...]:
    middle = median(values)
    return tuple(value > middle for value in values)


def _number(bits: tuple[bool, ...]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)
