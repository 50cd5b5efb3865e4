"""What is kept of each format: pixels, upright and opaque, the first frame, every page of a TIFF."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from chalicelib.documents.disarm.limits import KEPT_SIDE
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import CleanFile, rewrite
from tests.attack import hostile

RED, GREEN = (200, 30, 30), (30, 160, 60)
LYING_ON_ITS_SIDE = 6


def drawing(size: tuple[int, int] = (800, 600), colour: tuple[int, int, int] = GREEN) -> Image.Image:
    """Red above and of another colour below."""
    picture = Image.new("RGB", size, colour)
    picture.paste(RED, (0, 0, size[0], size[1] // 4))
    return picture


def encoded(form: str, picture: Image.Image | None = None, **options: object) -> bytes:
    return hostile.encoded(picture or drawing(), form, **options)


def copy_of(content: bytes, role: Role = Role.PASSPORT) -> CleanFile:
    return rewrite(recognise(content), content, role)


def seen(content: bytes) -> Image.Image:
    copy = copy_of(content)
    assert copy.kind is Kind.JPEG
    return Image.open(io.BytesIO(copy.content))


def refused(content: bytes, role: Role = Role.PASSPORT) -> Reason:
    with pytest.raises(NotTaken) as error:
        copy_of(content, role)
    return error.value.reason


FORMS: dict[Kind, Callable[[], bytes]] = {
    Kind.JPEG: lambda: encoded("JPEG"),
    Kind.PNG: lambda: encoded("PNG"),
    Kind.GIF: lambda: encoded("GIF"),
    Kind.TIFF: lambda: encoded("TIFF", compression="tiff_lzw"),
    Kind.WEBP: lambda: encoded("WEBP"),
}


@pytest.mark.parametrize("kind", FORMS)
def test_each_format_keeps_its_picture(kind: Kind) -> None:
    content = FORMS[kind]()
    assert recognise(content) is kind
    picture = seen(content)
    assert picture.size == (800, 600)
    assert picture.getpixel((400, 20))[0] > 150
    assert picture.getpixel((400, 500))[1] > 120


def test_a_phones_heic_keeps_its_picture_and_says_what_took_it() -> None:
    copy = copy_of(hostile.heic())
    assert recognise(hostile.heic()) is Kind.HEIC
    with Image.open(io.BytesIO(copy.content)) as picture:
        assert picture.size == (800, 600)
        assert picture.getpixel((100, 300))[0] > 150
        assert picture.getpixel((600, 300))[1] > 120
    assert b"SECRET" not in copy.content
    assert copy.said == {
        "dots": "800x600",
        "make": "SECRET-CAMERA",
        "model": "Model of nobody",
        "software": "SECRET-SOFTWARE",
    }


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_what_the_camera_stored_on_its_side_stands_upright(form: str) -> None:
    turned = Image.Exif()
    turned[0x0112] = LYING_ON_ITS_SIDE
    picture = seen(encoded(form, drawing((600, 800)).transpose(Image.Transpose.ROTATE_90), exif=turned))
    assert picture.size == (600, 800)
    assert picture.getpixel((300, 20))[0] > 150


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_what_moves_the_first_frame_is_kept(form: str) -> None:
    moving = encoded(form, save_all=True, append_images=[drawing(colour=RED)] * 3)
    assert seen(moving).getpixel((400, 500))[1] > 120


def test_each_page_of_a_scanners_tiff_becomes_a_page() -> None:
    pages = [drawing(), drawing((600, 800)), drawing((1700, 2200)).convert("1")]
    copy = copy_of(encoded("TIFF", pages[0], save_all=True, append_images=pages[1:]))
    assert (copy.kind, copy.pages) == (Kind.PDF, 3)
    with pikepdf.open(io.BytesIO(copy.content)) as paper:
        boxes = [[float(side) * 150 / 72 for side in page.MediaBox[2:]] for page in paper.pages]
    assert [[round(side) for side in box] for box in boxes] == [[800, 600], [600, 800], [1700, 2200]]


def test_a_tiff_has_ten_pages_at_most_and_a_photo_is_one_picture() -> None:
    def pages(count: int) -> bytes:
        return encoded("TIFF", save_all=True, append_images=[drawing()] * (count - 1))

    assert copy_of(pages(10)).pages == 10
    assert refused(pages(11)) is Reason.TOO_MANY_PAGES
    upright = encoded("TIFF", drawing((600, 800)), save_all=True, append_images=[drawing((600, 800))])
    assert refused(upright, Role.PHOTO) is Reason.MANY_PICTURES


def test_a_tiffs_own_small_preview_is_no_page() -> None:
    content = bytearray(
        encoded("TIFF", save_all=True, append_images=[drawing((320, 300))], tiffinfo={254: 0})
    )
    with Image.open(io.BytesIO(content)) as tiff:
        tiff.seek(1)
        assert tiff.tag_v2[254] == 0
        entry = bytes([254, 0, 4, 0, 1, 0, 0, 0])
        place = content.rindex(entry) + len(entry)
    content[place] = 1
    assert copy_of(bytes(content)).kind is Kind.JPEG


def test_see_through_pictures_are_laid_on_white() -> None:
    for form in ("PNG", "WEBP", "TIFF"):
        clear = Image.new("RGBA", (800, 600), (255, 0, 0, 0))
        assert seen(encoded(form, clear)).getpixel((400, 300)) == (255, 255, 255)
    palette = drawing().quantize(4, dither=Image.Dither.NONE)
    assert (
        seen(encoded("GIF", palette, transparency=palette.getpixel((400, 500)))).getpixel((400, 500))[0] > 240
    )


def test_a_telephones_largest_picture_is_kept_smaller() -> None:
    picture = seen(encoded("PNG", drawing((8064, 6048)).convert("RGBA"), compress_level=1))
    assert max(picture.size) <= KEPT_SIDE
    assert picture.width * 3 == picture.height * 4
    assert picture.getpixel((1800, 20))[0] > 150
    assert picture.getpixel((1800, 2400))[1] > 120


def test_a_webp_beyond_what_its_decoder_can_hold_is_refused_before_it_is_opened() -> None:
    assert refused(encoded("WEBP", drawing((5000, 4000)), method=0)) is Reason.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", Reason.OTHER_PICTURE),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", Reason.OTHER_PICTURE),
        (b"\0\0\0\x1cftypisom\0\0\0\0isommp42", Reason.WRONG_TYPE),
        (b"\0\0\0\x0cjP  \r\n\x87\n", Reason.OTHER_PICTURE),
        (b"8BPS\0\1", Reason.OTHER_PICTURE),
        (b"II*\0", Reason.DAMAGED),
        (b"RIFF\0\0\0\0WEBP", Reason.DAMAGED),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.DAMAGED),
        (b"GIF89a", Reason.DAMAGED),
    ],
)
def test_what_is_no_picture_of_ours_says_so(content: bytes, reason: Reason) -> None:
    assert refused(content) is reason
