"""How often one frame of a camera reads the certificate's square: printed at 30 mm, seen at 300 dots an inch.

    python -m bench.qr_reading [--frames 1200] [--seed 1] [--width 30]

A simulation: it compares sizes and designs and says nothing of a particular telephone. Every frame is a code of
its own (random serial, digest and signature), turned, seen at a slant, out of focus, unevenly lit and noisy, with
seeds that are printed. The width counts the quiet zone of four modules on each side. The bound: Clopper and Pearson.
"""

import argparse
import math
import random  # noqa: TID251 - a seeded simulation
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from chalicelib.certificates import qr
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.kernel.people import PersonName

PREFIX = "https://verify.police.example"
DPI = 300
_FINER = 3
"""The scene is drawn so many times finer than the camera sees it."""
_PAPER = 1.35
"""How much wider the frame is than the square, so that a turned one fits."""
_TURN = 25.0
_SLANT = 0.06
"""By how much of the width a corner is out of place."""
_BLUR = (0.5, 1.2)
"""Standard deviation of the lens's blur, in the camera's dots."""
_NOISE = (4.0, 14.0)
"""Standard deviation of the sensor's noise, of 255 steps of grey."""
_CONTRAST = (0.65, 1.0)
_SHADOW = 0.25
"""How much darker one side is at most."""
NAMES = {
    "22 letters": PersonName(forenames="Amelia Jane", surname="Hargreaves"),
    "the longest name": PersonName(forenames="A" * 150, surname="B" * 150),
}


@dataclass(frozen=True)
class Result:
    """How a series went."""

    version: int
    read: int
    frames: int
    milliseconds: float

    @property
    def at_least(self) -> float:
        """Lower end of the two-sided 95% interval of the share that is read."""
        return lower_bound(self.read, self.frames)


def lower_bound(read: int, frames: int, level: float = 0.95) -> float:
    """Clopper and Pearson's lower bound, by bisection on the binomial tail."""
    if read == 0:
        return 0.0
    low, high = 0.0, read / frames
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _tail(read, frames, middle) < (1 - level) / 2 else (low, middle)
    return low


def _tail(read: int, frames: int, share: float) -> float:
    """Chance of `read` or more when each frame is read with this chance."""
    failures = np.arange(frames - read + 1)
    logs = [_log_chance(int(k), frames, share) for k in failures]
    return float(np.exp(logs).sum())


def _log_chance(failures: int, frames: int, share: float) -> float:
    choose = math.lgamma(frames + 1) - math.lgamma(failures + 1) - math.lgamma(frames - failures + 1)
    return choose + failures * math.log(1 - share) + (frames - failures) * math.log(share)


def payload(draw: random.Random, name: PersonName) -> bytes:
    """A code as large as one of a register of millions, with an invented signature."""
    claims = qr.Claims(
        issuer=1,
        serial=draw.randbytes(16).hex().upper(),
        issued_on=date(2026, 11, 23),
        outcome=qr.OutcomeCode.NO_TRACE,
        holder=claimed_name(name),
        birth=19900417,
        passport_end="4821",
        status_index=draw.randrange(1 << 16, 1 << 24),
        content_digest=draw.randbytes(16),
        log_index=draw.randrange(1 << 16, 1 << 24),
    )
    return qr.assemble(draw.randbytes(4), qr.encode_claims(claims), draw.randbytes(64))


def square(text: str) -> Image.Image:
    """The printed square, one dot a module, quiet zone included."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    dots = np.asarray(made.to_image(scale=1, add_quiet_zones=False))
    return Image.fromarray(np.pad(dots, 4, constant_values=255))


def frame(printed: Image.Image, draw: random.Random, width_mm: float) -> Image.Image:
    """What the camera sees of it."""
    side = round(width_mm / 25.4 * DPI * _FINER)
    canvas = round(side * _PAPER)
    scene = Image.new("L", (canvas, canvas), 255)
    scene.paste(printed.resize((side, side), Image.Resampling.NEAREST), ((canvas - side) // 2,) * 2)
    corners = [(0, 0), (canvas, 0), (canvas, canvas), (0, canvas)]
    turn = math.radians(draw.uniform(-_TURN, _TURN))
    moved = [
        _turned(x + _shift(draw, canvas), y + _shift(draw, canvas), turn, canvas / 2) for x, y in corners
    ]
    slanted = scene.transform(
        scene.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, moved),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )
    seen = slanted.reduce(_FINER).filter(ImageFilter.GaussianBlur(draw.uniform(*_BLUR)))
    return _lit(seen, draw)


def _turned(x: float, y: float, turn: float, middle: float) -> tuple[float, float]:
    right, down = x - middle, y - middle
    return (
        middle + right * math.cos(turn) - down * math.sin(turn),
        middle + right * math.sin(turn) + down * math.cos(turn),
    )


def _shift(draw: random.Random, canvas: int) -> float:
    return draw.uniform(-_SLANT, _SLANT) * canvas


def _perspective(to: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]) -> list[float]:
    """The eight numbers by which Pillow finds each dot's place in the source."""
    rows, values = [], []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return list(np.linalg.solve(np.array(rows, float), np.array(values, float)))


def _lit(seen: Image.Image, draw: random.Random) -> Image.Image:
    grey = np.asarray(seen, dtype=np.float32)
    contrast = draw.uniform(*_CONTRAST)
    shadow = np.linspace(1 - draw.uniform(0, _SHADOW), 1, grey.shape[1], dtype=np.float32)
    noise = np.random.default_rng(draw.getrandbits(64)).normal(0, draw.uniform(*_NOISE), grey.shape)
    lit = (grey * contrast + 255 * (1 - contrast) / 2) * shadow + noise
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def measure(name: PersonName, frames: int, seed: int, width_mm: float) -> Result:
    """Read so many frames, each once."""
    read, times, version = 0, [], 0
    for number in range(frames):
        draw = random.Random(f"{seed}/{number}")  # noqa: S311 - a seeded simulation
        text = qr.to_url(PREFIX, payload(draw, name))
        printed = square(text)
        version = (printed.width - 8 - 17) // 4
        seen = frame(printed, draw, width_mm)
        read += _timed(lambda picture=seen: _read(picture), times) == text
    return Result(version, read, frames, 1000 * statistics.median(times))


def _read(picture: Image.Image) -> str:
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(picture, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return found[0].text if len(found) == 1 else ""


def _timed(work: Callable[[], str], times: list[float]) -> str:
    begun = time.perf_counter()
    answer = work()
    times.append(time.perf_counter() - begun)
    return answer


def main() -> None:
    """Print a line a series."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=float, nargs="+", default=[30.0], metavar="MM")
    given = parser.parse_args()
    for width in given.width:
        for title, name in NAMES.items():
            found = measure(name, given.frames, given.seed, width)
            print(
                f"{width:.0f} mm, {title}: version {found.version}-M, {found.read} of {found.frames} frames read "
                f"({found.read / found.frames:.2%}, at least {found.at_least:.2%}), "
                f"{found.milliseconds:.1f} ms a frame, seed {given.seed}",
                flush=True,
            )


if __name__ == "__main__":
    main()
