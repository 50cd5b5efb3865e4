"""A table in memory with the semantics of `platform.items.DynamoItems`."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.platform.items import Key, Page, Write, WriteRefused


class MemoryItems:
    """`Items` in a dictionary. `refuse_next` lets a test cut the power: the next write raises it, unwritten."""

    def __init__(self) -> None:
        self.rows: dict[Key, dict[str, Any]] = {}
        self.refuse_next: Exception | None = None
        self.writes = 0
        self._lock = threading.RLock()

    def get(self, key: Key) -> dict[str, Any] | None:
        with self._lock:
            row = self.rows.get(key)
            return dict(row) if row else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        with self._lock:
            return {key: dict(self.rows[key]) for key in keys if key in self.rows}

    def write(self, *writes: Write) -> None:
        with self._lock:
            if self.refuse_next:
                error, self.refuse_next = self.refuse_next, None
                raise error
            for index, write in enumerate(writes):
                self._check(index, write)
            for write in writes:
                self._apply(write)
            self.writes += 1

    def add(self, key: Key, amount: int, ttl: int) -> int:
        with self._lock:
            count = int(self.rows.get(key, {}).get("count", 0)) + amount
            self.rows[key] = {"pk": key.pk, "sk": key.sk, "count": count, "ttl": ttl}
            return count

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str | None = None,
        limit: int = 100,
        after: Mapping[str, str] | None = None,
        newest_first: bool = False,
        only: Sequence[str] = (),
    ) -> Page:
        names = (f"{index or ''}pk", f"{index or ''}sk")
        with self._lock:
            found = [row for row in self.rows.values() if row.get(names[0]) == pk]
        found = [row for row in found if str(row.get(names[1], "")).startswith(prefix)]
        found.sort(key=lambda row: (row[names[1]], row["pk"], row["sk"]), reverse=newest_first)
        if after:
            keys = [(row["pk"], row["sk"]) for row in found]
            found = found[keys.index((after["pk"], after["sk"])) + 1 :]
        page = [dict(row) for row in found[:limit]]
        more = len(found) > limit
        last = {name: page[-1][name] for name in {"pk", "sk", *names}} if more else None
        if only:
            page = [{name: row[name] for name in only if name in row} for row in page]
        return Page(page, last)

    def count(self, pk: str, *, index: str | None = None) -> int:
        return sum(1 for row in self.rows.values() if row.get(f"{index or ''}pk") == pk)

    def scan(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            rows = [dict(row) for row in self.rows.values()]
        yield from rows

    def _check(self, index: int, write: Write) -> None:
        existing = self.rows.get(write.key)
        if write.absent and existing is not None:
            raise WriteRefused(index, existing)
        if any((existing or {}).get(name) != value for name, value in write.equals.items()):
            raise WriteRefused(index, existing or {})

    def _apply(self, write: Write) -> None:
        if write.item is None:
            self.rows.pop(write.key, None)
        else:
            kept = {name: value for name, value in write.item.items() if value is not None}
            self.rows[write.key] = kept | {"pk": write.key.pk, "sk": write.key.sk}
