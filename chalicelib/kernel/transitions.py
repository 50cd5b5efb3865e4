"""Life cycles as tables: which state may follow which."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import TypeVar

from chalicelib.kernel.errors import Conflict

S = TypeVar("S", bound=StrEnum)


class WrongState(Conflict):
    """The thing is not in a state in which this can be done."""


def require_transition(table: Mapping[S, AbstractSet[S]], before: S, after: S) -> S:
    """`after`, when the table allows it to follow `before`; raises `WrongState` otherwise."""
    if after not in table.get(before, frozenset()):
        message = (
            f"This can't be done now: it is '{before.value.replace('_', ' ')}'. Reload to see what happened."
        )
        raise WrongState(message)
    return after
