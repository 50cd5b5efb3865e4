"""Finds faces in a picture, with the places of eyes, nose, mouth and ears."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from chalicelib.documents.photo.networks import FaceNetwork, Floats

LIKELY = 0.5
"""Below this, as MediaPipe has it, the network sees no face."""
_OVERLAP = 0.3
"""Answers that overlap more mean the same face (share of both together)."""
_MOST = 80.0
Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Face:
    """A face, in dots of its picture. Left and right are the beholder's."""

    score: float
    left: float
    top: float
    right: float
    bottom: float
    points: tuple[Point, ...]
    """Left eye, right eye, tip of the nose, mouth, left ear, right ear."""

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def between_eyes(self) -> Point:
        (left, top), (right, bottom) = self.points[:2]
        return (left + right) / 2, (top + bottom) / 2

    @property
    def eye_distance(self) -> float:
        return math.dist(*self.points[:2])

    @property
    def mouth_distance(self) -> float:
        """From between the eyes to the mouth."""
        return math.dist(self.between_eyes, self.points[3])

    @property
    def roll(self) -> float:
        """How far the line from eye to eye dips to the right, in degrees."""
        (left, top), (right, bottom) = self.points[:2]
        return math.degrees(math.atan2(bottom - top, right - left))

    def moved(self, across: float, down: float) -> "Face":
        """The same face in a picture of which this one was cut out."""
        points = tuple((x + across, y + down) for x, y in self.points)
        left, right = self.left + across, self.right + across
        return Face(self.score, left, self.top + down, right, self.bottom + down, points)

    def larger(self, factor: float) -> "Face":
        """The same face in a picture with so many times the dots."""
        points = tuple((x * factor, y * factor) for x, y in self.points)
        left, top, right, bottom = (side * factor for side in (self.left, self.top, self.right, self.bottom))
        return Face(self.score, left, top, right, bottom, points)

    @property
    def is_upright(self) -> bool:
        """The mouth is below the eyes, and the eyes nearly level."""
        across, down = self.points[3][0] - self.between_eyes[0], self.points[3][1] - self.between_eyes[1]
        return down > abs(across) and abs(self.roll) < 45  # noqa: PLR2004 - half a quarter turn


def find_faces(picture: Image.Image, network: FaceNetwork) -> tuple[Face, ...]:
    """The faces in a colour picture, the likeliest first."""
    square, factor, shift = _square(picture, network.side)
    boxes, raw = network.run(square)
    scores = 1 / (1 + np.exp(-np.clip(raw, -_MOST, _MOST)))
    likely = (scores > LIKELY) & (boxes[:, 2:4].min(axis=1) > 1)
    if not likely.any():
        return ()
    places = boxes[likely].reshape(-1, 8, 2) / network.side
    places[:, [0, *range(2, 8)]] += network.anchors[likely][:, None]
    places[:, 1] += np.array(shift, np.float32) / network.side  # a size has no place, and is not moved
    dots = (places * network.side - np.array(shift)) / factor
    return _apart(dots.astype(np.float32), scores[likely].astype(np.float32))


def within(box: Box, size: tuple[int, int]) -> Box:
    """As much of a box as lies in a picture of that size, a dot at least: a network may say anything."""
    width, height = size
    left, top = max(0.0, min(box[0], width - 1.0)), max(0.0, min(box[1], height - 1.0))
    return left, top, max(left + 1, min(box[2], float(width))), max(top + 1, min(box[3], float(height)))


def _square(picture: Image.Image, side: int) -> tuple[Floats, float, Point]:
    """The whole picture in a square, black beside it: dots of -1 to 1, its factor and its place."""
    factor = side / max(picture.size)
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2)
    shift = (side - size[0]) // 2, (side - size[1]) // 2
    dots = np.full((side, side, 3), -1, np.float32)
    dots[shift[1] : shift[1] + size[1], shift[0] : shift[0] + size[0]] = np.asarray(small) / 127.5 - 1
    return np.ascontiguousarray(dots.transpose(2, 0, 1)[None]), factor, shift


def _apart(dots: Floats, scores: Floats) -> tuple[Face, ...]:
    """One face of the answers that overlap: their mean, weighted by score (as MediaPipe does)."""
    corners = np.concatenate([dots[:, 0] - dots[:, 1] / 2, dots[:, 0] + dots[:, 1] / 2], axis=1)
    left, faces = np.argsort(-scores), []
    while len(left):
        same = _overlap(corners[left[0]], corners[left]) > _OVERLAP
        same[0] = True
        together, left = left[same], left[~same]
        weights = scores[together] / scores[together].sum()
        box, points = weights @ corners[together], np.tensordot(weights, dots[together, 2:], axes=1)
        faces.append(_face(float(scores[together[0]]), box, points))
    return tuple(faces)


def _face(score: float, box: Floats, points: Floats) -> Face:
    left, top, right, bottom = box.tolist()
    return Face(score, left, top, right, bottom, tuple((x, y) for x, y in points.tolist()))


def _overlap(one: Floats, others: Floats) -> Floats:
    low, high = np.maximum(one[:2], others[:, :2]), np.minimum(one[2:], others[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(np.maximum(others[:, 2:] - others[:, :2], 0), axis=1)
    own = float(np.prod(np.maximum(one[2:] - one[:2], 0)))
    together: Floats = shared / np.maximum(own + areas - shared, 1e-9)
    return together
