"""The woven lines behind the holder's block: drawn from the certificate's own digest, so no two are alike."""

import math
from collections.abc import Callable
from typing import NamedTuple

_WIDTH, _HEIGHT = 830, 290
"""Units of a fifth of a millimetre: whole numbers are fine enough, and short in the file."""
_SPANS = 16
_THREADS = 13
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
    colour: str

    def height(self, thread: int) -> Callable[[float], float]:
        phase = math.tau * thread / _THREADS

        def at(place: float) -> float:
            centre = self.middle + 0.07 * math.sin(math.tau * self.drift * place + self.turn)
            reach = self.width * (0.60 + 0.40 * math.sin(math.tau * self.swell * place + 2 * self.turn))
            return _HEIGHT * (centre + reach * math.sin(math.tau * self.swing * place + phase))

        return at


def draw(digest: bytes, colours: tuple[str, str]) -> str:
    """An SVG of two bands whose numbers are the first eight bytes of `digest`."""
    a, b, c, d, e, f, g, h = digest[:8]
    upper = _Band(0.36, 0.32, 1 + a % 2, 1.5 + b % 3 / 2, 2 + c % 2, d / 40, colours[0])
    lower = _Band(0.80, 0.17, 1 + e % 2, 2 + f % 3 / 2, 3 + g % 2, h / 40, colours[1])
    paths = "".join(_path(band) for band in (upper, lower))
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paths}</svg>'


def _path(band: _Band) -> str:
    threads = "".join(_thread(band.height(i)) for i in range(_THREADS))
    return f'<path d="{threads}" fill="none" stroke="{band.colour}" stroke-width="{_STROKE}"/>'


def _thread(height: Callable[[float], float]) -> str:
    """Cubic curves through points of the function with its own slopes (Hermite form)."""
    step = _WIDTH / _SPANS
    places = [k / _SPANS for k in range(_SPANS + 1)]
    levels = [height(place) for place in places]
    lifts = [(height(place + 1e-4) - height(place - 1e-4)) / 2e-4 / _SPANS / 3 for place in places]
    curves = (
        f"C{k * step + step / 3:.0f} {levels[k] + lifts[k]:.0f}"
        f" {(k + 1) * step - step / 3:.0f} {levels[k + 1] - lifts[k + 1]:.0f}"
        f" {(k + 1) * step:.0f} {levels[k + 1]:.0f}"
        for k in range(_SPANS)
    )
    return f"M0 {levels[0]:.0f}" + "".join(curves)
