"""Which certificates prove a signing key: read from the published trust list (docs/formats/trust.md)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.certificates.cose import key_id
from chalicelib.certificates.errors import TrustMissing
from chalicelib.platform.objects import ObjectMissing, Objects
from chalicelib.platform.signer import Signer

TRUST_LIST = "trust.json"
SIGNED_TRUST_LIST = "trust.cose"
Use = Literal["seal", "qr", "log", "status", "witness", "pq", "report", "copy"]


@dataclass(frozen=True)
class SigningKey:
    """A key to sign with, and the certificates that prove it, leaf first (DER)."""

    id: str
    public_key: bytes
    certificates: tuple[bytes, ...]

    @property
    def kid(self) -> bytes:
        return key_id(self.public_key)

    @property
    def archived(self) -> tuple[str, ...]:
        """The certificates in base64, as the register keeps them."""
        return tuple(base64.b64encode(der).decode() for der in self.certificates)


@dataclass(frozen=True)
class Keys:
    """Finds the chain of a KMS key in the published trust list."""

    files: Objects
    signer: Signer
    key_ids: Mapping[Use, str]

    def get(self, use: Use) -> SigningKey:
        """The key of a use; raises `TrustMissing` unless the list certifies it for that use and lets it sign."""
        public_key = self.signer.public_key(self.key_ids[use])
        kid = key_id(public_key).hex()
        for entry in self._entries():
            if entry["kid"] == kid and entry["use"] == use and not _ended(entry):
                chain = tuple(base64.b64decode(der) for der in entry["certificates"])
                return SigningKey(self.key_ids[use], public_key, chain)
        raise TrustMissing("The signing key has no certificate yet. The certificate will be issued later.")

    def public_keys(self, use: Use) -> list[bytes]:
        """The public keys (SubjectPublicKeyInfo, DER) that ever served a use and were not stolen."""
        return [
            base64.b64decode(entry["public_key"])
            for entry in self._entries()
            if entry["use"] == use and not entry.get("compromised_at")
        ]

    def _entries(self) -> list[dict[str, Any]]:
        try:
            trust: dict[str, list[dict[str, Any]]] = json.loads(self.files.get(TRUST_LIST))
        except ObjectMissing:
            return []
        return trust["keys"]


def _ended(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("retired_at") or entry.get("compromised_at"))
