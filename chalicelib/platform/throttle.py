"""Counts attempts by a hashed name within a window, so that guessing stops long before it succeeds."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from chalicelib.kernel.errors import ProbityError
from chalicelib.platform import clock
from chalicelib.platform.items import ItemMap, Items, Key, Write, WriteRefused

_RACES = 8
"""How often a count is tried again when another process counts the same name at the same moment."""


class TooManyAttempts(ProbityError):  # noqa: N818 - it says what happened
    """The name or its source tried too often; nothing was tried this time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: timedelta) -> None:
        minutes = int(wait.total_seconds() // 60) + 1
        super().__init__(f"Too many attempts. Wait {minutes} minutes, then try again.")
        self.wait = wait


@dataclass(frozen=True)
class Throttle:
    """At most `limit` attempts within `window` for one name; the name itself is not stored."""

    items: Items
    scope: str
    limit: int
    window: timedelta

    def count(self, name: str) -> None:
        """Count an attempt before it is made (so that parallel ones count too); raises `TooManyAttempts`."""
        for _ in range(_RACES):
            before = self.items.get(self._key(name))
            live = _live(before)
            if live and live["count"] >= self.limit:
                raise TooManyAttempts(timedelta(seconds=live["ttl"] - _moment()))
            if self._store(name, before, self._next(live)):
                return
        raise TooManyAttempts(timedelta(minutes=1))

    def take_back(self, name: str) -> None:
        """Uncount one attempt, because it succeeded."""
        for _ in range(_RACES):
            before = _live(self.items.get(self._key(name)))
            if not before or self._store(name, before, {**before, "count": max(before["count"] - 1, 0)}):
                return

    def clear(self, name: str) -> None:
        """Forget every attempt under this name, because it succeeded."""
        self.items.write(Write(self._key(name), None))

    def _next(self, before: ItemMap | None) -> ItemMap:
        if before:
            return {**before, "count": int(before["count"] or 0) + 1}
        return {"count": 1, "ttl": _moment() + int(self.window.total_seconds())}

    def _store(self, name: str, before: ItemMap | None, after: ItemMap) -> bool:
        """Only over what was read, or over nothing: of two at one moment, one reads again."""
        equals: ItemMap = {"count": before["count"], "ttl": before["ttl"]} if before else {}
        try:
            self.items.write(Write(self._key(name), after, absent=before is None, equals=equals))
        except WriteRefused:
            return False
        return True

    def _key(self, name: str) -> Key:
        digest = hashlib.sha256(f"{self.scope}\n{name.strip().lower()}".encode()).hexdigest()
        return Key(f"throttle#{self.scope}#{digest}", "throttle")


def _live(item: dict[str, Any] | None) -> dict[str, Any] | None:
    """The item unless its window is over; the table removes it later."""
    return item if item and item["ttl"] > _moment() else None


def _moment() -> int:
    return int(clock.now().timestamp())
