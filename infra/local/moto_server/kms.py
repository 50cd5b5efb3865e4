"""What moto's KMS lacks or gets wrong: Ed25519 and ML-DSA keys, keys that are switched off, limits on Sign, digests.

Such a key is an ordinary moto key (aliases, tags, state) whose cryptography is ours. Real
KMS wire JSON; every other call goes to moto untouched.
"""

import base64
import json
import os
import time
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto.kms.models import kms_backends

SPEC, ALGORITHM = "ECC_NIST_EDWARDS25519", "ED25519_SHA_512"
Key = Ed25519PrivateKey | MLDSA44PrivateKey
_MAKES: dict[str, Callable[[], Key]] = {
    SPEC: Ed25519PrivateKey.generate,
    "ML_DSA_44": MLDSA44PrivateKey.generate,
}
_ALGORITHMS = {SPEC: ALGORITHM, "ML_DSA_44": "ML_DSA_SHAKE_256"}
_P256, _P256_ALGORITHM = "ECC_NIST_P256", "ECDSA_SHA_256"
_RAW_LIMIT = 4096
_LATER = int(os.environ.get("SIMULATED_DELAY_MS", "0")) / 1000
"""Seconds that a signature takes longer, so that the bench sees a network between."""
_STATE_ERRORS = {"Disabled": "DisabledException"}

Ask = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


class KmsRefusalError(Exception):
    """An error of KMS: its wire code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        """Carry the code that botocore reads from `__type`."""
        super().__init__(message)
        self.code = code


class SigningKeys:
    """The KMS calls that concern signing; the others are `None`, meaning: ask moto."""

    def __init__(self, ask: Ask) -> None:
        """`ask(action, request)` calls moto itself and returns status and JSON."""
        self._ask = ask
        self._keys: dict[str, tuple[str, Key]] = {}

    def answer(self, action: str, body: bytes) -> tuple[int, dict[str, Any]] | None:
        """Answer one KMS call, or `None` when moto's own answer will do."""
        request = json.loads(body or b"{}")
        if action == "CreateKey":
            return self._create(request) if _spec(request) in _MAKES else None
        call = {
            "DescribeKey": self._describe,
            "GetPublicKey": self._public,
            "Sign": self._sign,
            "Verify": self._verify,
        }
        if action not in call:
            return None
        if action == "Sign":
            time.sleep(_LATER)
        try:
            return call[action](request)
        except KmsRefusalError as refusal:
            return 400, {"__type": refusal.code, "message": str(refusal)}

    def forget(self) -> None:
        """Drop all keys, when moto is reset."""
        self._keys.clear()

    def _create(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        backing = {k: v for k, v in request.items() if k != "CustomerMasterKeySpec"}
        status, answer = self._ask("CreateKey", {**backing, "KeySpec": "ECC_NIST_P256"})
        if status == 200:  # noqa: PLR2004 -- HTTP
            spec = str(_spec(request))
            self._keys[answer["KeyMetadata"]["KeyId"]] = spec, _MAKES[spec]()
            _rename(answer["KeyMetadata"], spec)
        return status, answer

    def _describe(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        status, answer = self._ask("DescribeKey", request)
        known = self._keys.get(answer.get("KeyMetadata", {}).get("KeyId"))
        if known:
            _rename(answer["KeyMetadata"], known[0])
        return status, answer

    def _public(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        about = self._about(request)
        known = self._keys.get(about["KeyId"])
        if known is None:
            return None
        spec, key = known
        der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return 200, {
            "KeyId": about["Arn"],
            "PublicKey": base64.b64encode(der).decode(),
            "CustomerMasterKeySpec": spec,
            "KeySpec": spec,
            "KeyUsage": "SIGN_VERIFY",
            "SigningAlgorithms": [_ALGORITHMS[spec]],
        }

    def _sign(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        about = self._about(request)
        self._require_usable(about)
        message = base64.b64decode(request.get("Message", ""))
        if request.get("MessageType", "RAW") == "DIGEST":
            return 200, self._sign_digest(about, request, message)
        if len(message) > _RAW_LIMIT:
            raise KmsRefusalError("ValidationException", f"A RAW message has at most {_RAW_LIMIT} bytes.")
        known = self._keys.get(about["KeyId"])
        if known is None:
            return None
        spec, key = known
        _require_algorithm(request, spec)
        signature = base64.b64encode(key.sign(message)).decode()
        return 200, {"KeyId": about["Arn"], "Signature": signature, "SigningAlgorithm": _ALGORITHMS[spec]}

    def _sign_digest(self, about: dict[str, Any], request: dict[str, Any], digest: bytes) -> dict[str, Any]:
        """P-256 over a digest as it is; moto would hash it again."""
        if about["KeySpec"] != _P256 or request.get("SigningAlgorithm") != _P256_ALGORITHM:
            raise KmsRefusalError("ValidationException", "The local KMS signs digests with P-256 keys only.")
        if len(digest) != SHA256.digest_size:
            raise KmsRefusalError("ValidationException", "The digest has the wrong length.")
        _, _, _, region, account, _ = about["Arn"].split(":", 5)
        key = kms_backends[account][region].keys[about["KeyId"]].private_key.private_key
        signature = base64.b64encode(key.sign(digest, ECDSA(Prehashed(SHA256())))).decode()
        return {"KeyId": about["Arn"], "Signature": signature, "SigningAlgorithm": _P256_ALGORITHM}

    def _verify(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        about = self._about(request)
        self._require_usable(about)
        known = self._keys.get(about["KeyId"])
        if known is None:
            return None
        spec, key = known
        _require_algorithm(request, spec)
        message, signature = base64.b64decode(request["Message"]), base64.b64decode(request["Signature"])
        try:
            key.public_key().verify(signature, message)
        except InvalidSignature as error:
            raise KmsRefusalError("KMSInvalidSignatureException", "The signature does not match.") from error
        return 200, {"KeyId": about["Arn"], "SignatureValid": True, "SigningAlgorithm": _ALGORITHMS[spec]}

    def _about(self, request: dict[str, Any]) -> dict[str, Any]:
        status, answer = self._ask("DescribeKey", {"KeyId": request.get("KeyId", "")})
        if status != 200:  # noqa: PLR2004 -- HTTP
            raise KmsRefusalError(
                answer.get("__type", "NotFoundException"), answer.get("message", "No such key.")
            )
        metadata: dict[str, Any] = answer["KeyMetadata"]
        return metadata

    @staticmethod
    def _require_usable(about: dict[str, Any]) -> None:
        if about["KeyState"] != "Enabled":
            code = _STATE_ERRORS.get(about["KeyState"], "KMSInvalidStateException")
            raise KmsRefusalError(code, f"{about['Arn']} is {about['KeyState']}.")


def _spec(request: dict[str, Any]) -> str | None:
    return request.get("KeySpec") or request.get("CustomerMasterKeySpec")


def _rename(metadata: dict[str, Any], spec: str) -> None:
    metadata.update(CustomerMasterKeySpec=spec, KeySpec=spec, SigningAlgorithms=[_ALGORITHMS[spec]])


def _require_algorithm(request: dict[str, Any], spec: str) -> None:
    if request.get("SigningAlgorithm") != _ALGORITHMS[spec]:
        raise KmsRefusalError("InvalidKeyUsageException", f"This key signs with {_ALGORITHMS[spec]} only.")
