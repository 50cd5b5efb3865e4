"""The scoring models and typical frequencies that answers were scored by, kept under their names for replays.

`kept/` holds every one that was ever in use, the present ones too: `python -m bench.names.keep` adds them, and a test
asks for it.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.kernel.errors import NotFound
from chalicelib.records.checks import Basis

if TYPE_CHECKING:
    from chalicelib.records.names.model import ScoringModel
    from chalicelib.records.names.scoring import Scorer

FOLDER = Path(__file__).parent / "kept"


class UnknownModel(NotFound):
    """An old answer's scoring model is not among those that are kept, or this release compares by other rules."""

    def __init__(self, model_id: str, why: str = "is not kept here") -> None:
        super().__init__(f"The scoring model {model_id} {why}, so this answer can't be worked out again.")


def frequencies_name(content: bytes) -> str:
    """By what name an answer remembers a file of typical frequencies."""
    return f"typical-{hashlib.sha256(content).hexdigest()[:12]}"


@cache
def kept_model(model_id: str) -> "ScoringModel":
    """A model by its id; raises `UnknownModel` when it is not kept, or needs other rules than this release has."""
    from chalicelib.records.names.model import default_model, read_model  # noqa: PLC0415 - cold starts

    file = _file(model_id)
    if file is None:
        raise UnknownModel(model_id)
    model = read_model(file)
    if model.rules != default_model().rules:
        raise UnknownModel(
            model_id, f"compares by rules of version {model.rules}, which an older release has"
        )
    return model


@cache
def kept_scorer(model_id: str, index_version: str, people: int) -> "Scorer":
    """Scores as they were given under a model and frequencies; raises `UnknownModel`."""
    from chalicelib.records.names.scoring import Scorer  # noqa: PLC0415 - see above
    from chalicelib.records.names.typical import TypicalFrequencies  # noqa: PLC0415 - see above

    model, file = kept_model(model_id), _file(index_version)
    if file is None:
        raise UnknownModel(model_id, f"was used with frequencies {index_version}, which are not kept here")
    return Scorer(model, TypicalFrequencies(json.loads(file.read_bytes()), people))


def scorer_of(basis: Basis) -> "Scorer":
    """As `kept_scorer`."""
    return kept_scorer(basis.model_id, basis.index_version, basis.people)


def _file(name: str) -> Path | None:
    """Names come from stored answers, so only what is listed is opened."""
    return next((file for file in FOLDER.glob("*.json") if file.stem == name), None)
