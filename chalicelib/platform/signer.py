"""Signatures by keys that never leave KMS."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.aws import error_code

if TYPE_CHECKING:
    from types_boto3_kms import KMSClient

Algorithm = Literal["ECDSA_SHA_256", "ED25519_SHA_512", "ML_DSA_SHAKE_256"]
RAW_LIMIT = 4096
"""KMS signs at most this many bytes of a RAW message."""


class SigningRefused(Unavailable):
    """The key service did not sign; nothing was issued and trying again is safe."""


class Signer(Protocol):
    """Signs with named keys."""

    def sign_raw(self, key_id: str, message: bytes, algorithm: Algorithm = "ECDSA_SHA_256") -> bytes:
        """The signature over `message`: DER for ECDSA, 64 bytes for Ed25519, 2,420 for ML-DSA-44.

        But for ECDSA a message has at most 4,096 bytes.

        Raises `SigningRefused`.
        """

    def public_key(self, key_id: str) -> bytes:
        """The public key as a DER SubjectPublicKeyInfo."""


@dataclass(frozen=True)
class KmsSigner:
    """`Signer` on AWS KMS: RAW messages, and for ECDSA the digest of one that is too long to be sent."""

    client: "KMSClient"

    def sign_raw(self, key_id: str, message: bytes, algorithm: Algorithm = "ECDSA_SHA_256") -> bytes:
        kind: Literal["RAW", "DIGEST"] = "RAW"
        if len(message) > RAW_LIMIT:
            if algorithm != "ECDSA_SHA_256":
                raise ValueError("KMS signs at most 4,096 bytes of a raw message")
            kind, message = "DIGEST", hashlib.sha256(message).digest()
        try:
            answer = self.client.sign(
                KeyId=key_id, Message=message, MessageType=kind, SigningAlgorithm=algorithm
            )
        except self.client.exceptions.ClientError as error:
            raise SigningRefused(f"The key service refused to sign ({error_code(error)}).") from error
        return answer["Signature"]

    def public_key(self, key_id: str) -> bytes:
        try:
            return self.client.get_public_key(KeyId=key_id)["PublicKey"]
        except self.client.exceptions.ClientError as error:
            raise SigningRefused(
                f"The key service did not give its public key ({error_code(error)})."
            ) from error
