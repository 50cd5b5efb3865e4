"""The base of every stored or exchanged model."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen data that refuses unknown fields, so that a misspelt one is never lost in silence."""

    # Validators are built when a model is first used: a function starts without those it never meets.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)
