"""A good photo passes whoever is on it; few faults send one back, and the others are advice."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from chalicelib.documents.judging import Decision
from chalicelib.documents.photo.checking import check_photo
from chalicelib.documents.photo.cutting import PORTRAIT
from chalicelib.documents.photo.looking import turned
from chalicelib.documents.reasons import Reason
from infra.local.samples import photo
from tests.unit.documents.photo.conftest import SKINS, drawn


def beside(person: Image.Image, other: Image.Image) -> Image.Image:
    page = Image.new("RGB", (person.width + other.width, person.height), "#dfe4e8")
    page.paste(person)
    page.paste(other, (person.width, person.height - other.height))
    return page


def dim_from_the_left(picture: Image.Image) -> Image.Image:
    shade = np.clip(np.linspace(2.4, -1.2, picture.width), 0.15, 1)[None, :, None]
    return Image.fromarray((np.asarray(picture) * shade).astype(np.uint8))


def with_books(picture: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(picture)
    for at, colour in enumerate(("#702020", "#e8e0d0", "#204a8a", "#202020")):
        draw.rectangle((at * 50, 0, at * 50 + 49, 700), fill=colour)
    return picture


def with_a_smaller_one(picture: Image.Image) -> Image.Image:
    head = picture.crop((180, 180, 780, 1010))
    return beside(head, head.resize((282, 390)))


def blurred(by: float):
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(by))


def dark(by: float):
    return lambda picture: ImageEnhance.Brightness(picture).enhance(by)


SENT_BACK = {
    Reason.NO_FACE: lambda picture: Image.new("RGB", picture.size, "#90a0b0"),
    Reason.SEVERAL_FACES: lambda picture: beside(picture, picture),
    Reason.FACE_TOO_SMALL: lambda picture: picture.resize((120, 160)),
    Reason.PHOTO_TOO_BLURRED: blurred(30),
    Reason.PHOTO_TOO_DARK: dark(0.08),
}
ADVISED = {
    Reason.SOMEONE_BEHIND: with_a_smaller_one,
    Reason.HEAD_CUT_OFF: lambda picture: picture.crop((0, 450, 960, 1280)),
    Reason.FACE_SMALL: lambda picture: picture.resize((300, 400)),
    Reason.HEAD_TILTED: lambda picture: picture.rotate(15, fillcolor="#dfe4e8"),
    Reason.PHOTO_SOFT: blurred(5),
    Reason.PHOTO_DARK: dark(0.25),
    Reason.LIGHT_FROM_SIDE: dim_from_the_left,
    Reason.PHOTO_GREY: lambda picture: picture.convert("L").convert("RGB"),
    Reason.BACKGROUND_BUSY: with_books,
    Reason.PHOTO_TURNED: lambda picture: turned(picture, 1),
}


def test_a_good_photo_passes_without_a_word_whoever_is_on_it(anybody, as_copy) -> None:
    found, cut = check_photo(as_copy(anybody))
    assert (found.decision, found.reasons) == (Decision.ACCEPTED, ())
    with Image.open(io.BytesIO(cut)) as opened:
        assert opened.size == PORTRAIT


def test_the_samples_photo_passes() -> None:
    found, _ = check_photo(photo())
    assert (found.decision, found.reasons) == (Decision.ACCEPTED, ())


@pytest.mark.parametrize("reason", SENT_BACK)
def test_what_nobody_could_use_is_to_be_taken_again(anybody, as_copy, reason) -> None:
    found, _ = check_photo(as_copy(SENT_BACK[reason](anybody)))
    assert found.decision is Decision.RETAKE
    assert found.reasons[0] is reason or Reason.NO_FACE in found.reasons


@pytest.mark.parametrize("reason", ADVISED)
def test_what_could_be_better_is_advice_beside_an_accepted_photo(person, as_copy, reason) -> None:
    found, cut = check_photo(as_copy(ADVISED[reason](person)))
    assert found.decision is Decision.ACCEPTED
    assert reason in found.reasons
    assert cut


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_mark_lies_on_the_photo_as_it_came(person, as_copy, turns) -> None:
    """The books fill the left fifth of the upright photo down to a little above its middle."""
    found, _ = check_photo(as_copy(turned(with_books(person), turns)))
    (mark,) = (note.mark for note in found.notes if note.reason is Reason.BACKGROUND_BUSY)
    sides = {
        0: mark.right < 400,
        1: mark.top > 600,
        2: mark.left > 600,
        3: mark.bottom < 400,
    }
    assert sides[turns], mark


def test_a_face_between_two_is_marked_at_the_other_one(person, as_copy) -> None:
    found, _ = check_photo(as_copy(beside(person, person)))
    mark = found.notes[0].mark
    assert mark.right < 500 or mark.left > 500


def test_a_photo_without_a_face_still_gives_a_portrait_for_a_person_to_judge(as_copy) -> None:
    found, cut = check_photo(as_copy(Image.new("RGB", (900, 1200), "#90a0b0")))
    assert found.reasons == (Reason.NO_FACE,)
    assert cut


def test_a_large_photo_is_cut_from_all_its_dots(person, as_copy) -> None:
    """Read at half its size the face would print soft."""
    page = Image.new("RGB", (3600, 3600), "#dfe4e8")
    page.paste(person, (1300, 1300))
    found, _ = check_photo(as_copy(page))
    assert Reason.FACE_SMALL not in found.reasons
    assert found.fields["eye_distance"].value > 140


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(st.integers(1, 700), st.integers(1, 700)),
    st.integers(0, 2**32 - 1),
    st.sampled_from((1, 3, 16, 90)),
)
def test_any_picture_has_an_answer(as_copy, size, seed, grain) -> None:
    coarse = (max(1, size[1] // grain), max(1, size[0] // grain), 3)
    dots = np.random.default_rng(seed).integers(0, 256, coarse, dtype=np.uint8)
    found, cut = check_photo(as_copy(Image.fromarray(dots).resize(size)))
    assert found.decision in {Decision.ACCEPTED, Decision.RETAKE}
    if cut is not None:
        with Image.open(io.BytesIO(cut)) as opened:
            assert opened.size == PORTRAIT


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.floats(0, 0.6), st.floats(0, 0.6)),
    st.tuples(st.floats(0.1, 1), st.floats(0.1, 1)),
    st.floats(0, 2),
)
def test_any_part_of_a_photo_has_an_answer(as_copy, how, start, part, light) -> None:
    person = drawn(SKINS["dark"])
    left, top = start[0] * person.width, start[1] * person.height
    box = (left, top, left + part[0] * (person.width - left), top + part[1] * (person.height - top))
    seen = turned(person.crop(tuple(map(round, box))), how[1])
    small = seen.resize((max(1, seen.width // how[0]), max(1, seen.height // how[0])))
    found, _ = check_photo(as_copy(ImageEnhance.Brightness(small).enhance(light)))
    assert all(note.mark is None or note.mark.left <= note.mark.right for note in found.notes)
