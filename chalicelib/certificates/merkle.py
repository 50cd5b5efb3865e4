"""The Merkle tree of RFC 6962 section 2.1 over leaf hashes, and C2SP checkpoints and proofs (docs/formats/log.md)."""

import base64
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

LEAF_SIZE = 32
_ED25519 = b"\x01"
_KEY_HASH = 4
_NAME_LINES = 3


class Checkpoint(NamedTuple):
    """What a checkpoint's text says; its signature is another matter."""

    origin: str
    size: int
    root: bytes


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree's head; SHA-256 of nothing for an empty tree."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = _largest_power_below(len(leaves))
    return _node(root(leaves[:split]), root(leaves[split:]))


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index`, from the leaf upwards."""
    if len(leaves) <= 1:
        return []
    split = _largest_power_below(len(leaves))
    if index < split:
        return [*proof(leaves[:split], index), root(leaves[split:])]
    return [*proof(leaves[split:], index - split), root(leaves[:split])]


def proves(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether `path` leads from `leaf` at `index` of a tree of `size` leaves to `head` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            value = _node(beside, value)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            value = _node(value, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and value == head


def checkpoint_text(origin: str, size: int, head: bytes) -> str:
    """The text that the log key signs."""
    return f"{origin}\n{size}\n{base64.b64encode(head).decode()}\n"


def sign_note(text: str, origin: str, public_key: bytes, signature: bytes) -> str:
    """The signed note: text, blank line, signature line. `public_key` is the raw 32 bytes."""
    stamp = base64.b64encode(key_hash(origin, public_key) + signature).decode()
    return f"{text}\n\N{EM DASH} {origin} {stamp}\n"


def key_hash(origin: str, public_key: bytes) -> bytes:
    """First 4 bytes of SHA-256(name, line feed, algorithm, raw key) (C2SP signed-note)."""
    return sha256(origin.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_HASH]


def read_checkpoint(note: str) -> Checkpoint:
    """The facts in a checkpoint; raises `ValueError` when it is malformed. The signature is not checked."""
    origin, size, head, *_ = note.split("\n")
    return Checkpoint(origin, int(size), base64.b64decode(head, validate=True))


def write_proof(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """A C2SP tlog-proof."""
    hashes = "".join(f"{base64.b64encode(value).decode()}\n" for value in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{checkpoint}"


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
