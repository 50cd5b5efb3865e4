"""Reads every word of a picture of a page: what a text layer would have said, with how sure each word is."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PIL import Image

from chalicelib.documents.address.strips import Strip, cut, find_strips
from chalicelib.documents.address.words import Box, Seen
from chalicelib.documents.judging import Mark
from chalicelib.documents.mrz.networks import Floats, alphabet, features_network, likelihoods
from chalicelib.documents.mrz.strips import clearness

_TRIED = 5
"""How many of the longest strips say which way up the page is."""


def see_page(picture: Image.Image, page: int = 1) -> tuple[Seen, ...]:
    """The words of a picture of three colours, a page turned by any angle included.

    Raises `ReaderMissing` without the networks.
    """
    strips = find_strips(picture)
    if not strips:
        return ()
    turned = _is_upside_down(picture, strips)
    return tuple(word for strip in strips for word in _words(picture, strip, page, turned=turned))


def _is_upside_down(picture: Image.Image, strips: tuple[Strip, ...]) -> bool:
    longest = sorted(strips, key=lambda strip: strip.length / strip.height, reverse=True)[:_TRIED]
    ways = [
        sum(clearness(parts_of(picture, strip, turned=turned)) * strip.length for strip in longest)
        for turned in (False, True)
    ]
    return ways[1] > ways[0]


def parts_of(picture: Image.Image, strip: Strip, *, turned: bool) -> Floats:
    """What the parts of a strip may be: logarithms of likelihood (parts, signs), the blank first."""
    weights, bias, _ = alphabet()
    return likelihoods(features_network()(cut(picture, strip, turned=turned)), weights, bias)


def _words(picture: Image.Image, strip: Strip, page: int, *, turned: bool) -> Iterator[Seen]:
    parts = parts_of(picture, strip, turned=turned)
    upright = replace(strip, along=-strip.along) if turned else strip
    for text, first, last, sure in spelt(parts):
        ends = [(at / len(parts) - 0.5) * strip.length for at in (first, last)]
        mark = _mark(upright, ends, picture.size, page)
        yield Seen(text, _box(upright, ends, max(picture.size) / 1000), mark, sure)


def spelt(parts: Floats) -> Iterator[tuple[str, float, float, float]]:
    """Words of a strip: text, where it begins and ends in parts, and how sure its least sure sign is."""
    signs = alphabet()[2]
    best = parts.argmax(axis=1)
    text, places, sure = "", list[int](), list[float]()
    for at, sign in enumerate(best):
        if sign == 0 or (at and sign == best[at - 1]):
            if sign and sure:
                sure[-1] = max(sure[-1], float(np.exp(parts[at, sign])))
            continue
        if signs[sign - 1] == " ":
            if text:
                yield text, places[0] - 0.5, places[-1] + 1.5, min(sure)
            text, places, sure = "", [], []
            continue
        text += signs[sign - 1]
        places.append(at)
        sure.append(float(np.exp(parts[at, sign])))
    if text:
        yield text, places[0] - 0.5, places[-1] + 1.5, min(sure)


def _mark(strip: Strip, ends: list[float], size: tuple[int, int], page: int) -> Mark:
    half = strip.across * strip.height / 2
    corners = np.array([strip.centre + strip.along * end + side for end in ends for side in (half, -half)])
    left, top, right, bottom = (
        round(min(max(float(dots) / side, 0.0), 1.0) * 1000)
        for dots, side in zip((*corners.min(axis=0), *corners.max(axis=0)), size * 2, strict=True)
    )
    return Mark(page=page, left=left, top=top, right=right, bottom=bottom)


def _box(strip: Strip, ends: list[float], unit: float) -> Box:
    """Where a part of a strip stands on the page turned level."""
    start, down = float(strip.centre @ strip.along), float(strip.centre @ strip.across)
    half = strip.height / 3
    return Box((start + ends[0]) / unit, (down - half) / unit, (start + ends[1]) / unit, (down + half) / unit)
