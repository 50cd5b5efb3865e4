"""The two networks that find rows of text and read their letters, and where their files lie.

Both are PP-OCRv6-small (Baidu, Apache-2.0) out of the wheel of rapidocr, which `infra.reading_models` takes apart:
the reader of letters ends before its last layer, which knew 18,709 signs; ours (`letters.npz`, made by
`bench.mrz.train`) knows the 37 of a zone, learnt on OCR-B alone.
"""

from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chalicelib.documents.network_files import file, session

Floats = NDArray[np.float32]

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
"""What the last layer tells apart, after the blank that stands between two characters."""
_LARGE = 3 * 480 * 480
"""After a picture of more numbers the runtime gives its memory back."""
_LETTERS = Path(__file__).with_name("letters.npz")


class Network(Protocol):
    """A network with one picture in and one array out."""

    def __call__(self, picture: Floats) -> Floats: ...


@cache
def rows_network() -> Network:
    """From a picture (1, 3, height, width), each a multiple of 32: how likely text is at each dot (height, width)."""
    run = _network("rows.onnx")
    return lambda picture: run(picture)[0, 0]


@cache
def features_network() -> Network:
    """From a row's picture (1, 3, 48, width): what the last layer goes by (width / 8, 120)."""
    run = _network("letters.onnx")
    return lambda picture: run(picture)[0]


@cache
def letters_network() -> Network:
    """From a row's picture (1, 3, 48, width): logarithms of likelihood (width / 8, 38), the blank first."""
    with np.load(_LETTERS) as kept:
        weights, bias = kept["weights"], kept["bias"]
    return lambda picture: likelihoods(features_network()(picture), weights, bias)


@cache
def alphabet() -> tuple[Floats, Floats, str]:
    """Of the last layer that papers are read with: weights (120, 1 + signs), bias, and its signs."""
    with np.load(file("alphabet.npz")) as kept:
        return kept["weights"], kept["bias"], str(kept["signs"])


def likelihoods(features: Floats, weights: Floats, bias: Floats) -> Floats:
    """What a last layer says of features: logarithms whose exponentials add up to 1 in each row."""
    scores = features @ weights + bias
    scores -= scores.max(axis=1, keepdims=True)
    likely: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return likely


def _network(name: str) -> Network:
    import onnxruntime  # noqa: PLC0415 - only a reader pays for it

    opened = session(name)
    tidy = onnxruntime.RunOptions()
    tidy.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(picture: Floats) -> Floats:
        answer: Floats = opened.run(None, {"x": picture}, tidy if picture.size > _LARGE else None)[0]
        return answer

    return run
