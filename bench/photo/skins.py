"""The tones of skin that results are told apart by, and portraits rendered anew in them.

The ten tones are Dr Ellis Monk's scale (skintone.google, CC BY 4.0). Rendering changes what the skin throws back and
nothing else: light, shadow, hair, clothes and background stay. A real face differs in more than that.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from chalicelib.documents.photo.faces import Face
from chalicelib.documents.photo.measures import face_patch

MONK = tuple(
    """f6ede4 f3e7db f7ead0 eadaba d7bd96 a07e56 825c43 604134 3a312a 292420""".split()  # noqa: SIM905 - readable
)
GROUPS = {"light": range(1, 5), "medium": range(5, 7), "dark": range(7, 11)}
"""Tones of the Monk scale, counted from 1."""
_ANGLES = {"light": 41.0, "medium": 10.0, "dark": -181.0}
"""Least individual typology angle (Chardon 1991: above 41 light, above 10 intermediate and tan, then brown, dark)."""
_WHITE = np.array([0.95047, 1, 1.08883])
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_EXPOSED, _SHINE = 0.75, 0.02
"""A photographer leaves room above the lightest skin; and all skin throws a little light back from its surface."""
_BEND = 0.7
_CHEEKS = (slice(90, 165), (slice(50, 100), slice(156, 206)))
Colours = NDArray[np.float64]


def group_of_tone(tone: int) -> str:
    """The group of a tone of the Monk scale."""
    return next(name for name, tones in GROUPS.items() if tone in tones)


def group_as_taken(picture: Image.Image, face: Face) -> str:
    """The group that a photo shows, by the colour of the cheeks: light on the skin counts with the skin itself."""
    lightness, _, yellow = _lab(_cheeks(picture, face))
    angle = float(np.degrees(np.arctan2(lightness - 50, yellow)))
    return next(name for name, least in _ANGLES.items() if angle > least)


def rendered(picture: Image.Image, face: Face, tone: int) -> Image.Image:
    """The portrait with skin of that tone as a photographer shows it."""
    cheek = _cheeks(picture, face)
    wanted = np.array([int(MONK[tone - 1][at : at + 2], 16) for at in (0, 2, 4)], float)
    dots = _linear(np.asarray(picture, float))
    gain = (_EXPOSED * _linear(wanted) + _SHINE) / np.maximum(_linear(cheek), 1e-4)
    share = np.asarray(_skin(picture, face, cheek), float)[..., None] / 255
    return Image.fromarray(_encoded(_held(dots * (1 + share * (gain - 1)), dots)))


def _held(light: Colours, before: Colours) -> Colours:
    """What became too light bends before it is white, as cameras have it."""
    bent = _BEND + (1 - _BEND) * (1 - np.exp((_BEND - light) / (1 - _BEND)))
    return np.where(light > np.maximum(_BEND, before), np.maximum(bent, before), light)


def _cheeks(picture: Image.Image, face: Face) -> Colours:
    patch = face_patch(picture, face)
    rows, columns = _CHEEKS
    seen = np.concatenate([patch[rows, one].reshape(-1, 3) for one in columns])
    return np.median(seen, axis=0).astype(float)


def _skin(picture: Image.Image, face: Face, cheek: Colours) -> Image.Image:
    """Where there is skin: near the cheeks' hue, around the face and down the neck, with a soft edge."""
    dots = np.asarray(picture, float) + 1
    hue = np.log(dots[..., :2] / dots[..., 1:]) - np.log((cheek + 1)[:2] / (cheek + 1)[1:])
    light = np.log(dots.sum(axis=2) / (cheek.sum() + 3))
    near = (np.square(hue).sum(axis=2) < 0.35**2) & (light > -1.6) & (light < 0.7)
    down, across = np.mgrid[0 : picture.height, 0 : picture.width]
    middle, eyes = face.between_eyes
    away = np.square((across - middle) / (0.7 * face.height)) + np.square(
        (down - eyes - 0.2 * face.height) / (1.1 * face.height)
    )
    mask = Image.fromarray(((near & (away < 1)) * 255).astype(np.uint8))
    return mask.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(face.height / 100))


def _linear(colours: Colours) -> Colours:
    share = colours / 255
    return np.where(share > 0.04045, ((share + 0.055) / 1.055) ** 2.4, share / 12.92)


def _encoded(light: Colours) -> NDArray[np.uint8]:
    kept = np.clip(light, 0, 1)
    share = np.where(kept > 0.0031308, 1.055 * kept ** (1 / 2.4) - 0.055, kept * 12.92)
    return (share * 255 + 0.5).astype(np.uint8)


def _lab(colour: Colours) -> tuple[float, float, float]:
    seen = _TO_XYZ @ _linear(colour) / _WHITE
    root = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    return 116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])
