"""The base of every stored or exchanged model."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen data that refuses unknown fields, so that a misspelt one is never lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
