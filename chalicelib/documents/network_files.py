"""Opens the networks that read papers and find faces, where set-up or the layer `reading` put their files."""

import os
from pathlib import Path
from typing import Any

from chalicelib.documents.errors import ReaderMissing
from chalicelib.documents.models import READING_MODELS

_PLACES = (Path("/opt/reading"), Path(__file__).parents[2] / ".local" / "reading")


def session(name: str) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """A network on one core. Raises `ReaderMissing` when its file is not here."""
    import onnxruntime  # noqa: PLC0415 - only a reader pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file(name)), options, providers=["CPUExecutionProvider"])


def file(name: str) -> Path:
    """Where a file lies that set-up fetched. Raises `ReaderMissing` when it is not here."""
    given = os.environ.get(READING_MODELS)
    for folder in (Path(given),) if given else _PLACES:
        if (folder / name).is_file():
            return folder / name
    raise ReaderMissing
