"""Appends leaves to the public log: two files, each replaced only if nobody else replaced it first."""

from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.certificates import merkle
from chalicelib.certificates.errors import LogBusy
from chalicelib.certificates.models import LogEntry
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.signer import Signer

LEAVES = "log/leaves"
CHECKPOINT = "log/checkpoint"
_ATTEMPTS = 20
_RAW_KEY = 32


class _File(NamedTuple):
    body: bytes
    etag: str | None


@dataclass(frozen=True)
class Log:
    """The log in the public bucket, its checkpoints signed by the key `key_id` under the name `origin`."""

    files: Objects
    signer: Signer
    key_id: str
    origin: str

    def append(self, leaf: bytes) -> LogEntry:
        """The leaf's place, with a checkpoint that covers it and the proof; a leaf is never added twice.

        Raises `LogBusy` when others keep writing, `SigningRefused` when the key does not sign.
        """
        for _ in range(_ATTEMPTS):
            leaves_file = self._read(LEAVES)
            leaves = _split(leaves_file.body)
            if leaf not in leaves:
                self._try_replace(LEAVES, leaves_file.body + leaf, leaves_file.etag)
                continue
            checkpoint = self._read(CHECKPOINT)
            size = merkle.read_checkpoint(checkpoint.body.decode()).size if checkpoint.body else 0
            if size > leaves.index(leaf):
                return _entry(leaves[:size], leaf, checkpoint.body.decode())
            self._try_replace(CHECKPOINT, self._sign(leaves), checkpoint.etag)
        raise LogBusy("The certificate log is busy. The certificate will be finished soon.")

    def _sign(self, leaves: list[bytes]) -> bytes:
        text = merkle.checkpoint_text(self.origin, len(leaves), merkle.root(leaves))
        signature = self.signer.sign_raw(self.key_id, text.encode(), "ED25519_SHA_512")
        public_key = self.signer.public_key(self.key_id)[-_RAW_KEY:]
        return merkle.sign_note(text, self.origin, public_key, signature).encode()

    def _read(self, key: str) -> _File:
        try:
            info = self.files.head(key)
        except ObjectMissing:
            return _File(b"", None)
        return _File(self.files.get(key, info.version), info.etag)

    def _try_replace(self, key: str, body: bytes, etag: str | None) -> None:
        """Loses quietly to another writer: the caller reads again."""
        try:
            self.files.replace(key, body, "application/octet-stream", etag=etag)
        except ObjectExists:
            return


def _split(body: bytes) -> list[bytes]:
    return [body[i : i + merkle.LEAF_SIZE] for i in range(0, len(body), merkle.LEAF_SIZE)]


def _entry(leaves: list[bytes], leaf: bytes, checkpoint: str) -> LogEntry:
    index = leaves.index(leaf)
    path = tuple(value.hex() for value in merkle.proof(leaves, index))
    return LogEntry(index=index, proof=path, checkpoint=checkpoint)
