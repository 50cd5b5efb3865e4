"""The scoring model: levels of agreement, their probabilities and words, from a file that training writes."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from chalicelib.kernel.models import Model

FOLDER = Path(__file__).parent / "model"


class Level(Model):
    """One level of agreement of one field, best first within its field."""

    name: str
    text: str
    """In words, for the officer."""
    m: float = Field(gt=0, lt=1)
    """How often a person and their own record agree so."""
    u: float = Field(gt=0, le=1)
    """How often strangers do; where the value's own frequency counts, the least that is assumed."""
    borne: float = Field(default=0.0, ge=0, le=1)
    """Of words that differ so, how many are names that people bear, and not slips of the pen."""
    ways: float = Field(default=1.0, ge=1)
    """In how many ways, about, one word is written so."""
    by_hand: str = ""
    """What of this was not learnt, and why."""


class Bands(Model):
    """Bits from which a candidate is possible, or strong."""

    possible: float
    strong: float


class ScoringModel(Model):
    """Everything that a score depends on besides the frequencies; `id` is a hash of all of it."""

    id: str
    trained: str
    """How, on what and with what."""
    rules: int
    """Version of the code that compares: raised when the same levels come to be given to other values."""
    bands: Bands
    costs: dict[str, float]
    """Bits that an unusual way of agreeing costs: names exchanged, a middle name used, one part of a surname."""
    fields: dict[str, tuple[Level, ...]]

    def level(self, field: str, name: str) -> Level:
        """A level by name; raises `KeyError`."""
        for level in self.fields[field]:
            if level.name == name:
                return level
        raise KeyError(f"{field} has no level {name}")


def model_id(body: Mapping[str, Any]) -> str:
    """The id that a model has by its content; a test holds the file to it."""
    content = {name: value for name, value in body.items() if name not in {"id", "trained"}}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return f"names-{digest[:12]}"


@cache
def default_model() -> ScoringModel:
    """The model that ships."""
    return read_model(FOLDER / "model.json")


def read_model(file: Path) -> ScoringModel:
    """A model from its file; raises pydantic's `ValidationError` when it is not one."""
    return ScoringModel.model_validate(json.loads(file.read_text("utf-8")))
