"""The good portraits that the check is measured on, and where they come from.

*drawn*: the sample's drawing in the ten tones of the Monk scale, four colours of hair, long and short, on a plain
ground. *taken*: official portraits of members of the United States Congress since 2003 with 400 rows or more, out of
github.com/voteview/member_photos at commit 687cf7a; *rendered*: the same in ten tones of skin. *wild*: 540 photos of
FairFace (CC BY 4.0) out of github.com/thlaiquid-ai/demographic-test-images at 3225e93. The photographs are data for
this bench only: they lie in .local/bench/photo/congress and .../fairface if at all, and nobody is told apart by name.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageColor

from bench.photo.skins import MONK, group_as_taken, group_of_tone, rendered
from chalicelib.documents.photo.faces import Face
from chalicelib.documents.photo.looking import look
from infra.local.samples import HAIRS, Shades, drawn_person

FOLDER = Path(__file__).parents[2] / ".local" / "bench" / "photo"
_LEAST_ROWS, _LARGER = 400, 3


@dataclass(frozen=True)
class Portrait:
    """A picture, whom it stands for, and the face that was found in it as it was."""

    picture: Image.Image
    group: str
    face: Face


def drawn() -> Iterator[Portrait]:
    """The drawing in every tone of skin."""
    for tone, colour in enumerate(MONK, 1):
        for hair in HAIRS:
            for long_hair in (False, True):
                picture = drawn_person(_shades(colour, hair), long_hair=long_hair)
                yield Portrait(picture, group_of_tone(tone), look(picture).faces[0])


def taken(step: int) -> Iterator[Portrait]:
    """Every so many of the official portraits, each in the group of its skin as it was taken."""
    for picture, face in _official(step):
        yield Portrait(picture, group_as_taken(picture, face), face)


def rendered_anew(step: int) -> Iterator[Portrait]:
    """Every so many of the official portraits in ten tones of skin."""
    for picture, face in _official(step):
        for tone in range(1, 11):
            yield Portrait(rendered(picture, face, tone), group_of_tone(tone), face)


def kept_away() -> Iterator[Portrait]:
    """Official portraits that no limit was chosen on; they have 150 to 300 rows, so they are enlarged three times."""
    paths = sorted((FOLDER / "congress").glob("*.jpg"))
    for path in (one for at, one in enumerate(paths) if at % 3 == 1 and at % 4 and at % 5):
        with Image.open(path) as opened:
            if opened.height >= _LEAST_ROWS or opened.mode != "RGB":
                continue
            size = opened.width * _LARGER, opened.height * _LARGER
            picture = opened.resize(size, Image.Resampling.LANCZOS)
        if faces := look(picture).faces:
            yield Portrait(picture, group_as_taken(picture, faces[0]), faces[0])


def wild(step: int) -> Iterator[Portrait | None]:
    """Every so many photos that nobody took for a document; None where no face is found."""
    for path in sorted((FOLDER / "fairface").glob("*.jpg"))[::step]:
        picture = _opened(path)
        faces = look(picture).faces
        yield Portrait(picture, group_as_taken(picture, faces[0]), faces[0]) if faces else None


def as_jpeg(picture: Image.Image) -> bytes:
    """As `documents.disarm` stores a picture."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def _official(step: int) -> Iterator[tuple[Image.Image, Face]]:
    kept = [path for path in sorted((FOLDER / "congress").glob("*.jpg")) if _is_fine(path)]
    for path in kept[::step]:
        picture = _opened(path)
        faces = look(picture).faces
        if len(faces) == 1:
            yield picture, faces[0]


def _is_fine(path: Path) -> bool:
    with Image.open(path) as opened:
        return opened.height >= _LEAST_ROWS and opened.mode == "RGB"


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        return opened.convert("RGB")


def _shades(colour: str, hair: str) -> Shades:
    skin = ImageColor.getrgb(f"#{colour}")
    shadow = "#" + "".join(f"{round(part * 0.82):02x}" for part in skin)
    return Shades(f"#{colour}", shadow, hair, "#3d4a3c")
