"""A photo of the applicant on its way: nothing of where it was taken stays, and what is printed has one size."""

import io
from datetime import date

import pytest
from PIL import Image

from chalicelib.documents import checking, reader
from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import NothingToPrint, ReaderDefeated
from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.photo.cutting import PORTRAIT
from chalicelib.documents.portraits import even_portrait
from chalicelib.documents.reasons import Reason
from chalicelib.documents.recognising import NotTaken
from chalicelib.documents.rewriting import CleanFile, rewrite
from chalicelib.kernel.changes import Actor
from infra.local.samples import photo, proof_of_address
from tests.fakes.documents import Room

RED, GREEN = (200, 30, 30), (30, 160, 60)
LYING_ON_ITS_SIDE = 6
"""EXIF orientation: turn a quarter to the right to see it upright."""


def taken(size: tuple[int, int], orientation: int = 1) -> bytes:
    """A picture that is red above and green below, as the camera stored it."""
    picture = Image.new("RGB", size, GREEN)
    picture.paste(RED, (0, 0, size[0], size[1] // 4))
    if orientation == LYING_ON_ITS_SIDE:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Camera maker"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"51.5N 0.1W")
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def accepted(copy: bytes, portrait: bytes | None) -> Room:
    """The room with a photo whose copy and portrait are these."""
    room = Room(
        rewrite=lambda *_: CleanFile(Kind.JPEG, 1, copy),
        check=lambda *_: Checked(judged(Decision.ACCEPTED), portrait),
    )
    room.accepted(Role.PHOTO)
    return room


def test_the_copy_is_whole_and_stands_upright() -> None:
    picture = opened(rewrite(Kind.JPEG, taken((900, 1200), LYING_ON_ITS_SIDE), Role.PHOTO).content)
    assert picture.size == (900, 1200)
    assert picture.getpixel((400, 20))[0] > 150
    assert picture.getpixel((400, 1100))[1] > 120


def test_nothing_is_left_of_what_the_camera_wrote() -> None:
    copy = rewrite(Kind.JPEG, taken((900, 1200)), Role.PHOTO).content
    assert not [word for word in (b"Camera", b"51.5N", b"Exif") if word in copy]


def test_a_paper_is_no_photo() -> None:
    with pytest.raises(NotTaken) as refused:
        rewrite(Kind.PDF, proof_of_address(), Role.PHOTO)
    assert refused.value.reason is Reason.PHOTO_AS_PDF


def test_the_portrait_is_printed() -> None:
    room = accepted(photo(), b"portrait")
    assert room.documents.photo_of(room.application_id) == b"portrait"


def test_one_that_was_not_read_is_cut_evenly_left_and_right_and_more_below_than_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "shared_reader", _Defeated)
    copy = rewrite(Kind.JPEG, taken((900, 1800)), Role.PHOTO)
    found = checking.check(Role.PHOTO, copy, Claims(), date(2026, 11, 24))
    assert (found.judged.decision, found.judged.reasons) == (Decision.PERSON, (Reason.NOT_READ_YET,))
    assert found.portrait
    printed = opened(found.portrait)
    assert printed.size == PORTRAIT
    assert printed.getpixel((200, 5))[0] > 150, "a quarter is red: cutting evenly would lose most of it"
    assert printed.getpixel((200, 400))[1] > 120


class _Defeated:
    def read(self, *_: object) -> Checked:
        raise ReaderDefeated


def test_one_that_is_too_small_to_print_can_not_be_accepted_by_anybody() -> None:
    small = taken((90, 120))
    assert even_portrait(small) is None
    room = Room(check=lambda *_: Checked(judged(Decision.PERSON, Reason.NOT_READ_YET), None))
    document = room.accepted(Role.PHOTO)
    with pytest.raises(NothingToPrint):
        room.documents.accept_by_person(document.id, Actor("officer", "olwen"), "It will do.")


def test_a_small_face_is_asked_for_again_when_it_gives_no_portrait() -> None:
    assert reader._printable(judged(Decision.ACCEPTED), None).judged.decision is Decision.RETAKE
