"""The simulator's store: people in SQLite, built once for a format, a seed and a size, and searched by keys.

What clients enter lies in memory above it and is gone with the process.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.kernel.partial_dates import PartialDate
from infra.local.simulators.records.likeness import dates_alike, names_alike, plain, sound
from infra.local.simulators.records.people import Entry
from infra.local.simulators.records.population import FORMAT, population

SEED = 2025
MOST_MATCHES = 20
"""As many as a PNC names enquiry gives."""
_TABLES = """
CREATE TABLE person (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, body TEXT NOT NULL);
CREATE TABLE key (key TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Found:
    """The best matches, and how many there were before the limit."""

    people: list[dict[str, Any]]
    total: int


def prepare(folder: Path, people: int, seed: int = SEED) -> Path:
    """The store's file, built if it is not there; two that build at once do not disturb each other."""
    file = folder / f"people-{FORMAT}-{seed}-{people}.sqlite"
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{file.name}.{os.getpid()}-{threading.get_ident()}"
    draft.unlink(missing_ok=True)
    _build(draft, population(people, seed))
    draft.replace(file)
    return file


def _build(file: Path, entries: Iterator[Entry]) -> None:
    store = sqlite3.connect(file)
    try:
        store.executescript(_TABLES)
        for number, entry in enumerate(entries):
            row = (number, entry["person"]["id"], json.dumps(entry, ensure_ascii=False))
            store.execute("INSERT INTO person VALUES (?, ?, ?)", row)
            store.executemany(
                "INSERT INTO key VALUES (?, ?)", [(k, number) for k in _keys_of(entry["person"])]
            )
        store.commit()
    finally:
        store.close()


class Moved(Exception):  # noqa: N818 - the record moved on
    """The version that an entry names is not the present one."""


class Duplicate(Exception):  # noqa: N818 - the person is there
    """Somebody has this PNCID already."""


class Shelf:
    """Reads a store, with what was entered since; safe to share between threads."""

    def __init__(self, file: Path) -> None:
        self.name = file.stem
        self._store = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._entered: dict[str, Entry] = {}

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def size(self) -> int:
        """How many people there are."""
        return int(self._rows("SELECT count(*) FROM person")[0][0])

    def person(self, person_id: str) -> Entry | None:
        """A person with their history, or None."""
        if entered := self._entered.get(person_id):
            return entered
        rows = self._rows("SELECT body FROM person WHERE id = ?", person_id)
        return json.loads(rows[0][0]) if rows else None

    def person_by_pncid(self, pncid: str) -> Entry | None:
        """The person with a canonical PNCID, or None."""
        for entry in self._entered.values():
            if entry["person"]["longPersonUrn"] == pncid:
                return entry
        held = "json_extract(body, '$.person.longPersonUrn')"
        rows = self._rows(f"SELECT id FROM person WHERE {held} = ?", pncid)  # noqa: S608 - no input in the text
        return self.person(rows[0][0]) if rows else None

    def enter(self, entry: Entry) -> Entry:
        """Keep a new person, under an id of the shelf's own; raises `Duplicate`."""
        pncid = entry["person"].get("longPersonUrn")
        if pncid and self.person_by_pncid(pncid):
            raise Duplicate
        with self._lock:
            return self._keep(entry, f"SYN-E{len(self._entered) + 1:06d}", 1)

    def replace(self, person_id: str, entry: Entry) -> Entry | None:
        """Keep a person as they shall be, one version on; None when there is none, `Moved` for an older version."""
        present = self.person(person_id)
        if present is None:
            return None
        with self._lock:
            version = self._entered.get(person_id, present)["person"]["version"]
            if entry["person"]["version"] != version:
                raise Moved
            return self._keep(entry, person_id, version + 1)

    def _keep(self, entry: Entry, person_id: str, version: int) -> Entry:
        person = {**entry["person"], "id": person_id, "version": version}
        self._entered[person_id] = {**entry, "person": person}
        return self._entered[person_id]

    def search(self, asked: dict[str, Any], limit: int = MOST_MATCHES) -> Found:
        """Everybody whose name sounds or looks like the one asked for and whose birth date is near; best first."""
        keys = list(_keys(asked["forenames"], asked["surname"], [asked["dateOfBirth"]]))
        marks = ",".join("?" * len(keys))
        rows = self._rows(
            f"SELECT body FROM person WHERE number IN (SELECT number FROM key WHERE key IN ({marks}))",  # noqa: S608
            *keys,
        )
        stored = [json.loads(body)["person"] for (body,) in rows]
        people = [person for person in stored if person["id"] not in self._entered]
        people += [entry["person"] for entry in self._entered.values()]
        if within := asked.get("within"):
            people = [person for person in people if _is_within(within, person)]
        scored = [(score, person["id"], person) for person in people if (score := _score(asked, person)) > 0]
        scored.sort(key=lambda item: (-item[0], item[1]))
        return Found([person for _, _, person in scored[:limit]], len(scored))

    def _rows(self, statement: str, *values: str) -> list[Any]:
        with self._lock:
            return self._store.execute(statement, values).fetchall()


def _is_within(within: dict[str, Any], person: dict[str, Any]) -> bool:
    """Whether the person belongs to the part to which a question is narrowed."""
    if within.get("sex") and within["sex"] != person["sex"]:
        return False
    if not person["datesOfBirth"]:
        return bool(within.get("undated"))
    first, last = date.fromisoformat(within["bornFrom"]), date.fromisoformat(within["bornTo"])
    return any(PartialDate(born).may_lie_within(first, last) for born in person["datesOfBirth"])


def _keys_of(person: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for name in person["names"]:
        found |= _keys(name["forenames"], name["surname"], person["datesOfBirth"])
    return found


def _keys(forenames: str, surname: str, birth_dates: list[str]) -> set[str]:
    """Each word by its sound, and each whole birth date with day and month in either order."""
    words = {f"n:{sound(word)}" for word in plain(f"{forenames} {surname}").split()}
    dates = {
        f"d:{year}:{min(rest)}:{max(rest)}" for year, *rest in (d.split("-") for d in birth_dates) if rest
    }
    return words | dates


def _score(asked: dict[str, str], person: dict[str, Any]) -> float:
    """Likeness, or 0 for somebody who is not a candidate: with the same birth date one name is enough."""
    born = max((dates_alike(asked["dateOfBirth"], held) for held in person["datesOfBirth"]), default=0.5)
    if not born:
        return 0.0
    wanted = (plain(asked["forenames"]), plain(asked["surname"]))
    surname, forenames = max(
        (names_alike(wanted, (plain(n["forenames"]), plain(n["surname"]))) for n in person["names"]), key=sum
    )
    enough = max(surname, forenames) if born == 1 else min(surname, forenames)
    if not enough:
        return 0.0
    differs = {asked.get("sex", "U"), person["sex"]} == {"M", "F"}
    return 2 * surname + forenames + 3 * born - (1.0 if differs else 0.0)
