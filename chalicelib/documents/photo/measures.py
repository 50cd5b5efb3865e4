"""What can be measured of a face and of what is around it; what it means is said in `limits`.

Nothing here depends on how light the skin is as far as that can be helped: sharpness and one-sided light are ratios,
light is judged by the brightest parts of the face (the white of the eyes, the shine of the skin), not by its middle.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from chalicelib.documents.photo.faces import Face, within
from chalicelib.documents.photo.networks import Floats

CHIN = 0.70
"""From between the eyes to the chin, in heights of the found face (0.65 to 0.74 in nine of ten of 356 faces)."""
CROWN = 0.70
"""Eyes are half-way between crown and chin."""
_FLARE = 12
"""Stray light that a lens adds everywhere: without it the darkest shadows would count for too much."""
_PATCH = 256
"""The face as fine as it is printed."""
_CLIPPED = 250


EYES = 0.38
"""From eye to eye in heights of the found face, at least, where a face is seen from the front (median 0.41)."""


@dataclass(frozen=True)
class Measures:
    """Of one face in an upright picture."""

    eye_distance: float
    """In dots; not less than what goes with the height of the face, as turned heads have their eyes closer."""
    roll: float
    """In degrees."""
    yaw: float
    """How far the nose is from the middle of the eyes, in eye distances: 0.15 is about 15 degrees."""
    sharpness: float
    """Differences between dots beside each other, against those four apart: 0.25 is a blur, 0.35 a good print."""
    forms: float
    """The same four times as coarse: 0.25 when eyes and mouth are one blur."""
    bright: float
    """What one dot of the face in twenty is brighter than (0 to 255)."""
    glimmer: float
    """What one dot of the whole picture in fifty is brighter than (0 to 255)."""
    burnt: float
    """Share of the face that is white and nothing else."""
    one_sided: float
    """Light on one cheek against the other, in stops (twice as much is 1)."""
    colour: float
    """How far the strongest colours are from grey (0 to 255)."""


def measure(picture: Image.Image, face: Face) -> Measures:
    """Measure one face of an upright colour picture."""
    patch = face_patch(picture, face)
    light = luminance(patch)
    inside = light[_ellipse(len(light))]
    small = np.asarray(picture.resize((96, 96), Image.Resampling.BOX, reducing_gap=1.5), np.float32)
    return Measures(
        eye_distance=max(face.eye_distance, EYES * face.height),
        roll=face.roll,
        yaw=_yaw(face),
        sharpness=_sharpness(light, 1),
        forms=_sharpness(light, 4),
        bright=float(np.percentile(inside, 95)),
        glimmer=float(np.percentile(luminance(small), 98)),
        burnt=float((inside >= _CLIPPED).mean()),
        one_sided=_one_sided(light),
        colour=float(np.percentile(small.max(axis=2) - small.min(axis=2), 90)),
    )


def face_patch(picture: Image.Image, face: Face) -> Floats:
    """The face from its brow to its chin, (256, 256, 3), as fine as it is printed."""
    (across, down), half = face.between_eyes, face.height / 2
    middle = (across + face.points[3][0]) / 2
    box = (middle - half, down - half * 0.6, middle + half, down + half * 1.4)
    seen = within(box, picture.size)
    part = picture.resize((_PATCH, _PATCH), Image.Resampling.BILINEAR, box=seen, reducing_gap=2)
    return np.asarray(part, np.float32)


def luminance(dots: Floats) -> Floats:
    """Brightness of each dot, 0 to 255 (ITU-R BT.601)."""
    light: Floats = dots @ np.array((0.299, 0.587, 0.114), np.float32)
    return light


@cache
def _ellipse(side: int) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    down, across = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = (across / 0.75) ** 2 + down**2 < 1
    return inside


def _yaw(face: Face) -> float:
    """The nose's distance from the line between the middle of the eyes and the mouth, along the eyes."""
    (left, top), (right, bottom) = face.points[:2]
    along = np.array((right - left, bottom - top)) / max(face.eye_distance, 1e-6)
    middle = (np.array(face.between_eyes) + np.array(face.points[3])) / 2
    return float((np.array(face.points[2]) - middle) @ along / max(face.eye_distance, 1e-6))


def _sharpness(light: Floats, step: int) -> float:
    """The less sharp of the two directions: a hand that moves blurs one of them."""
    return min(_along(light, step), _along(light.T, step))


def _along(light: Floats, step: int) -> float:
    near = np.square(light[step:] - light[:-step]).mean()
    far = np.square(light[4 * step :] - light[: -4 * step]).mean()
    return math.sqrt(float(near) / max(float(far), 1e-6))


def _one_sided(light: Floats) -> float:
    """From the cheeks: a fifth of the patch on either side of the nose, between eyes and mouth."""
    side = len(light)
    rows = slice(round(side * 0.35), round(side * 0.65))
    shines = np.square((light[rows] + _FLARE) / 255)  # near enough to linear light
    left = shines[:, round(side * 0.2) : round(side * 0.4)].mean()
    right = shines[:, round(side * 0.6) : round(side * 0.8)].mean()
    return float(math.log2(right / left))
