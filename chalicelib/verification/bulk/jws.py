"""JSON Web Signatures with ES256 and their chain of certificates (RFC 7515, flattened JSON serialization)."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from chalicelib.certificates import cose
from chalicelib.certificates.trust import SigningKey
from chalicelib.platform.signer import Signer

MEDIA_TYPE = "application/jose+json"
_SIGNATURE = 64


class NotSigned(ValueError):  # noqa: N818 - callers turn it into their own refusal
    """The bytes are no signature of this kind."""


@dataclass(frozen=True)
class Signed:
    """A signed text taken apart; nothing about it is verified yet."""

    header: dict[str, Any]
    payload: bytes
    signature: bytes
    """r || s (RFC 7518, 3.4)."""
    signing_input: bytes
    """What the key signs."""

    @property
    def key_id(self) -> str:
        """The id of the key that should have signed it, as in the trust list."""
        return str(self.header.get("kid", ""))


def sign(payload: bytes, kind: str, key: SigningKey, signer: Signer) -> bytes:
    """The payload signed by the key; `kind` says what it is (`typ`). Raises `SigningRefused`."""
    chain = [base64.b64encode(der).decode() for der in key.certificates]
    header = {"alg": "ES256", "kid": key.kid.hex(), "typ": kind, "x5c": chain}
    protected, body = _encode(_compact(header)), _encode(payload)
    made = cose.raw_signature(signer.sign_raw(key.id, f"{protected}.{body}".encode()))
    return _compact({"payload": body, "protected": protected, "signature": _encode(made)})


def read(text: bytes) -> Signed:
    """A signed text taken apart; raises `NotSigned`."""
    try:
        outer = json.loads(text)
        protected, body = str(outer["protected"]), str(outer["payload"])
        header, signature = json.loads(_decode(protected)), _decode(outer["signature"])
        payload = _decode(body)
    except (ValueError, TypeError, KeyError, RecursionError) as broken:
        raise NotSigned("not a signed text") from broken
    if set(outer) != {"payload", "protected", "signature"} or not isinstance(header, dict):
        raise NotSigned("not a signed text of this kind")
    if (
        set(header) != {"alg", "kid", "typ", "x5c"}
        or header["alg"] != "ES256"
        or len(signature) != _SIGNATURE
    ):
        raise NotSigned("not a signature with ES256")
    return Signed(header, payload, signature, f"{protected}.{body}".encode())


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: object) -> bytes:
    """Strict base64url without padding: one spelling for each content."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("not base64url")
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(content) != text:
        raise ValueError("not base64url in its one spelling")
    return content
