"""Faces and their points are found where they are, as TensorFlow Lite finds them."""

import numpy as np
import pytest
from PIL import Image

from chalicelib.documents.errors import ReaderMissing
from chalicelib.documents.models import READING_MODELS
from chalicelib.documents.photo.faces import Face, find_faces
from chalicelib.documents.photo.networks import far, near
from infra import tflite

EYES = ((385, 525), (575, 525))
"""Where the sample's drawing has them."""


@pytest.mark.parametrize(("network", "score"), [(near, 1.703703), (far, 1.4311206)], ids=["near", "far"])
def test_a_face_is_as_likely_as_tensorflow_lite_has_it(person, network, score) -> None:
    """Measured with ai-edge-litert 2.3.0 on 2026-11-24, logits; no number of either network was off by 0.0006."""
    assert find_faces(person, network())[0].score == pytest.approx(1 / (1 + np.exp(-score)), abs=0.02)


@pytest.mark.parametrize("network", [near, far])
def test_the_points_are_where_they_were_drawn(person, network) -> None:
    (face,) = find_faces(person, network())
    for found, true in zip(face.points, EYES, strict=False):
        assert np.hypot(found[0] - true[0], found[1] - true[1]) < 0.05 * face.height
    assert face.is_upright
    assert abs(face.roll) < 5


def test_nothing_is_no_face() -> None:
    assert find_faces(Image.new("RGB", (700, 900), "#88a0b0"), near()) == ()


def test_a_face_upside_down_is_not_upright() -> None:
    points = ((60.0, 60.0), (40.0, 60.0), (50.0, 50.0), (50.0, 40.0), (70.0, 60.0), (30.0, 60.0))
    assert not Face(0.9, 20, 20, 80, 80, points).is_upright


def test_without_the_networks_nobody_pretends_to_have_looked(person, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(READING_MODELS, str(tmp_path))
    near.cache_clear()
    try:
        with pytest.raises(ReaderMissing):
            find_faces(person, near())
    finally:
        near.cache_clear()


def test_a_file_that_is_no_network_is_refused() -> None:
    with pytest.raises(tflite.TfliteError):
        tflite.read(b"\x00" * 64)
