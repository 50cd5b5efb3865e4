"""What a page's shaped objects hold: drawings that use what the page has, and the colour profiles of all pages."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256

from chalicelib.verification.shape.drawing import OddDrawing, check_drawing
from chalicelib.verification.shape.objects import Shaped
from chalicelib.verification.shape.revision import Misshapen

__all__ = ["OddDrawing", "check_pages"]

_PROFILES = frozenset(
    {
        "c56e1685d888f5edb92fe07f2750f387f8fe8e91b32ff8fb0b56bfbbb9458353",
        "00c0f94e09127520a17dc0e1d9264b5702081d96dbdb1549ee88e3631ce42a9d",
    }
)
"""SHA-256 of the colour profiles that Typst embeds: sRGB and its greys."""
_NAMED = re.compile(rb"/([fx][0-9]{1,2}) ([1-9][0-9]{0,5}) 0 R")
_PHOTOGRAPH_DRAWN = 2
"""Under the woven lines, and over them without its lower edge."""


def check_pages(shaped: Shaped) -> None:
    """Raises `OddDrawing` or `Misshapen` unless each page draws what a certificate's page does, and each picture."""
    if any(sha256(held.unpacked).hexdigest() not in _PROFILES for held in shaped.of("profile").values()):
        raise Misshapen("another colour profile")
    drawn: Counter[int] = Counter()
    for number in shaped.of("page"):
        (resources,), (drawing,) = shaped.to(number, "resources"), shaped.to(number, "drawing")
        named = {name: int(to) for name, to in _NAMED.findall(shaped.revision.objects[resources].text)}
        pictures = check_drawing(shaped.revision.objects[drawing].unpacked, frozenset(named))
        drawn.update(named[name] for name in pictures)
    if any(drawn[number] != 1 for number in shaped.of("picture")):
        raise OddDrawing("a square that is drawn twice, or not")
    if any(drawn[number] != _PHOTOGRAPH_DRAWN for number in shaped.of("photograph")):
        raise OddDrawing("a photograph that is not drawn as ours are")
