"""Photographs of made-up documents are read whole; what is no document, or was tampered with, is not called good."""

import json
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.documents.mrz import reader
from chalicelib.documents.mrz.zones import Fault
from infra import reading_models

FOLDER = Path(__file__).parents[3] / "fixtures" / "travel"
ROWS = {name: tuple(rows) for name, rows in json.loads((FOLDER / "rows.json").read_text()).items()}
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True, scope="module")
def _networks() -> None:
    reading_models.ensure()


def _picture(name: str) -> Image.Image:
    with Image.open(FOLDER / f"{name}.jpg") as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize("name", [name for name in ROWS if "tampered" not in name])
def test_read_whole(name: str) -> None:
    (found,) = reader.read_picture(_picture(name), TODAY)
    assert found.zone.rows == ROWS[name]
    assert found.is_good


@pytest.mark.parametrize("turn", [45, 90, 180, 260])
def test_turned(turn: int) -> None:
    (found,) = reader.read_picture(_picture("passport-tilted").rotate(turn, expand=True), TODAY)
    assert found.zone.rows == ROWS["passport-tilted"]


def test_a_tampered_digit_stays_tampered() -> None:
    (found,) = reader.read_picture(_picture("passport-tampered"), TODAY)
    assert found.zone.rows == ROWS["passport-tampered"]
    assert {Fault.NUMBER_DIGIT, Fault.ALL_DIGIT} <= set(found.zone.faults)
    assert not found.is_good


def test_no_zone_in_a_portrait_or_nothing() -> None:
    with Image.open(FOLDER.parent / "photo.jpg") as portrait:
        assert reader.read_picture(portrait.convert("RGB"), TODAY) == ()
    assert reader.read_picture(Image.new("RGB", (900, 600), "white"), TODAY) == ()
    assert reader.read_picture(Image.effect_noise((900, 600), 80).convert("RGB"), TODAY) == ()


def test_half_a_zone_is_not_good() -> None:
    """The first row alone, or both cut off at half: nothing is made up for what is not there."""
    whole = _picture("passport-tilted")
    for box in ((0, 0, whole.width // 2, whole.height), (0, 0, whole.width, round(whole.height * 0.78))):
        found = reader.read_picture(whole.crop(box), TODAY)
        assert not any(one.is_good for one in found)
