"""Counts by day of what happened: numbers that staff may see, of nothing and nobody in particular."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key, Write, WriteRefused

KEPT = timedelta(days=92)
_SHARDS = 16
"""Items that share a day's count, so that a storm of tries seldom meets itself."""
_RACES = 8


@dataclass(frozen=True)
class Tally:
    """What of one kind happened on each day."""

    items: Items
    name: str

    def add(self) -> None:
        """Count one. In a storm a few may go uncounted rather than keep anybody waiting."""
        for _ in range(_RACES):
            key = Key(self._pk(clock.now().date()), f"shard#{secrets.randbelow(_SHARDS)}")
            before = self.items.get(key)
            count = before["count"] if before else 0
            after = {"count": count + 1, "ttl": int((clock.now() + KEPT).timestamp())}
            equals = {"count": count} if before else {}
            try:
                self.items.write(Write(key, after, absent=before is None, equals=equals))
            except WriteRefused:
                continue
            return

    def days(self, count: int) -> Iterator[tuple[date, int]]:
        """The last days with their counts, today first."""
        today = clock.now().date()
        for back in range(count):
            day = today - timedelta(days=back)
            yield day, sum(int(item["count"]) for item in self.items.query(self._pk(day)).items)

    def _pk(self, day: date) -> str:
        return f"tally#{self.name}#{day}"
