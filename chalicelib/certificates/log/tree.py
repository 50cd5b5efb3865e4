"""The Merkle tree of RFC 6962 section 2.1 without any store: which hashes a proof needs, and what it proves."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH = 32
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


class Span(NamedTuple):
    """The leaves from `start` up to, not including, `end`: a subtree as RFC 6962 splits trees."""

    start: int
    end: int


class Complete(NamedTuple):
    """A subtree of exactly 2**`level` leaves, the `number`-th of its level."""

    level: int
    number: int


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that stand side by side, the largest first."""
    if not hashes:
        return EMPTY
    whole = hashes[-1]
    for left in reversed(hashes[:-1]):
        whole = node(left, whole)
    return whole


def complete(span: Span) -> Iterator[Complete]:
    """The complete subtrees that make up a span, the largest first; `fold` of their hashes is the span's."""
    start = span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        yield Complete(level, start >> level)
        start += 1 << level


def inclusion(index: int, size: int) -> list[Span]:
    """What the audit path of a leaf is made of, from the leaf upwards (RFC 6962, 2.1.1)."""
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(start, middle))
            start = middle
    return path[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """What proves that the tree of `size` leaves begins with that of `old` leaves (RFC 6962, 2.1.2)."""
    if old in {0, size}:
        return []
    path, span, known = [], Span(0, size), True
    while span.end != old:
        middle = _middle(span)
        if old <= middle:
            path.append(Span(middle, span.end))
            span = Span(span.start, middle)
        else:
            path.append(Span(span.start, middle))
            span, known = Span(middle, span.end), False
    return path[::-1] if known else [span, *path[::-1]]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from `leaf` at `index` of a tree of `size` leaves to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            value = node(beside, value)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            value = node(value, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def extends(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `size` leaves begins with that of `old` (RFC 9162, 2.1.4.2)."""
    if old in {0, size}:
        same = old_root == (EMPTY if old == 0 else root)
        return same and not path
    if not 0 < old < size or not path:
        return False
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            before, after = node(beside, before), node(beside, after)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            after = node(after, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _middle(span: Span) -> int:
    """Where RFC 6962 splits: after the largest power of two below the span's length."""
    return span.start + (1 << (span.end - span.start - 1).bit_length() - 1)
