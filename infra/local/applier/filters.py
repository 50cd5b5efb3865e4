"""Event patterns as event sources use them, for the operators that our template needs."""

import json
from collections.abc import Callable, Mapping
from typing import Any


class UnknownOperatorError(Exception):
    """A pattern uses an operator that the local poller could not honour."""


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": lambda value, wanted: isinstance(value, str) and value.startswith(wanted),
    "suffix": lambda value, wanted: isinstance(value, str) and value.endswith(wanted),
    "exists": lambda value, wanted: (value is not None) == wanted,
    "anything-but": lambda value, wanted: value not in (wanted if isinstance(wanted, list) else [wanted]),
}


def read_pattern(text: str) -> dict[str, Any]:
    """A pattern from its JSON. Raises UnknownOperatorError for an operator that is not known here."""
    pattern: dict[str, Any] = json.loads(text)
    _check(pattern)
    return pattern


def _check(pattern: Any) -> None:
    for wanted in pattern.values():
        if isinstance(wanted, dict):
            _check(wanted)
            continue
        for alternative in wanted:
            if isinstance(alternative, dict) and not set(alternative) <= set(_OPERATORS):
                raise UnknownOperatorError(f"The local poller does not know the operator {alternative}.")


def matches(pattern: Mapping[str, Any], value: Any) -> bool:
    """Whether an event has every field of the pattern with one of its alternatives."""
    return all(
        _field(wanted, value.get(name) if isinstance(value, dict) else None)
        for name, wanted in pattern.items()
    )


def _field(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        return matches(wanted, value)
    return any(_alternative(one, value) for one in wanted)


def _alternative(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, dict):
        return all(_OPERATORS[name](value, argument) for name, argument in wanted.items())
    return bool(wanted == value)
