"""The woven lines behind the holder's block: drawn from the certificate's own digest, so no two are alike."""

import math
from collections.abc import Callable
from typing import NamedTuple

_WIDTH, _HEIGHT = 470.0, 190.0
_SPANS = 26
_THREADS = 12
_STROKE = 0.34
"""Points. Lines of this weight and tint survive a photocopier and stay behind the text."""


class _Band(NamedTuple):
    """One woven band: threads that swing inside an envelope around a slowly moving centre."""

    middle: float
    drift: int
    swell: int
    swing: int
    turn: float
    colour: str

    def height(self, thread: int) -> Callable[[float], float]:
        phase = math.tau * thread / _THREADS

        def at(place: float) -> float:
            centre = self.middle + 0.10 * math.sin(math.tau * self.drift * place + self.turn)
            reach = 0.26 * (0.62 + 0.38 * math.sin(math.tau * self.swell * place + 2 * self.turn))
            return _HEIGHT * (centre + reach * math.sin(math.tau * self.swing * place + phase))

        return at


def draw(digest: bytes) -> str:
    """An SVG of two bands whose numbers are the first eight bytes of `digest`."""
    a, b, c, d, e, f, g, h = digest[:8]
    upper = _Band(0.29, 1 + a % 2, 3 + b % 2, 5 + c % 3, d / 40, "#94b9b6")
    lower = _Band(0.71, 1 + e % 2, 3 + f % 2, 5 + g % 3, h / 40, "#b0bcc8")
    paths = "".join(_path(band) for band in (upper, lower))
    size = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" preserveAspectRatio="none"'
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
        f"C{k * step + step / 3:.1f} {levels[k] + lifts[k]:.1f}"
        f" {(k + 1) * step - step / 3:.1f} {levels[k + 1] - lifts[k + 1]:.1f}"
        f" {(k + 1) * step:.1f} {levels[k + 1]:.1f}"
        for k in range(_SPANS)
    )
    return f"M0 {levels[0]:.1f}" + "".join(curves)
