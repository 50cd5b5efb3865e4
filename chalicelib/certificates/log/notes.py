"""Signed notes: checkpoints, cosignatures, verifier keys and proofs as the C2SP specifications write them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple, Self

from chalicelib.certificates.log.tree import HASH

MAX_NOTE = 16_000
MAX_SIGNATURES = 32
_KEY_ID = 4
_TIME = 8
_SIGNATURE = 64
_NUMBER = r"(?:0|[1-9][0-9]{0,15})"
_HASH = r"[A-Za-z0-9+/]{43}="
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")
_STAMP = re.compile(r"\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})")
_CHECKPOINT = re.compile(rf"([^\n]{{1,255}})\n({_NUMBER})\n({_HASH})\n((?:[^\n]+\n)*)")
_PROOF = re.compile(
    rf"c2sp\.org/tlog-proof@v1\n(?:extra [A-Za-z0-9+/]*={{0,2}}\n)?index ({_NUMBER})\n((?:{_HASH}\n){{0,63}})\n(.+)",
    re.DOTALL,
)


class Kind(IntEnum):
    """What a key signs (C2SP signed-note, signature types)."""

    LOG = 0x01
    COSIGNATURE = 0x04


class Stamp(NamedTuple):
    """One signature line: who says they signed, and the key id and signature."""

    name: str
    body: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {_base64(self.body)}\n"


class Checkpoint(NamedTuple):
    """What a checkpoint's text says."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that log and witnesses sign; we write no extension lines."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


class Note(NamedTuple):
    """A checkpoint with its signature lines. No signature is verified by reading it."""

    text: str
    stamps: tuple[Stamp, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(str(stamp) for stamp in self.stamps)

    @classmethod
    def read(cls, written: str) -> Self:
        """Raises `ValueError` unless it is a whole checkpoint in its one form."""
        text, _, lines = written[:MAX_NOTE].rpartition("\n\n")
        read = _CHECKPOINT.fullmatch(f"{text}\n")
        if not read:
            raise ValueError("not a checkpoint")
        note = cls(f"{text}\n", read_stamps(lines), Checkpoint(read[1], int(read[2]), _bytes(read[3])))
        if str(note) != written:
            raise ValueError("not in a checkpoint's one form")
        return note

    def with_stamps(self, more: Sequence[Stamp]) -> Self:
        """The note with further signatures."""
        return self._replace(stamps=(*self.stamps, *more))


class VerifierKey(NamedTuple):
    """A key that signs notes under a name; `raw` is the Ed25519 public key, 32 bytes."""

    name: str
    kind: Kind
    raw: bytes

    @classmethod
    def read(cls, vkey: str) -> Self:
        """From `<name>+<key id>+<base64>`; raises `ValueError` when it is malformed or of another kind."""
        name, _, encoded = vkey.split("+", 2)
        body = _bytes(encoded)
        key = cls(name, Kind(int.from_bytes(body[:1], "big")), body[1:])
        if str(key) != vkey or len(key.raw) != HASH or not _NAME.fullmatch(name):
            raise ValueError("not a verifier key")
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.raw)}"

    @property
    def key_id(self) -> bytes:
        """The four bytes that begin this key's signatures."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:_KEY_ID]

    def stamp(self, signature: bytes) -> Stamp:
        """The line for a signature that this key made; a cosignature's time stands before it."""
        return Stamp(self.name, self.key_id + signature)

    def signed(self, note: Note) -> bool:
        """Whether a line of the note is this key's; raises `ValueError` when one is and does not verify."""
        mine = [
            s.body[_KEY_ID:] for s in note.stamps if s.name == self.name and s.body[:_KEY_ID] == self.key_id
        ]
        if not all(self._verifies(note.text, signature) for signature in mine):
            raise ValueError(f"a signature of {self.name} does not verify")
        return bool(mine)

    def _verifies(self, text: str, signature: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where a note is checked
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - as above

        message = text.encode()
        if self.kind is Kind.COSIGNATURE:
            signature, moment = signature[_TIME:], int.from_bytes(signature[:_TIME], "big")
            if not 0 < moment < 1 << 63:
                return False
            message = cosigned(text, moment)
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return len(signature) == _SIGNATURE


class Proof(NamedTuple):
    """A tlog-proof: the place of a leaf, its audit path, and the checkpoint that the path leads to."""

    place: int
    path: tuple[bytes, ...]
    note: Note

    @classmethod
    def read(cls, written: str) -> Self:
        """Raises `ValueError` when it is malformed. Unauthenticated extra data is passed over."""
        whole = _PROOF.fullmatch(written[: 2 * MAX_NOTE])
        if not whole:
            raise ValueError("not a proof")
        return cls(int(whole[1]), tuple(_bytes(line) for line in whole[2].splitlines()), Note.read(whole[3]))


def write_proof(place: int, path: Sequence[bytes], checkpoint: str) -> str:
    """A C2SP tlog-proof."""
    hashes = "".join(f"{_base64(value)}\n" for value in path)
    return f"c2sp.org/tlog-proof@v1\nindex {place}\n{hashes}\n{checkpoint}"


def cosigned(text: str, moment: int) -> bytes:
    """What a witness signs: the note's text and when, in seconds since 1970 (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {moment}\n{text}".encode()


def cosignature(signature: bytes, moment: int) -> bytes:
    """A witness's signature with its time, as its line carries them."""
    return moment.to_bytes(_TIME, "big") + signature


def read_stamps(lines: str) -> tuple[Stamp, ...]:
    """Signature lines, such as a witness answers; raises `ValueError`."""
    found = [_STAMP.fullmatch(line) for line in lines.removesuffix("\n").split("\n")]
    known = tuple(Stamp(each[1], _bytes(each[2])) for each in found if each)
    if not 0 < len(known) == len(found) <= MAX_SIGNATURES:
        raise ValueError("not signature lines")
    return known


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    value = base64.b64decode(text, validate=True)
    if _base64(value) != text:
        raise ValueError("not in base64's one form")
    return value
