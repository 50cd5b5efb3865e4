"""A portrait always has the printed size and lies inside its photo, with the head in its place if it can be."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.documents.photo.cutting import EYES, HEIGHT, PORTRAIT, Cut, around, evenly, portrait
from chalicelib.documents.photo.faces import Face

SIZES = st.tuples(st.integers(20, 4000), st.integers(20, 4000))
PLACES = st.floats(-500, 4500)


def face_at(across: float, down: float, height: float) -> Face:
    eyes = ((across - 0.2 * height, down), (across + 0.2 * height, down))
    rest = ((across, down + 0.2 * height), (across, down + 0.44 * height), eyes[0], eyes[1])
    half = height / 2
    return Face(0.9, across - half, down - half * 0.6, across + half, down + half * 1.4, (*eyes, *rest))


def assert_inside(cut: Cut, size: tuple[int, int]) -> None:
    left, top, right, bottom = cut.box
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert (right - left) / (bottom - top) == pytest.approx(PORTRAIT[0] / PORTRAIT[1], rel=0.02)


@given(SIZES, PLACES, PLACES, st.floats(2, 5000))
def test_the_cut_around_a_face_is_inside_the_photo(size, across, down, height) -> None:
    assert_inside(around(size, face_at(across, down, height)), size)


@given(SIZES)
def test_the_even_cut_is_inside_the_photo(size) -> None:
    cut = evenly(size)
    assert_inside(cut, size)
    assert cut.box[2] - cut.box[0] == pytest.approx(size[0]) or cut.box[3] - cut.box[1] == pytest.approx(
        size[1]
    )


@given(st.floats(700, 1300), st.floats(700, 1300), st.floats(100, 400))
def test_with_room_around_it_the_head_is_in_its_place(across, down, height) -> None:
    """ISO/IEC 19794-5, 8.3: in the middle, eyes 30 to 50% from the top, head 60 to 90% of the height."""
    cut = around((2000, 2000), face_at(across, down, height))
    left, top, right, bottom = cut.box
    assert cut.missing == pytest.approx(0, abs=1e-6)
    assert (across - left) / (right - left) == pytest.approx(0.5)
    assert (down - top) / (bottom - top) == pytest.approx(EYES)
    assert bottom - top == pytest.approx(HEIGHT * height)


def test_a_face_at_the_edge_is_told() -> None:
    assert around((1000, 1000), face_at(80, 500, 300)).missing > 0.2
    assert around((1000, 1000), face_at(500, 500, 900)).missing > 0.2


@pytest.mark.parametrize("size", [(413, 531), (600, 800), (1200, 900), (3000, 4000), (230, 300)])
def test_a_portrait_has_the_printed_size_and_no_metadata(size) -> None:
    made = portrait(Image.new("RGB", size, "#556677"), evenly(size))
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.size, opened.mode, opened.format) == (PORTRAIT, "RGB", "JPEG")
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_thumbnail_gives_no_portrait() -> None:
    assert portrait(Image.new("RGB", (100, 130)), evenly((100, 130))) is None
