"""The tree in tiles of 256 hashes (C2SP tlog-tiles): their names, what an append adds, and reading from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from chalicelib.certificates.log import tree
from chalicelib.certificates.log.tree import HASH, Complete, Span

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH
"""Bytes of a full tile."""
_GROUP = 1000
_PATH = re.compile(r"tile/([0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """The `number`-th tile of a level, `width` hashes wide (256 when it is full)."""

    level: int
    number: int
    width: int = WIDTH

    @classmethod
    def read(cls, path: str) -> Self:
        """The tile at a path; raises `ValueError` unless it is the path of one."""
        found = _PATH.fullmatch(path)
        if not found:
            raise ValueError("not a tile")
        tile = cls(int(found[1]), int(found[2].replace("x", "").replace("/", "")), int(found[3] or WIDTH))
        if tile.path != path:
            raise ValueError("not a tile's one path")
        return tile

    def within(self, size: int) -> bool:
        """Whether a tree of `size` leaves has as much of it."""
        return self.number * WIDTH + self.width <= size >> HEIGHT * self.level

    @property
    def path(self) -> str:
        """Below the log's prefix: `tile/<L>/<N>`, and `.p/<W>` for a partial one."""
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{_grouped(self.number)}{partial}"


@dataclass(frozen=True)
class Edge:
    """The right edge of a tree of `size` leaves: the partial tile of every level, all that an append needs."""

    size: int = 0
    rows: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The tree's root."""
        return tree.fold([part for row in reversed(self.rows) for part in _complete_parts(row)])

    def extended(self, leaves: Sequence[bytes]) -> tuple[Edge, dict[Tile, bytes]]:
        """The edge after `leaves`, and every tile that is new or wider than before."""
        made: dict[Tile, bytes] = {}
        rows: list[bytes] = []
        grown = b"".join(leaves)
        while grown or len(rows) < len(self.rows):
            level = len(rows)
            before = self.rows[level] if level < len(self.rows) else b""
            row, grown = _cut(before + grown, Tile(level, self.size >> HEIGHT * (level + 1)), made, grown)
            rows.append(row)
        return Edge(self.size + len(leaves), tuple(rows)), made


@dataclass(frozen=True)
class Tiles:
    """A tree of `size` leaves, read tile by tile. `read` gives a tile's bytes, whole and of the right length."""

    size: int
    read: Callable[[Tile], bytes]
    _known: dict[Complete, bytes] = field(default_factory=dict, compare=False, repr=False)
    _spans: dict[Span, bytes] = field(default_factory=dict, compare=False, repr=False)

    def tile(self, level: int, number: int) -> bytes:
        """The tile as wide as this tree has it."""
        return self.read(Tile(level, number, min(WIDTH, (self.size >> HEIGHT * level) - number * WIDTH)))

    def hash(self, part: Complete) -> bytes:
        """The hash of a complete subtree of this tree."""
        known = self._known.get(part)
        if known is None:
            self._known[part] = known = self._hash(part)
        return known

    def _hash(self, part: Complete) -> bytes:
        level, within = divmod(part.level, HEIGHT)
        if within:
            left = Complete(part.level - 1, 2 * part.number)
            return tree.node(self.hash(left), self.hash(left._replace(number=left.number + 1)))
        number, place = divmod(part.number, WIDTH)
        return self.tile(level, number)[place * HASH : (place + 1) * HASH]

    def hash_of(self, span: Span) -> bytes:
        """The hash of a span of this tree's leaves."""
        count = span.end - span.start
        if count & count - 1 == 0:
            level = count.bit_length() - 1
            return self.hash(Complete(level, span.start >> level)) if count else tree.EMPTY
        known = self._spans.get(span)
        if known is None:
            self._spans[span] = known = tree.fold([self.hash(part) for part in tree.complete(span)])
        return known

    def inclusion(self, index: int) -> list[bytes]:
        """The audit path of a leaf."""
        return [self.hash_of(span) for span in tree.inclusion(index, self.size)]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that this tree begins with that of `old` leaves."""
        return [self.hash_of(span) for span in tree.consistency(old, self.size)]

    def edge(self) -> Edge:
        """The right edge, as the next append needs it."""
        rows = []
        level = 0
        while self.size >> HEIGHT * level:
            number, width = divmod(self.size >> HEIGHT * level, WIDTH)
            rows.append(self.read(Tile(level, number, width)) if width else b"")
            level += 1
        return Edge(self.size, tuple(rows))


def hashes_in(body: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [body[at : at + HASH] for at in range(0, len(body), HASH)]


def _cut(row: bytes, first: Tile, made: dict[Tile, bytes], grown: bytes) -> tuple[bytes, bytes]:
    """Cut full tiles off a level's row into `made`; what is left of it, and the level above's new hashes."""
    above = []
    full = len(row) // FULL
    for count in range(full):
        body = row[count * FULL : (count + 1) * FULL]
        made[first._replace(number=first.number + count)] = body
        above.append(_root(body))
    rest = row[full * FULL :]
    if rest and grown:
        made[Tile(first.level, first.number + full, len(rest) // HASH)] = rest
    return rest, b"".join(above)


def _complete_parts(row: bytes) -> list[bytes]:
    """The roots of the complete subtrees in a row, the largest first."""
    count = len(row) // HASH
    parts = tree.complete(Span(0, count))
    return [_root(row[(p.number << p.level) * HASH : ((p.number + 1) << p.level) * HASH]) for p in parts]


def _root(row: bytes) -> bytes:
    """The root over a power of two hashes."""
    hashes = hashes_in(row)
    while len(hashes) > 1:
        hashes = [tree.node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _grouped(number: int) -> str:
    """`x001/x234/067`: three digits a part, and an x before all parts but the last."""
    parts = [f"{number % _GROUP:03d}"]
    while number := number // _GROUP:
        parts.append(f"x{number % _GROUP:03d}")
    return "/".join(reversed(parts))
