"""What a file may be, and what opening it may take."""

import os
import resource
import warnings

CPU_SECONDS = 8
MEMORY = 512 * 1024 * 1024
"""Address space of the child, its libraries (90 MB) included."""

MAX_PIXELS = 50_000_000
"""The largest pictures that telephones take by themselves are 48 million dots."""
MAX_WEBP_PIXELS = 16_000_000
"""WebP's decoder holds a picture four times over."""
HALVED_ABOVE = 26_000_000
"""Dots beyond which a picture is kept at half its width and height: what is left fits the memory."""
MAX_RATIO = 5
MIN_SIDE = 300
KEPT_SIDE = 3600
"""The longest side of a kept picture: A4 at 300 dots an inch is 3,508."""
QUALITY = 90

MAX_PAGES = 10
"""Of a PDF, and of a TIFF as scanners make them."""
MAX_PAGE_RATIO = 20
"""Of a PDF's page: web pages that were saved as one page are longer than any picture."""
PAGE_DPI = 150
PAGE_DOTS = 4_000_000
PAGE_SIDE = 8000
MAX_LETTERS = 20_000
"""Letters that are read on a page; a page full of small print has 8,000."""
MAX_WORDS = 10_000
MAX_SAID = 200
"""Characters of what a file says of itself, each time it says something."""


class Unusable(Exception):  # noqa: N818 - it ends in a refusal
    """The file opens, and its own properties rule it out; the argument is a reason's code."""


def take_limits() -> None:
    """From here on this process opens no file and no socket, writes no file, and dies when it takes too much."""
    warnings.simplefilter("ignore")
    warnings.filterwarnings("error", message=".*decompression bomb")
    # New files take the lowest free number, so a limit at that number means: no file, no socket.
    first_free = os.dup(0)
    os.close(first_free)
    for what, amount in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, first_free),
    ):
        resource.setrlimit(what, (amount, amount))


def require_sane(size: tuple[int, int], pixels: int = MAX_PIXELS) -> None:
    """Raises `Unusable` for a picture that is too large, too small to read, or a ribbon."""
    short, long = sorted(size)
    if short * long > pixels:
        raise Unusable("too_many_pixels")
    if short < MIN_SIDE:
        raise Unusable("too_small")
    if long > MAX_RATIO * short:
        raise Unusable("bad_shape")
