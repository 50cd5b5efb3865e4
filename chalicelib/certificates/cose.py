"""Deterministic CBOR and ES256 signatures (RFC 8949 4.2.1, RFC 9052): what codes, status and key lists share."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

ALGORITHM, CONTENT_TYPE, KEY_ID, TYPE = 1, 3, 4, 16
"""Labels of header parameters (RFC 9052 3.1, RFC 9596)."""
ES256 = -7
KEY_ID_BYTES = 4
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of NIST P-256 (FIPS 186-4, D.1.2.3)."""
_COORDINATE = 32


class Malformed(ValueError):  # noqa: N818 - callers turn it into their own refusal
    """The bytes are not what they should be."""


class NotCanonical(ValueError):  # noqa: N818 - see Malformed
    """The bytes are not the one accepted spelling of what they say."""


class Sign1(NamedTuple):
    """A COSE_Sign1 taken apart; nothing about it is verified yet."""

    header: Mapping[int, object]
    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def key_id(self) -> bytes:
        """The id of the key that should have signed it."""
        found = self.header.get(KEY_ID)
        return found if isinstance(found, bytes) else b""

    @property
    def to_be_signed(self) -> bytes:
        return sig_structure(self.protected, self.payload)


def key_id(public_key: bytes) -> bytes:
    """First 4 bytes of the SHA-256 of the key's SubjectPublicKeyInfo in DER: a hint which key to try, no proof."""
    return hashlib.sha256(public_key).digest()[:KEY_ID_BYTES]


def protected_header(key: bytes, more: Mapping[int, object] | None = None) -> bytes:
    """The protected header, encoded: algorithm ES256, the key id, and what else there is."""
    return encode({ALGORITHM: ES256, KEY_ID: key, **(more or {})})


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    """The bytes that the key of a COSE_Sign1 signs (RFC 9052 4.4), no external data."""
    return encode(["Signature1", protected, b"", payload])


def assemble(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """An untagged COSE_Sign1: protected header, empty unprotected header, payload, r || s."""
    return encode([protected, {}, payload, signature])


def disassemble(message: bytes) -> Sign1:
    """Takes an untagged COSE_Sign1 apart; raises `Malformed`, and `NotCanonical` for a high s."""
    match decode(message):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)] if not unprotected:
            header = decode(protected)
        case _:
            raise Malformed("not a COSE_Sign1 with an empty unprotected header")
    if not isinstance(header, dict) or header.get(ALGORITHM) != ES256:
        raise Malformed("not signed with ES256")
    require_low_s(signature)
    return Sign1(header, protected, payload, signature)


def verifies(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether `public_key` (SubjectPublicKeyInfo, DER, P-256) made `signature` (r || s) over the bytes `message`."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - only to verify
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    try:
        key = serialization.load_der_public_key(public_key)
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            return False
        key.verify(der_signature(signature), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def require_low_s(signature: bytes) -> None:
    """Raises `NotCanonical` unless the 64 bytes are r || s with s at most half the order."""
    r, s = int.from_bytes(signature[:_COORDINATE], "big"), int.from_bytes(signature[_COORDINATE:], "big")
    if len(signature) != 2 * _COORDINATE or not (0 < r < _ORDER and 0 < s <= _ORDER // 2):
        raise NotCanonical("not the accepted form of a signature")


def raw_signature(der: bytes) -> bytes:
    """Both numbers side by side (r || s) with low s, from the DER form that key services return."""
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: PLC0415 - issuer only

    r, s = decode_dss_signature(der)
    return r.to_bytes(_COORDINATE, "big") + min(s, _ORDER - s).to_bytes(_COORDINATE, "big")


def der_signature(raw: bytes) -> bytes:
    """The DER form of r || s, as most libraries want it."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415 - see verifies

    r, s = int.from_bytes(raw[:_COORDINATE], "big"), int.from_bytes(raw[_COORDINATE:], "big")
    return encode_dss_signature(r, s)


def encode(value: object) -> bytes:
    """The one deterministic encoding."""
    import cbor2  # noqa: PLC0415 - the front page never needs it

    return cbor2.dumps(value, canonical=True)


def decode(encoded: bytes) -> object:
    """The value; raises `Malformed`, and `NotCanonical` unless it is spelt as `encode` spells it."""
    import cbor2  # noqa: PLC0415 - see encode

    try:
        value: object = cbor2.loads(encoded)
        again = encode(value)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as broken:
        raise Malformed("not CBOR") from broken
    if again != encoded:
        raise NotCanonical("not deterministic CBOR")
    return value
