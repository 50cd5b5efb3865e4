"""Keys in memory that sign as KMS does, and can refuse."""

from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa

from chalicelib.platform.signer import Algorithm, SigningRefused

SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


class MemorySigner:
    """`Signer` with P-256, Ed25519 (`log`) and ML-DSA-44 keys (`pq`); `refuse` names keys that fail."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {
            "seal": ec.generate_private_key(ec.SECP256R1()),
            "qr": ec.generate_private_key(ec.SECP256R1()),
            "status": ec.generate_private_key(ec.SECP256R1()),
            "report": ec.generate_private_key(ec.SECP256R1()),
            "copy": ec.generate_private_key(ec.SECP256R1()),
            "log": ed25519.Ed25519PrivateKey.generate(),
            "pq": mldsa.MLDSA44PrivateKey.generate(),
        }
        self.refuse: set[str] = set()
        self.signed: list[str] = []

    def sign_raw(self, key_id: str, message: bytes, algorithm: Algorithm = "ECDSA_SHA_256") -> bytes:
        if key_id in self.refuse:
            raise SigningRefused("The key service refused to sign (KMSInternalException).")
        assert len(message) <= 4096 or algorithm == "ECDSA_SHA_256"
        self.signed.append(key_id)
        key = self.keys[key_id]
        if algorithm in {"ED25519_SHA_512", "ML_DSA_SHAKE_256"}:
            return key.sign(message)
        return key.sign(message, ec.ECDSA(hashes.SHA256()))

    def public_key(self, key_id: str) -> bytes:
        return self.keys[key_id].public_key().public_bytes(*SPKI)

    def get_public_key(self, KeyId: str) -> dict[str, bytes]:  # noqa: N803 - boto3's own name
        """As the KMS client says it, for the local PKI."""
        return {"PublicKey": self.public_key(KeyId)}
