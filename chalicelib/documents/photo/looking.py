"""Looks for the applicant's face in a photo, turned a quarter at a time where it does not stand upright."""

from dataclasses import dataclass

from PIL import Image

from chalicelib.documents.photo.faces import Box, Face, find_faces, within
from chalicelib.documents.photo.networks import FaceNetwork, far, near

SURE = 0.87
"""An upright face that is this likely needs no second look: of 257 official portraits 95 in 100 were likelier, and of
the same ones turned upside down none."""
_SIDE = 640
"""Faces are looked for in a picture whose longer side has this many dots, or up to twice as many."""
_BETTER = 0.1
"""A photo is turned when its upright face is then so much likelier than as it came."""
_SMALL = 0.25
"""A face that takes less of the longer side is looked at once more from nearby, for the places of its points."""
_NEARBY = 1.5
_ROTATIONS = {
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True)
class Look:
    """A photo as it should stand, and the faces in it: the applicant's first."""

    picture: Image.Image
    turns: int
    """Quarter turns against the clock from the photo as it came."""
    faces: tuple[Face, ...]

    def on(self, picture: Image.Image) -> "Look":
        """The same look at another copy of the photo as it came, larger or smaller."""
        upright = turned(picture, self.turns)
        factor = upright.width / self.picture.width
        return Look(upright, self.turns, tuple(face.larger(factor) for face in self.faces))

    def share(self, box: Box) -> Box:
        """A box in dots of the upright picture as shares of the photo as it came."""
        width, height = self.picture.size
        left, top, right, bottom = box[0] / width, box[1] / height, box[2] / width, box[3] / height
        for _ in range(self.turns):
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        return left, top, right, bottom


def look(picture: Image.Image) -> Look:
    """Find the faces; raises `ReaderMissing` where the networks are not installed."""
    small = picture.reduce(max(1, max(picture.size) // _SIDE))
    return _sorted(_upright(small)).on(picture)


def _sorted(found: Look) -> Look:
    """The applicant's face first, and none twice."""
    if not found.faces:
        return found
    first, *others = sorted(found.faces, key=_rank)
    nearer = _nearby(found.picture, first)
    apart = (one for one in others if not _holds(nearer, one))
    return Look(found.picture, found.turns, (nearer, *apart))


def _rank(face: Face) -> tuple[bool, float]:
    """Upright faces first, then the high and likely ones."""
    return not face.is_upright, -face.height * face.score**2


def turned(picture: Image.Image, turns: int) -> Image.Image:
    """The picture after so many quarter turns against the clock."""
    return picture.transpose(_ROTATIONS[turns]) if turns else picture


def _upright(picture: Image.Image) -> Look:
    as_it_came = from_nearby = _turn(picture, 0, near())
    if not _likely(from_nearby):
        as_it_came = max(from_nearby, _turn(picture, 0, far()), key=_likely)
    if _likely(from_nearby) >= SURE:
        return as_it_came
    # Lying on its side a face is never taken for an upright one from nearby; upside down it may be.
    others = (2,) if _likely(from_nearby) else tuple(_ROTATIONS)
    best = max((_turn(picture, turns, near()) for turns in others), key=_likely)
    if _likely(best) >= SURE:
        return best
    if not _likely(best):
        best = max((_turn(picture, turns, far()) for turns in others), key=_likely)
    return best if _likely(best) > _likely(as_it_came) + _BETTER else as_it_came


def _turn(picture: Image.Image, turns: int, network: FaceNetwork) -> Look:
    upright = turned(picture, turns)
    return Look(upright, turns, find_faces(upright, network))


def _likely(look: Look) -> float:
    return max((face.score for face in look.faces if face.is_upright), default=0.0)


def _nearby(picture: Image.Image, face: Face) -> Face:
    """The same face with its points found more exactly, where it is small."""
    if face.height >= _SMALL * max(picture.size):
        return face
    reach = _NEARBY * face.height
    across, down = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    box = within((across - reach, down - reach, across + reach, down + reach), picture.size)
    left, top, right, bottom = map(round, box)
    again = [one.moved(left, top) for one in find_faces(picture.crop((left, top, right, bottom)), near())]
    return next((one for one in again if _holds(one, face) and one.is_upright), face)


def _holds(face: Face, other: Face) -> bool:
    across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return face.left < across < face.right and face.top < down < face.bottom
