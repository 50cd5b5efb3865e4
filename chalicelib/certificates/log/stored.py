"""The log's files in the public bucket: tiles that never change, and the head that says what was taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.certificates.log.errors import LogDamaged
from chalicelib.certificates.log.tiles import FULL, Tile
from chalicelib.certificates.log.tree import EMPTY, HASH
from chalicelib.certificates.models import Hex32
from chalicelib.kernel.models import Model
from chalicelib.platform.log import logger
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects

PREFIX = "log/"
HEAD = f"{PREFIX}head"
CHECKPOINT = f"{PREFIX}checkpoint"
BINARY = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"


class Head(Model):
    """What the log has taken in: its size and root, and the leaves of the last step, whose tiles may be missing."""

    format: Literal["probity-log-head/1"] = "probity-log-head/1"
    size: Annotated[int, Field(ge=0)] = 0
    root: Hex32 = EMPTY.hex()
    added: tuple[Hex32, ...] = ()


@dataclass(frozen=True)
class TileFiles:
    """Tiles by name. `known` are those at hand, which are not read again."""

    files: Objects
    known: Mapping[Tile, bytes] = field(default_factory=dict)

    def __call__(self, tile: Tile) -> bytes:
        """A tile's hashes; raises `LogDamaged` when it is missing or of another length."""
        body = self.known.get(tile)
        if body is None:
            body = self._read(tile)
        if len(body) != tile.width * HASH:
            raise LogDamaged(f"{tile.path} has {len(body)} bytes")
        return body

    def _read(self, tile: Tile) -> bytes:
        try:
            return self.files.get(PREFIX + tile.path)
        except ObjectMissing:
            return self._from_full(tile)

    def _from_full(self, tile: Tile) -> bytes:
        """A partial tile out of the full one, which may have taken its place (C2SP tlog-tiles)."""
        full = Tile(tile.level, tile.number)
        try:
            body = self.files.get(PREFIX + full.path)
        except ObjectMissing:
            raise LogDamaged(f"{tile.path} is missing") from None
        return body[: tile.width * HASH] if len(body) == FULL else b""

    def write(self, tiles: Mapping[Tile, bytes]) -> None:
        """Put tiles that no checkpoint covers yet; a half-written one is put right."""
        for tile, body in tiles.items():
            try:
                self.files.put_once(PREFIX + tile.path, body, BINARY)
            except ObjectExists:
                self._settle(tile, body)

    def _settle(self, tile: Tile, body: bytes) -> None:
        there, etag = self.files.get_with_etag(PREFIX + tile.path)
        if there != body:
            logger().error("log tile put right", extra={"tile": tile.path, "bytes": len(there)})
            self.files.replace(PREFIX + tile.path, body, BINARY, etag=etag)
