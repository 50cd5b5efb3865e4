"""Reads the published log as a stranger would, and says what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chalicelib.certificates.log.errors import LogDamaged
from chalicelib.certificates.log.notes import Kind, Note, VerifierKey
from chalicelib.certificates.log.policy import Listed, Policy
from chalicelib.certificates.log.stored import CHECKPOINT, TileFiles
from chalicelib.certificates.log.tiles import HEIGHT, WIDTH, Edge, Tiles, hashes_in
from chalicelib.certificates.log.tree import HASH, Span
from chalicelib.certificates.log.watch import Finding, Watch
from chalicelib.platform.objects import ObjectMissing, Objects

_KEPT = 64
"""Tiles at hand: certificates of one time stand in few."""


@dataclass(frozen=True)
class Evidence:
    """What was seen: the published checkpoint when it can be believed, its new leaves by place, and what is wrong."""

    note: Note | None = None
    leaves: Mapping[int, bytes] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    tiles: Tiles | None = None

    @property
    def size(self) -> int:
        return self.note.checkpoint.size if self.note else 0

    def leaf(self, place: int) -> bytes | None:
        """The leaf at a place; None when the log has none or its tile is damaged."""
        if place in self.leaves:
            return self.leaves[place]
        if self.tiles is None or not 0 <= place < self.size:
            return None
        try:
            return hashes_in(self.tiles.tile(0, place >> HEIGHT))[place % WIDTH]
        except LogDamaged:
            return None

    def every_leaf(self) -> Iterator[tuple[int, bytes]]:
        """All of the log, tile by tile; raises `LogDamaged`."""
        if self.tiles:
            yield from _leaves(self.tiles, 0)


@dataclass(frozen=True)
class PublishedLog:
    """The log in the public folder, the keys that may sign it, and the witnesses that it needs."""

    files: Objects
    log_keys: Callable[[], Iterable[bytes]]
    """Public keys of use `log` in the list of keys (SubjectPublicKeyInfo, DER)."""
    policy: Policy
    origin: str
    seen_by: Callable[[Listed], str | None]
    """A witness's newest checkpoint of this log, or None when it did not say."""

    def look(self, before: Watch, *, whole: bool = False) -> Evidence:
        """The evidence, with every leaf after those of `before`, or with every leaf there is."""
        try:
            note = Note.read(self.files.get(CHECKPOINT).decode())
        except ObjectMissing:
            return Evidence(findings=(Finding(fault="checkpoint-missing"),) if before.size else ())
        except ValueError:
            return Evidence(findings=(Finding(fault="checkpoint-unreadable"),))
        if not self._signed(note):
            return Evidence(findings=(Finding(fault="checkpoint-signature"),))
        found = (
            [] if self._witnessed(note) else [Finding(fault="not-witnessed", about=str(note.checkpoint.size))]
        )
        tiles = Tiles(note.checkpoint.size, lru_cache(_KEPT)(TileFiles(self.files)))
        try:
            leaves, more = self._follow(note, tiles, before, 0 if whole else before.size)
        except LogDamaged as damaged:
            leaves, more = {}, [Finding(fault="tiles-damaged", about=damaged.what)]
        return Evidence(note, leaves, (*found, *more), tiles)

    def _follow(
        self, note: Note, tiles: Tiles, before: Watch, since: int
    ) -> tuple[dict[int, bytes], list[Finding]]:
        """From a size that was seen, leaf by leaf, to the checkpoint's root; raises `LogDamaged`."""
        size, root = note.checkpoint.size, note.checkpoint.root
        if size < before.size:
            return {}, [Finding(fault="log-shrank", about=f"{before.size} to {size}")]
        if tiles.edge().root != root:
            raise LogDamaged(f"the tiles of size {size} lead to another root")
        if tiles.hash_of(Span(0, before.size)).hex() != before.root:
            return {}, [Finding(fault="log-rewritten", about=f"below {before.size}")]
        start = Tiles(since, TileFiles(self.files)).edge() if since else Edge()
        leaves = dict(_leaves(tiles, since))
        if start.extended(list(leaves.values()))[0].root != root:
            raise LogDamaged(f"the leaves from {since} lead to another root")
        return leaves, [found for listed in self.policy.witnesses for found in self._compare(listed, tiles)]

    def _compare(self, listed: Listed, tiles: Tiles) -> list[Finding]:
        """Whether a witness saw the same log. It may be ahead: cosigned, and just being published."""
        seen = self.seen_by(listed)
        if seen is None:
            return []
        try:
            note = Note.read(seen)
            own = listed.key.signed(note) and self._signed(note)
            said = note.checkpoint
            if said.size > tiles.size:  # its tiles were written before it was asked
                tiles = Tiles(said.size, TileFiles(self.files))
            same = tiles.hash_of(Span(0, said.size)) == said.root
        except (ValueError, LogDamaged):
            own = same = False
        return [] if own and same else [Finding(fault="witness-disagrees", about=listed.name)]

    def _signed(self, note: Note) -> bool:
        keys = (VerifierKey(self.origin, Kind.LOG, key[-HASH:]) for key in self.log_keys())
        try:
            return note.checkpoint.origin == self.origin and any(key.signed(note) for key in keys)
        except ValueError:
            return False

    def _witnessed(self, note: Note) -> bool:
        try:
            return self.policy.met_by(note)
        except ValueError:
            return False


def _leaves(tiles: Tiles, since: int) -> Iterator[tuple[int, bytes]]:
    for number in range(since >> HEIGHT, -(-tiles.size >> HEIGHT)):
        for place, leaf in enumerate(hashes_in(tiles.tile(0, number)), start=number << HEIGHT):
            if place >= since:
                yield place, leaf
