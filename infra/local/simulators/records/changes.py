"""Records that were entered or changed since the population was built, in a database of the shelf's own."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from infra.local.simulators.records.people import Entry

_TABLE = """CREATE TABLE IF NOT EXISTS change (
    id TEXT PRIMARY KEY, body TEXT NOT NULL, is_new INTEGER NOT NULL, is_indexed INTEGER NOT NULL
)"""
_KEEP = """INSERT INTO change VALUES (?, ?, ?, 0)
    ON CONFLICT (id) DO UPDATE SET body = excluded.body, is_indexed = 0"""
_OWN = "SYN-E"


class Changes:
    """Each answers only after it is on disk; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        self._store = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._store.execute("PRAGMA journal_mode = WAL")
        self._store.execute("PRAGMA synchronous = FULL")
        self._store.execute(_TABLE)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def body(self, record_id: str) -> Entry | None:
        """What was entered for a record last, unless nothing was."""
        rows = self._rows("SELECT body FROM change WHERE id = ?", record_id)
        entry: Entry | None = json.loads(rows[0][0]) if rows else None
        return entry

    def keep(self, record_id: str, entry: Entry) -> None:
        """Write an entry down, not yet indexed."""
        self._rows(_KEEP, record_id, json.dumps(entry, ensure_ascii=False), record_id.startswith(_OWN))

    def note_indexed(self, record_id: str) -> None:
        """The names index knows the entry now."""
        self._rows("UPDATE change SET is_indexed = 1 WHERE id = ?", record_id)

    def unindexed(self) -> Iterator[tuple[str, Entry]]:
        """Entries that the names index may not know."""
        for record_id, body in self._rows("SELECT id, body FROM change WHERE is_indexed = 0"):
            yield record_id, json.loads(body)

    def next_id(self) -> str:
        """An id for a new record."""
        ((known,),) = self._rows("SELECT count(*) FROM change WHERE is_new")
        return f"{_OWN}{int(known) + 1:06d}"

    def _rows(self, statement: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            found: list[tuple[str, ...]] = self._store.execute(statement, values).fetchall()
        return found
