"""Where fingerprints of files are kept, so that a file which was used before is met again.

An item lies under each fingerprint and names its use by ids alone; a list beside the application names its items,
so that they are erased with it. Keys hold hashes: the number of a passport would otherwise stand in them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.documents.models import Signal
from chalicelib.documents.signals.likeness import ALIKE, Likeness
from chalicelib.platform.items import Items, Key, Write

SAME_FILE, SAME_PIXELS, SAME_NUMBER, ALIKE_PHOTO = "file", "pixels", "number", "photo"
_AT_ONCE = 8
_NEWEST = 100
"""Uses of one fingerprint that are looked at, so that a page which everybody sends costs no more than another."""


@dataclass(frozen=True)
class Use:
    """One file of one application."""

    application_id: str
    document_id: str
    at: datetime


@dataclass(frozen=True)
class Prints:
    """The fingerprints of a file: exact ones by their kind, and what a photograph looks like, whole and cut."""

    exact: Mapping[str, str]
    photos: tuple[Likeness, ...] = ()
    changed: tuple[Likeness, ...] = ()
    """The photograph as a copy may show it: kept, so that the copy is met, and not looked for."""

    @property
    def keys(self) -> Iterator[tuple[str, str]]:
        """Kind and partition of each that is looked for."""
        yield from ((kind, f"print#{kind}#{_hashed(kind, value)}") for kind, value in self.exact.items())
        yield from _partitions(self.photos)

    @property
    def kept(self) -> Iterator[str]:
        """The partition of each that is kept."""
        yield from dict.fromkeys(pk for _, pk in (*self.keys, *_partitions(self.changed)))

    def are_alike(self, fine: str) -> bool:
        """Whether one of the photographs is a copy of one of those whose fine hashes are listed."""
        others = [int(each, 16) for each in fine.split()]
        return any(photo.distance(other) <= ALIKE for photo in self.photos for other in others)


@dataclass(frozen=True)
class Fingerprints:
    """The store. What is done twice changes nothing."""

    items: Items

    def keep(self, use: Use, prints: Prints) -> None:
        """Note a use under every fingerprint of its file, and the list of them beside its application."""
        place = f"{use.at.isoformat()}#{use.document_id}"
        own = {"application_id": use.application_id, "document_id": use.document_id}
        fine = {"fine": " ".join(f"{photo.fine:x}" for photo in (*prints.photos, *prints.changed))}
        keys = [Key(pk, place) for pk in prints.kept]
        noted = [Write(key, {**own, **(fine if ALIKE_PHOTO in key.pk else {})}) for key in keys]
        listed = json.dumps([[key.pk, key.sk] for key in keys])
        beside = Write(Key(_beside(use.application_id), f"of#{use.document_id}"), {"body": listed})
        self.items.write(*noted, beside)

    def met(self, use: Use, prints: Prints) -> dict[str, list[Use]]:
        """Uses by other applications, by the first kind of fingerprint that they share."""
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
            answers = list(pool.map(lambda key: (key[0], self._under(key[1])), prints.keys))
        found: dict[str, list[Use]] = {}
        seen = {use.document_id}
        for kind, rows in answers:
            for row in rows:
                other = _use(row)
                if other.application_id == use.application_id or other.document_id in seen:
                    continue
                if kind == ALIKE_PHOTO and not prints.are_alike(row["fine"]):
                    continue
                seen.add(other.document_id)
                found.setdefault(kind, []).append(other)
        return found

    def tell(self, use: Use, signal: Signal) -> None:
        """Lay a signal beside a document that came earlier than what it is about."""
        about = f"met#{use.document_id}#{signal.code}#{signal.values.get('document', '')}"
        self.items.write(Write(Key(_beside(use.application_id), about), {"body": signal.model_dump_json()}))

    def told(self, application_id: str) -> dict[str, tuple[Signal, ...]]:
        """What was laid beside an application's documents, by document id."""
        found: dict[str, tuple[Signal, ...]] = {}
        for row in self.items.query(_beside(application_id), prefix="met#").items:
            document_id = str(row["sk"]).split("#")[1]
            found[document_id] = (
                *found.get(document_id, ()),
                Signal.model_validate_json(row["body"]),
            )
        return found

    def forget(self, application_id: str) -> None:
        """Remove everything that was kept of an application's files."""
        pk = _beside(application_id)
        for row in self._all(pk):
            for listed in json.loads(row["body"]) if row["sk"].startswith("of#") else ():
                self.items.write(Write(Key(*listed), None))
            self.items.write(Write(Key(pk, row["sk"]), None))

    def _under(self, pk: str) -> list[dict[str, Any]]:
        return self.items.query(pk, limit=_NEWEST, newest_first=True).items

    def _all(self, pk: str) -> Iterable[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        after: Mapping[str, str] | None = None
        while True:
            page = self.items.query(pk, after=after)
            rows += page.items
            after = page.next_key
            if after is None:
                return rows


def _partitions(photos: Iterable[Likeness]) -> Iterator[tuple[str, str]]:
    bands = dict.fromkeys(band for photo in photos for band in photo.bands)
    return ((ALIKE_PHOTO, f"print#{ALIKE_PHOTO}#{band}") for band in bands)


def _beside(application_id: str) -> str:
    return f"prints#{application_id}"


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\n{value}".encode()).hexdigest()


def _use(row: Mapping[str, Any]) -> Use:
    at = datetime.fromisoformat(str(row["sk"]).partition("#")[0])
    return Use(str(row["application_id"]), str(row["document_id"]), at)
