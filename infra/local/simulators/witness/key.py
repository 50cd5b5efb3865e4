"""The witness's own key: made at set-up, never in KMS, for a witness is somebody else."""

import base64
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

NAME = "witness.local.example/w1"
_COSIGNATURE = b"\x04"


@dataclass(frozen=True)
class WitnessKey:
    """A name and the key that cosigns under it."""

    key: Ed25519PrivateKey
    name: str = NAME

    @property
    def raw(self) -> bytes:
        """The public key, 32 bytes."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def spki(self) -> bytes:
        """The public key as SubjectPublicKeyInfo, DER."""
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def _id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.raw).digest()[:4]

    @property
    def vkey(self) -> str:
        """As policies name it (C2SP signed-note, verifier keys)."""
        return f"{self.name}+{self._id.hex()}+{base64.b64encode(_COSIGNATURE + self.raw).decode()}"

    def cosign(self, text: str, moment: int | None = None) -> str:
        """The signature line over a checkpoint's text, at a moment in seconds since 1970 (now)."""
        when = int(time.time()) if moment is None else moment
        signed = self.key.sign(f"cosignature/v1\ntime {when}\n{text}".encode())
        return (
            f"\u2014 {self.name} {base64.b64encode(self._id + when.to_bytes(8, 'big') + signed).decode()}\n"
        )


def prepare(folder: Path) -> WitnessKey:
    """The key in `folder`, made when there is none."""
    path = folder / "key.pem"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate()
        beside = path.with_suffix(".new")
        beside.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        beside.chmod(0o600)
        beside.replace(path)
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key.")
    return WitnessKey(key)


def policy(key: WitnessKey, url: str) -> str:
    """The policy of a log that needs this witness alone (C2SP tlog-policy)."""
    return f"witness w1 {key.vkey} {url}\nquorum w1\n"
