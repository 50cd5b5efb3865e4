"""A photo of the applicant: cut and sized as certificates print it, without a word about where it was taken."""

import io

import pytest
from PIL import Image

from chalicelib.documents.disarm.portrait import PORTRAIT
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.documents.rewriting import rewrite
from infra.local.samples import passport_page, photo, proof_of_address

RED, GREEN = (200, 30, 30), (30, 160, 60)
LYING_ON_ITS_SIDE = 6
"""EXIF orientation: turn a quarter to the right to see it upright."""


def taken(size: tuple[int, int], form: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that is red above and green below, as the camera stored it."""
    picture = Image.new("RGB", size, GREEN)
    picture.paste(RED, (0, 0, size[0], size[1] // 4))
    if orientation == LYING_ON_ITS_SIDE:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Camera maker"
    out = io.BytesIO()
    picture.save(out, form, exif=exif, comment=b"51.5N 0.1W") if form == "JPEG" else picture.save(out, form)
    return out.getvalue()


def printed(content: bytes, kind: Kind = Kind.JPEG) -> Image.Image:
    copy = rewrite(kind, content, Role.PHOTO)
    assert copy.kind is Kind.JPEG
    return Image.open(io.BytesIO(copy.content))


@pytest.mark.parametrize("size", [PORTRAIT, (600, 800), (1200, 1200), (900, 1800), (3000, 4000)])
def test_every_upright_photo_comes_out_at_the_printed_size(size) -> None:
    picture = printed(taken(size))
    assert picture.size == PORTRAIT
    assert picture.mode == "RGB"


def test_what_is_cut_is_cut_evenly_left_and_right_and_more_below_than_above() -> None:
    wide = Image.new("RGB", (900, 900), GREEN)
    wide.paste(RED, (440, 0, 460, 900))
    out = io.BytesIO()
    wide.save(out, "PNG")
    assert printed(out.getvalue(), Kind.PNG).getpixel((PORTRAIT[0] // 2, 250))[0] > 150
    tall = printed(taken((600, 1200)))
    assert tall.getpixel((200, 5))[0] > 150, (
        "a quarter of the height is red: cutting evenly would lose most of it"
    )
    assert tall.getpixel((200, 250))[1] > 120


def test_a_photo_that_the_camera_stored_on_its_side_stands_upright() -> None:
    picture = printed(taken((900, 1200), orientation=LYING_ON_ITS_SIDE))
    assert picture.getpixel((200, 20))[0] > 150
    assert picture.getpixel((200, 500))[1] > 120


def test_nothing_is_left_of_what_the_camera_wrote() -> None:
    copy = rewrite(Kind.JPEG, taken((900, 1200)), Role.PHOTO).content
    assert b"Camera" not in copy
    assert b"51.5N" not in copy
    assert b"Exif" not in copy


def test_the_same_photo_gives_the_same_bytes_of_a_small_file() -> None:
    copies = {rewrite(Kind.JPEG, photo(), Role.PHOTO).content for _ in range(2)}
    assert len(copies) == 1
    assert len(copies.pop()) < 40_000


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (taken((1200, 900)), Kind.JPEG, Reason.PHOTO_LYING),
        (passport_page(), Kind.JPEG, Reason.PHOTO_LYING),
        (taken((500, 1100)), Kind.JPEG, Reason.PHOTO_TOO_LONG),
        (taken((412, 531), "PNG"), Kind.PNG, Reason.PHOTO_TOO_SMALL),
        (taken((413, 530), "PNG"), Kind.PNG, Reason.PHOTO_TOO_SMALL),
        (proof_of_address(), Kind.PDF, Reason.PHOTO_AS_PDF),
    ],
)
def test_a_photo_that_cannot_be_printed_is_refused_with_its_reason(content, kind, reason) -> None:
    with pytest.raises(NotTaken) as refused:
        rewrite(kind, content, Role.PHOTO)
    assert refused.value.reason is reason
