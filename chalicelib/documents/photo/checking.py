"""What becomes of the applicant's photo, and the portrait cut out of it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from chalicelib.documents.judging import Decision, Field, Judged, Mark, Note, judged
from chalicelib.documents.photo import cutting, limits
from chalicelib.documents.photo.background import look_behind
from chalicelib.documents.photo.cutting import Cut
from chalicelib.documents.photo.faces import Box, Face
from chalicelib.documents.photo.looking import Look, look
from chalicelib.documents.photo.measures import Measures, measure
from chalicelib.documents.reasons import Reason

_SIZE = (900, 1200)
"""A photo with twice as many dots is read at half its size, unless its face is small."""
_FINE = 1.0
"""Dots of the picture that a dot of the portrait wants at least."""


@dataclass(frozen=True)
class _Seen:
    look: Look
    face: Face
    cut: Cut


def check_photo(copy: bytes) -> tuple[Judged, bytes | None]:
    """The decision on a clean JPEG of a photo, with marks on that copy; the portrait, where the photo gives one.

    A photo without a face, with two, or with one that is far too small, dark or blurred is to be taken again (or a
    person looks at it). Everything else is advice beside an accepted photo. Raises `ReaderMissing` where the
    networks are not installed.
    """
    found = look(_opened(copy, whole=False))
    if not found.faces:
        picture = found.picture
        return judged(Decision.RETAKE, Reason.NO_FACE), cutting.portrait(
            picture, cutting.evenly(picture.size)
        )
    seen = _seen(found)
    if seen.cut.factor < _FINE:
        seen = _seen(found.on(_opened(copy, whole=True)))
    return _judged(seen), cutting.portrait(seen.look.picture, seen.cut)


def _opened(copy: bytes, *, whole: bool) -> Image.Image:
    with Image.open(io.BytesIO(copy), formats=("JPEG",)) as opened:
        if not whole:
            opened.draft("RGB", _SIZE)
        return opened.convert("RGB")


def _seen(found: Look) -> _Seen:
    return _Seen(found, found.faces[0], cutting.around(found.picture.size, found.faces[0]))


def _judged(seen: _Seen) -> Judged:
    measures = measure(seen.look.picture, seen.face)
    hard, advice = tuple(_hard(seen, measures)), tuple(_advice(seen, measures))
    decision = Decision.RETAKE if hard else Decision.ACCEPTED
    return Judged(decision=decision, notes=(*hard, *advice), fields=_fields(seen, measures))


def _hard(seen: _Seen, measures: Measures) -> Iterator[Note]:
    if others := _others(seen, limits.OTHER_HEIGHT, 1e9):
        yield _note(seen, Reason.SEVERAL_FACES, _box(others[0]))
    for reason in limits.unusable(measures):
        yield _note(seen, reason, _box(seen.face))


def _advice(seen: _Seen, measures: Measures) -> Iterator[Note]:
    if seen.look.turns:
        yield Note(reason=Reason.PHOTO_TURNED)
    if others := _others(seen, limits.BEHIND_HEIGHT, limits.OTHER_HEIGHT):
        yield _note(seen, Reason.SOMEONE_BEHIND, _box(others[0]))
    if seen.cut.missing > limits.MISSING:
        yield _note(seen, Reason.HEAD_CUT_OFF, _box(seen.face))
    for reason in limits.improvable(measures):
        yield _note(seen, reason, None if reason is Reason.PHOTO_GREY else _box(seen.face))
    behind = look_behind(seen.look.picture, seen.face, limits.UNEVEN_COLOUR)
    if behind.uneven > limits.UNEVEN and behind.spot:
        yield _note(seen, Reason.BACKGROUND_BUSY, behind.spot)


def _others(seen: _Seen, least: float, most: float) -> list[Face]:
    return [
        one
        for one in seen.look.faces[1:]
        if one.score >= limits.OTHER_FACE and least <= one.height / seen.face.height < most
    ]


def _box(face: Face) -> Box:
    """The whole head, not only what the network frames."""
    more = face.height * 0.15
    return face.left, face.top - more, face.right, face.bottom


def _note(seen: _Seen, reason: Reason, box: Box | None) -> Note:
    if box is None:
        return Note(reason=reason)
    left, top, right, bottom = (round(1000 * max(0.0, min(1.0, side))) for side in seen.look.share(box))
    return Note(reason=reason, mark=Mark(left=left, top=top, right=right, bottom=bottom))


def _fields(seen: _Seen, measures: Measures) -> dict[str, Field]:
    sure = round(seen.face.score, 3)
    values = {
        "eye_distance": round(measures.eye_distance),
        "roll": round(measures.roll, 1),
        "quarter_turns": seen.look.turns,
    }
    return {name: Field(value=value, confidence=sure) for name, value in values.items()}
