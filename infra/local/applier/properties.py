"""A resource's properties, read one by one: what nobody read is refused, never dropped."""

from collections.abc import Callable
from typing import Any

_REQUIRED = object()


class UnknownPropertyError(Exception):
    """A resource has a property that the local applier does not carry over to the embedded stack."""


class Properties:
    """Resolved properties of one resource or of a part of it."""

    def __init__(self, where: str, values: dict[str, Any]) -> None:
        """`where` names the place in messages, such as `IntakeQueue`."""
        self._where = where
        self._left = dict(values)
        self._parts: list[Properties] = []

    def take(self, name: str, default: Any = _REQUIRED) -> Any:
        """Read a property; raises UnknownPropertyError when a required one is missing."""
        if name in self._left:
            return self._left.pop(name)
        if default is _REQUIRED:
            raise UnknownPropertyError(f"{self._where} lacks {name}.")
        return default

    def has(self, name: str) -> bool:
        """Whether a property is still unread."""
        return name in self._left

    def names(self) -> list[str]:
        """Names that are still unread."""
        return list(self._left)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read a truth value, which YAML may have left as a word."""
        return str(self.take(name, default)).lower() == "true"

    def part(self, name: str) -> "Properties":
        """Read a nested object, property by property; an absent one is empty."""
        return self._nested(name, self.take(name, {}))

    def parts(self, name: str) -> list["Properties"]:
        """Read a list of nested objects."""
        return [self._nested(f"{name}[{i}]", v) for i, v in enumerate(self.take(name, []))]

    def renamed(self, names: dict[str, str], convert: Callable[[Any], Any] = lambda v: v) -> dict[str, Any]:
        """Those of `names` that are present, under the API's names."""
        return {api: convert(self.take(ours)) for ours, api in names.items() if self.has(ours)}

    def given(self, *names: str) -> dict[str, Any]:
        """Those of `names` that are present, as they are."""
        return self.renamed({n: n for n in names})

    def finish(self) -> None:
        """Raise UnknownPropertyError if anything was not read."""
        for part in self._parts:
            part.finish()
        if self._left:
            raise UnknownPropertyError(
                f"{self._where} has {', '.join(sorted(self._left))}, which infra/local/applier does not apply."
            )

    def _nested(self, name: str, values: dict[str, Any]) -> "Properties":
        part = Properties(f"{self._where}.{name}", values)
        self._parts.append(part)
        return part
