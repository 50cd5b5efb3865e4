"""Measuring never fails, wherever a network says that a face is, and does not depend on how light the skin is."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from chalicelib.documents.photo.background import look_behind
from chalicelib.documents.photo.faces import Face
from chalicelib.documents.photo.looking import look
from chalicelib.documents.photo.measures import measure
from tests.unit.documents.photo.conftest import SKINS, drawn

PLACES = st.tuples(st.floats(-300, 600), st.floats(-300, 600))


@st.composite
def faces(draw) -> Face:
    left, top = draw(PLACES)
    size = draw(st.floats(1, 900))
    points = tuple(draw(PLACES) for _ in range(6))
    return Face(0.9, left, top, left + size, top + size, points)


@settings(max_examples=60, deadline=None)
@given(faces(), st.tuples(st.integers(1, 300), st.integers(1, 300)))
def test_a_face_anywhere_can_be_measured(face, size) -> None:
    picture = Image.new("RGB", size, "#a08070")
    found = measure(picture, face)
    assert all(math.isfinite(value) for value in vars(found).values())
    behind = look_behind(picture, face, 30)
    assert 0 <= behind.uneven <= 1


@pytest.mark.parametrize("skin", SKINS.values(), ids=SKINS)
def test_half_the_contrast_is_as_sharp(skin) -> None:
    picture = drawn(skin)
    dimmed = Image.fromarray((np.asarray(picture) * 0.5 + 20).astype(np.uint8))
    face = look(picture).faces[0]
    assert measure(dimmed, face).sharpness == pytest.approx(measure(picture, face).sharpness, rel=0.05)


def test_light_from_the_left_is_told_from_light_from_the_right(person) -> None:
    face = look(person).faces[0]
    shade = np.linspace(1, 0.2, person.width)[None, :, None]
    one = measure(Image.fromarray((np.asarray(person) * shade).astype(np.uint8)), face).one_sided
    other = measure(Image.fromarray((np.asarray(person) * shade[:, ::-1]).astype(np.uint8)), face).one_sided
    assert one < -0.5
    assert other > 0.5
