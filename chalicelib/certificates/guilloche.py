"""The woven lines behind the holder's block: drawn from the certificate's own digest, so no two are alike."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_WIDTH, _HEIGHT = 830, 290
"""Units of a fifth of a millimetre: whole numbers are fine enough, and short in the file."""
_THREADS = 12
_STROKE = 0.62
"""In units, 0.35 points: a copier at 300 dots an inch still draws it, and the text stays in front."""


class _Band(NamedTuple):
    """One woven band: threads that swing inside an envelope around a slowly moving centre."""

    middle: float
    width: float
    drift: int
    swell: float
    swing: float
    turn: float
    spans: int
    """Curves that make a thread: four to a swing or more."""
    colour: str


class _Place(NamedTuple):
    """A place along a band: centre and reach of its threads, their slopes, and how far the swing is."""

    centre: float
    reach: float
    centre_slope: float
    reach_slope: float
    angle: float


def draw(digest: bytes, colours: tuple[str, str]) -> str:
    """An SVG of two bands whose numbers are the first eight bytes of `digest`."""
    a, b, c, d, e, f, g, h = digest[:8]
    upper = _Band(0.38, 0.30, 1 + a % 2, 1.5 + b % 3 / 2, 2 + c % 2, d / 40, 12, colours[0])
    lower = _Band(0.78, 0.15, 1 + e % 2, 2 + f % 3 / 2, 3 + g % 2, h / 40, 16, colours[1])
    paths = "".join(_path(band) for band in (upper, lower))
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paths}</svg>'


def _path(band: _Band) -> str:
    places = [_place(band, k / band.spans) for k in range(band.spans + 1)]
    threads = "".join(_thread(band, places, math.tau * i / _THREADS) for i in range(_THREADS))
    return f'<path d="{threads}" fill="none" stroke="{band.colour}" stroke-width="{_STROKE}"/>'


def _place(band: _Band, at: float) -> _Place:
    drift, swell = math.tau * band.drift, math.tau * band.swell
    return _Place(
        centre=band.middle + 0.07 * math.sin(drift * at + band.turn),
        reach=band.width * (0.60 + 0.40 * math.sin(swell * at + 2 * band.turn)),
        centre_slope=0.07 * drift * math.cos(drift * at + band.turn),
        reach_slope=band.width * 0.40 * swell * math.cos(swell * at + 2 * band.turn),
        angle=math.tau * band.swing * at,
    )


def _thread(band: _Band, places: list[_Place], phase: float) -> str:
    """Cubic curves through points of the thread with its own slopes (Hermite form)."""
    points, third = list(_points(band, places, phase)), round(_WIDTH / band.spans / 3)
    curves = "".join(
        f"C{x + third} {y + lift:.0f} {x_next - third} {y_next - lift_next:.0f} {x_next} {y_next:.0f}"
        for (x, y, lift), (x_next, y_next, lift_next) in pairwise(points)
    )
    return f"M0 {points[0][1]:.0f}{curves}"


def _points(band: _Band, places: list[_Place], phase: float) -> Iterator[tuple[int, float, float]]:
    """Where the thread is at each place, and how much it rises in a third of a span."""
    for k, place in enumerate(places):
        sine, cosine = math.sin(place.angle + phase), math.cos(place.angle + phase)
        swing = place.reach * math.tau * band.swing * cosine
        slope = place.centre_slope + place.reach_slope * sine + swing
        height = place.centre + place.reach * sine
        yield round(_WIDTH * k / band.spans), _HEIGHT * height, _HEIGHT * slope / band.spans / 3
