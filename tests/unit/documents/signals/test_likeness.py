"""Copies of one photograph are alike however they were saved, and two photographs are not."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance

from chalicelib.documents.signals.likeness import ALIKE, likeness
from tests.fakes.pictures import jpeg, scene

COPIES: dict[str, Callable[[Image.Image], bytes]] = {
    "saved at half the quality": lambda picture: jpeg(picture, 45),
    "half the size": lambda picture: jpeg(picture.resize((206, 265))),
    "twice the size": lambda picture: jpeg(picture.resize((826, 1062))),
    "lighter": lambda picture: jpeg(ImageEnhance.Brightness(picture).enhance(1.2)),
    "darker": lambda picture: jpeg(ImageEnhance.Brightness(picture).enhance(0.75)),
    "in grey": lambda picture: jpeg(picture.convert("L").convert("RGB")),
    "a hundredth cut off": lambda picture: jpeg(picture.crop((4, 5, 409, 526))),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_is_found_and_alike(change: Callable[[Image.Image], bytes]) -> None:
    for seed in range(4):
        picture = scene(seed)
        one, other = likeness(jpeg(picture)), likeness(change(picture))
        assert set(one.bands) & set(other.bands)
        assert one.distance(other.fine) <= ALIKE


def test_two_photographs_are_not_alike() -> None:
    seen = [likeness(jpeg(scene(seed))) for seed in range(20)]
    distances = [a.distance(b.fine) for n, a in enumerate(seen) for b in seen[:n]]
    assert min(distances) > ALIKE


def test_there_are_eight_bands_of_sixteen_bits_and_each_of_255_waves_has_its_own() -> None:
    found = likeness(jpeg(scene(1)))
    assert [len(band) for band in found.bands] == [len("0-0000")] * 8
    assert found.fine.bit_length() <= 255
    assert len(found.rough) == 64
    assert 100 < found.fine.bit_count() < 155, "a median parts the bits in two halves"
