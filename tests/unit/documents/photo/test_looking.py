"""However a photo was held, its face is found upright, and places are told of the photo as it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.documents.photo.looking import Look, look, turned


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_face_is_turned_upright(anybody, turns) -> None:
    found = look(turned(anybody, turns))
    assert (found.turns + turns) % 4 == 0
    assert len(found.faces) == 1
    assert found.faces[0].is_upright


@given(
    st.integers(0, 3),
    st.tuples(st.integers(20, 90), st.integers(20, 90)),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
)
def test_a_place_in_the_upright_picture_is_the_same_place_in_the_photo(turns, size, sides) -> None:
    """A dot drawn on the photo lies where its place in the turned picture says."""
    photo = Image.new("L", size)
    across, down = round(sides[0] * (size[0] - 1)), round(sides[1] * (size[1] - 1))
    photo.putpixel((across, down), 255)
    upright = turned(photo, turns)
    left, top, right, bottom = upright.getbbox()
    share = Look(upright, turns, ()).share((left, top, right, bottom))
    assert share == pytest.approx(
        (across / size[0], down / size[1], (across + 1) / size[0], (down + 1) / size[1])
    )


def test_a_small_face_is_found_from_far_away(person) -> None:
    page = Image.new("RGB", (1200, 900), "#c8d0d8")
    page.paste(person.resize((240, 320)), (800, 300))
    found = look(page)
    assert found.turns == 0
    assert 800 < found.faces[0].between_eyes[0] < 1040
