"""The two networks that find faces; `infra.face_network` fetches them.

Both are BlazeFace (Google's MediaPipe, Apache-2.0; Bazarevsky et al. 2019): *near* for a face that fills a good part
of the picture, *far* for a small one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from chalicelib.documents.network_files import session

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FaceNetwork:
    """Takes a square picture (1, 3, side, side) of -1 to 1; for each anchor gives a box with six points, and a score.

    An anchor (across, down; shares of the side) is where the answer's places count from.
    """

    side: int
    anchors: Floats
    run: Callable[[Floats], tuple[Floats, Floats]]


@cache
def near() -> FaceNetwork:
    """For faces up to two metres away. Raises `ReaderMissing` where the network is not installed."""
    return FaceNetwork(128, _anchors((16, 2), (8, 6)), _runner("face.onnx"))


@cache
def far() -> FaceNetwork:
    """For faces up to five metres away. Raises `ReaderMissing` where the network is not installed."""
    return FaceNetwork(192, _anchors((48, 1)), _runner("face-far.onnx"))


def _anchors(*grids: tuple[int, int]) -> Floats:
    """The middles of each grid's cells, row by row, each so many times."""
    return np.concatenate([_middles(cells).repeat(times, axis=0) for cells, times in grids])


def _middles(cells: int) -> Floats:
    down, across = np.mgrid[0:cells, 0:cells].astype(np.float32)
    middles = (np.stack([across, down], axis=-1).reshape(-1, 2) + 0.5) / cells
    return middles.astype(np.float32)


def _runner(name: str) -> Callable[[Floats], tuple[Floats, Floats]]:
    opened = session(name)

    def run(picture: Floats) -> tuple[Floats, Floats]:
        boxes, scores = opened.run(None, {"x": picture})
        return boxes, scores[:, 0]

    return run
