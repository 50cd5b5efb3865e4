"""The attached proof that a certificate stands in the public log (docs/formats/log.md), checked offline."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.certificates import qr
from chalicelib.verification.errors import NotGenuine

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.verification.trust import ListedKey, Trust

_PROOF = re.compile(
    r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,64})\n(.+)\Z",
    re.DOTALL,
)
_CHECKPOINT = re.compile(
    r"(([^\n+]{1,300}/log)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n\u2014 \2 ([A-Za-z0-9+/]{91}=)\n\Z"
)
_MAX_BYTES = 8_000
_HINT = 4


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement of the log: its size and the root of its tree."""

    text: bytes
    origin: str
    size: int
    root: bytes
    hint: bytes
    signature: bytes


def check_proof(proof: bytes, claims: qr.Claims, trust: Trust, moment: datetime) -> None:
    """Raises `NotGenuine` unless the claims' leaf is under a checkpoint that the issuer's log key signed."""
    try:
        index, path, checkpoint = _read(proof)
    except (ValueError, binascii.Error) as broken:
        raise NotGenuine("log-entry-wrong") from broken
    if index != claims.log_index or _root(qr.leaf(claims), index, checkpoint.size, path) != checkpoint.root:
        raise NotGenuine("log-entry-wrong")
    _require_signed(checkpoint, trust, moment)


def _read(proof: bytes) -> tuple[int, list[bytes], Checkpoint]:
    whole = _PROOF.match(proof[:_MAX_BYTES].decode("utf-8"))
    note = _CHECKPOINT.match(whole[3]) if whole else None
    if whole is None or note is None:
        raise ValueError("not a proof")
    signed = base64.b64decode(note[5], validate=True)
    return (
        int(whole[1]),
        [base64.b64decode(line, validate=True) for line in whole[2].splitlines()],
        Checkpoint(
            text=note[1].encode(),
            origin=note[2],
            size=int(note[3]),
            root=base64.b64decode(note[4], validate=True),
            hint=signed[:_HINT],
            signature=signed[_HINT:],
        ),
    )


def _root(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The tree's root that the inclusion path leads to (RFC 9162, 2.1.3.2); None when the path does not fit."""
    if not 0 <= index < size:
        return None
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = sha256(b"\x01" + sibling + node).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + sibling).digest()
        place, last = place >> 1, last >> 1
    return node if last == 0 else None


def _require_signed(checkpoint: Checkpoint, trust: Trust, moment: datetime) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where a proof is checked
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415 - as above

    listed = _signer(checkpoint, trust)
    listed.require_in_use(moment, moment)
    key = load_der_public_key(trust.believe(listed, moment))
    try:
        if not isinstance(key, Ed25519PublicKey):
            raise NotGenuine("log-entry-wrong")
        key.verify(checkpoint.signature, checkpoint.text)
    except InvalidSignature as wrong:
        raise NotGenuine("log-entry-wrong") from wrong


def _signer(checkpoint: Checkpoint, trust: Trust) -> ListedKey:
    """The listed log key whose hint the checkpoint bears."""
    listed = trust.keys.keys if trust.keys else ()
    for key in listed:
        raw = key.public_key[-32:]
        hint = sha256(checkpoint.origin.encode() + b"\n\x01" + raw).digest()[:_HINT]
        if key.use == "log" and hint == checkpoint.hint:
            return key
    raise NotGenuine("log-key-unknown")
