"""The attached proof that a certificate stands in the public log (docs/formats/log.md), checked offline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.certificates import qr
from chalicelib.certificates.log.notes import Kind, Note, Proof, VerifierKey
from chalicelib.certificates.log.tree import includes
from chalicelib.verification.errors import NotGenuine

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.verification.trust import ListedKey, Trust

_MAX_BYTES = 8_000
_SPKI, _RAW = 44, 32
"""Bytes of an Ed25519 key as SubjectPublicKeyInfo, and of the key itself at its end."""


def check_proof(proof: bytes, claims: qr.Claims, trust: Trust, moment: datetime) -> None:
    """Raises `NotGenuine` unless the claims' leaf stands under a checkpoint of the issuer's log that was witnessed.

    Names: log-entry-wrong, log-key-unknown, log-not-witnessed, and those of a key that is not to be believed.
    """
    try:
        read = Proof.read(proof[:_MAX_BYTES].decode())
    except ValueError as broken:
        raise NotGenuine("log-entry-wrong") from broken
    said = read.note.checkpoint
    leaf = qr.leaf(claims)
    if read.place != claims.log_index or not includes(leaf, read.place, said.size, read.path, said.root):
        raise NotGenuine("log-entry-wrong")
    _require_signed(read.note, trust, moment)
    if len(_witnesses(read.note, trust, moment)) < trust.witnesses:
        raise NotGenuine("log-not-witnessed")


def _require_signed(note: Note, trust: Trust, moment: datetime) -> None:
    for listed, key in _keys(trust, "log", Kind.LOG, {note.checkpoint.origin}):
        if _signed(key, note):
            listed.require_in_use(moment, moment)
            trust.believe(listed, moment)
            return
    raise NotGenuine("log-key-unknown")


def _witnesses(note: Note, trust: Trust, moment: datetime) -> set[bytes]:
    """The listed witnesses that cosigned; a key that is not to be believed counts for nothing."""
    found = set()
    for listed, key in _keys(trust, "witness", Kind.COSIGNATURE, {stamp.name for stamp in note.stamps}):
        if _signed(key, note) and _is_believed(listed, trust, moment):
            found.add(key.raw)
    return found


def _keys(trust: Trust, use: str, kind: Kind, names: set[str]) -> Iterator[tuple[ListedKey, VerifierKey]]:
    """The listed keys of a use, under each of the names that the note knows."""
    for listed in trust.keys.keys if trust.keys else ():
        if listed.use == use and len(listed.public_key) == _SPKI:
            for name in names:
                yield listed, VerifierKey(name, kind, listed.public_key[-_RAW:])


def _signed(key: VerifierKey, note: Note) -> bool:
    try:
        return key.signed(note)
    except ValueError as wrong:
        raise NotGenuine("log-entry-wrong") from wrong


def _is_believed(listed: ListedKey, trust: Trust, moment: datetime) -> bool:
    try:
        listed.require_in_use(moment, moment)
        trust.believe(listed, moment)
    except NotGenuine:
        return False
    return True
