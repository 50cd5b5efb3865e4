"""Drawn people: the networks take them for faces, and they are nobody's."""

import io
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image

from infra import face_network
from infra.local.samples import Shades, drawn_person

SKINS = {"light": "#f0cdb0", "medium": "#a86f42", "dark": "#57351c"}


@pytest.fixture(scope="session", autouse=True)
def _networks() -> None:
    face_network.ensure()


@cache
def drawn(skin: str) -> Image.Image:
    return drawn_person(Shades(skin, "#8a5730", "#2a211c", "#2c3e55"), long_hair=False)


@pytest.fixture(params=SKINS.values(), ids=SKINS)
def anybody(request) -> Image.Image:
    return drawn(request.param).copy()


@pytest.fixture
def person() -> Image.Image:
    return drawn(SKINS["medium"]).copy()


@pytest.fixture(scope="session")
def as_copy() -> Callable[[Image.Image], bytes]:
    def write(picture: Image.Image) -> bytes:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        return out.getvalue()

    return write
