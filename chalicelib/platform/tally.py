"""Counts by day of what happened: numbers that staff may see, of nothing and nobody in particular."""

import secrets
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
            key = Key(self._pk, f"{clock.now().date()}#{secrets.randbelow(_SHARDS):02}")
            before = self.items.get(key)
            count = before["count"] if before else 0
            after = {"count": count + 1, "ttl": int((clock.now() + KEPT).timestamp())}
            equals = {"count": count} if before else {}
            try:
                self.items.write(Write(key, after, absent=before is None, equals=equals))
            except WriteRefused:
                continue
            return

    def days(self, count: int) -> dict[date, int]:
        """The last days (UTC) with their counts, today first."""
        today = clock.now().date()
        counts = {today - timedelta(days=back): 0 for back in range(count)}
        for item in self.items.query(self._pk, newest_first=True, limit=count * _SHARDS).items:
            day = date.fromisoformat(item["sk"].partition("#")[0])
            if day in counts:
                counts[day] += item["count"]
        return counts

    @property
    def _pk(self) -> str:
        return f"tally#{self.name}"
