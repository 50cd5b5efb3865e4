"""Appends leaves to the log: taken in by one conditional put, then tiles, then the cosigned checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import ValidationError

from chalicelib.certificates.log.errors import LogBusy, LogDamaged, Overtaken, WitnessesMissing
from chalicelib.certificates.log.notes import Checkpoint, Kind, Note, VerifierKey
from chalicelib.certificates.log.stored import BINARY, CHECKPOINT, HEAD, TEXT, Head, TileFiles
from chalicelib.certificates.log.tiles import HEIGHT, Edge, Tile, Tiles, hashes_in
from chalicelib.certificates.log.tree import HASH, Span
from chalicelib.certificates.log.witnessing import Witnesses
from chalicelib.certificates.models import LogEntry
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer

_ATTEMPTS = 20


class _Taken(NamedTuple):
    """The tree as taken in, and the tiles of its last step."""

    edge: Edge
    made: Mapping[Tile, bytes]


class _Published(NamedTuple):
    """The published checkpoint, or None, and the mark that its replacement must name."""

    note: Note | None
    etag: str | None

    @property
    def size(self) -> int:
        return self.note.checkpoint.size if self.note else 0


@dataclass
class Log:
    """The log in the public bucket. `origin` is its name, `key_id` its key (docs/formats/log.md)."""

    files: Objects
    signer: Signer
    key_id: str
    origin: str
    witnesses: Witnesses
    _last: _Taken = field(default=_Taken(Edge(), {}), repr=False)
    _key: VerifierKey | None = field(default=None, repr=False)

    def size(self) -> int:
        """How many leaves were taken in: a leaf that is made now can't stand below."""
        return self._head()[0].size

    def append(self, leaf: bytes, since: int = 0) -> LogEntry:
        """The leaf's place under a cosigned checkpoint, and the proof; errors as `append_all`."""
        return self.append_all([leaf], since)[0]

    def append_all(self, leaves: Sequence[bytes], since: int = 0) -> list[LogEntry]:
        """Each leaf's entry, in order; none is ever taken in twice. They are looked for from place `since` on.

        Raises `LogBusy` when others keep writing, `SigningRefused`, `WitnessesMissing`, and `LogDamaged` when
        the files contradict each other. After any of them trying again goes on where this attempt stopped.
        """
        if not leaves:
            return []
        for _ in range(_ATTEMPTS):
            try:
                return self._attempt(leaves, since)
            except Overtaken:
                continue
        raise LogBusy("The certificate log is busy. The certificate will be finished soon.")

    def _attempt(self, leaves: Sequence[bytes], since: int) -> list[LogEntry]:
        before = self._checkpoint()  # first: no head that is read later can be smaller
        taken, places = self._take_in(leaves, since, before)
        self._last = _Taken(taken.edge, {})
        tiles = self._tiles(taken)
        note = self._published(tiles, taken.edge, before, needed=max(places.values()) + 1)
        if note.checkpoint.size != tiles.size:
            tiles = Tiles(note.checkpoint.size, tiles.read)
        checkpoint = str(note)
        return [_entry(tiles, places[leaf], checkpoint) for leaf in leaves]

    def _take_in(
        self, leaves: Sequence[bytes], since: int, before: _Published
    ) -> tuple[_Taken, dict[bytes, int]]:
        head, etag = self._head()
        if max(since, before.size) > head.size:
            raise LogDamaged(f"it had {max(since, before.size)} leaves and now has {head.size}")
        taken = self._taken(head)
        _require_extends(before, self._tiles(taken))
        TileFiles(self.files).write(taken.made)
        places = self._find(set(leaves), since, taken)
        missing = [leaf for leaf in dict.fromkeys(leaves) if leaf not in places]
        if missing:
            taken = _Taken(*taken.edge.extended(missing))
            self._replace(HEAD, _head_of(taken.edge, missing).model_dump_json(), BINARY, etag)
            TileFiles(self.files).write(taken.made)
            places |= {leaf: head.size + count for count, leaf in enumerate(missing)}
        return taken, places

    def _taken(self, head: Head) -> _Taken:
        """The tree of a head, from memory or from its tiles; raises `LogDamaged` when the root is another."""
        if self._last.edge.size == head.size and self._last.edge.root.hex() == head.root:
            return self._last
        before = Tiles(head.size - len(head.added), TileFiles(self.files)).edge()
        taken = _Taken(*before.extended([bytes.fromhex(leaf) for leaf in head.added]))
        if taken.edge.root.hex() != head.root:
            raise LogDamaged("the tiles lead to another root than the head's")
        return taken

    def _find(self, wanted: set[bytes], since: int, taken: _Taken) -> dict[bytes, int]:
        tiles = self._tiles(taken)
        found: dict[bytes, int] = {}
        for number in range(since >> HEIGHT, -(-tiles.size >> HEIGHT)):
            for place, leaf in enumerate(hashes_in(tiles.tile(0, number)), start=number << HEIGHT):
                if leaf in wanted:
                    found.setdefault(leaf, place)
        return found

    def _published(self, tiles: Tiles, edge: Edge, before: _Published, needed: int) -> Note:
        """The published checkpoint when it covers `needed` leaves, or a new one over all that was taken in."""
        if before.note and before.size >= needed and self._is_sound(before.note):
            return before.note
        try:
            note = self.witnesses.cosigned(self._signed(edge), tiles, before.note)
        except WitnessesMissing:
            if self._checkpoint().etag != before.etag or self.size() > edge.size:
                raise Overtaken from None
            raise
        self._replace(CHECKPOINT, str(note), TEXT, before.etag)
        return note

    def _is_sound(self, note: Note) -> bool:
        """Whether a published checkpoint can stand in a proof: by our present key, and witnessed."""
        try:
            return self._verifier_key().signed(note) and self.witnesses.policy.met_by(note)
        except ValueError:
            return False

    def _signed(self, edge: Edge) -> Note:
        checkpoint = Checkpoint(self.origin, edge.size, edge.root)
        signature = self.signer.sign_raw(self.key_id, checkpoint.text.encode(), "ED25519_SHA_512")
        return Note(checkpoint.text, (self._verifier_key().stamp(signature),), checkpoint)

    def _verifier_key(self) -> VerifierKey:
        if self._key is None:
            self._key = VerifierKey(self.origin, Kind.LOG, self.signer.public_key(self.key_id)[-HASH:])
        return self._key

    def _tiles(self, taken: _Taken) -> Tiles:
        at_hand = {
            Tile(level, taken.edge.size >> HEIGHT * (level + 1), len(row) // HASH): row
            for level, row in enumerate(taken.edge.rows)
            if row
        }
        return Tiles(taken.edge.size, TileFiles(self.files, {**taken.made, **at_hand}))

    def _head(self) -> tuple[Head, str | None]:
        try:
            body, etag = self.files.get_with_etag(HEAD)
        except ObjectMissing:
            return Head(), None
        try:
            return Head.model_validate_json(body), etag
        except ValidationError:
            raise LogDamaged("its head can't be read") from None

    def _checkpoint(self) -> _Published:
        try:
            body, etag = self.files.get_with_etag(CHECKPOINT)
            return _Published(Note.read(body.decode()), etag)
        except ObjectMissing:
            return _Published(None, None)
        except ValueError:
            raise LogDamaged("its checkpoint can't be read") from None

    def _replace(self, key: str, body: str, content_type: str, etag: str | None) -> None:
        try:
            self.files.replace(key, body.encode(), content_type, etag=etag)
        except ObjectExists:
            raise Overtaken from None


def _require_extends(before: _Published, tiles: Tiles) -> None:
    """A log never signs what contradicts what it signed before (C2SP tlog-checkpoint)."""
    if before.note and tiles.hash_of(Span(0, before.size)) != before.note.checkpoint.root:
        raise LogDamaged("its tiles contradict the published checkpoint")


def _entry(tiles: Tiles, place: int, checkpoint: str) -> LogEntry:
    path = tuple(value.hex() for value in tiles.inclusion(place))
    return LogEntry(index=place, proof=path, checkpoint=checkpoint)


def _head_of(edge: Edge, added: Sequence[bytes]) -> Head:
    return Head(size=edge.size, root=edge.root.hex(), added=tuple(leaf.hex() for leaf in added))
