"""The code on a certificate: claims, signed bytes, digits and back (docs/formats/qr.cddl). Pure."""

import hashlib
import re
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import Field, StringConstraints, field_validator

from chalicelib.certificates.errors import UnreadableCode
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

T = TypeVar("T")

VERSION = 1
MAX_BYTES = 1200
"""Longest payload a reader accepts; a name of 300 letters of four bytes still fits."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of NIST P-256 (FIPS 186-4, D.1.2.3)."""
_COORDINATE = 32
_KEY_ID = 8
_ALGORITHM_ES256 = -7
_SIXTEEN = 16


class OutcomeCode(IntEnum):
    """What the certificate says, as one number; the names are the disclosure room's values in capitals."""

    NO_TRACE = 0
    NO_LIVE_TRACE = 1
    TRACE = 2
    FURTHER_INFORMATION_STEPPED_DOWN = 3


class Claims(Model):
    """What the signature on the paper vouches for: nothing that the page itself does not show."""

    serial: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{20}$")]
    issued_on: date
    outcome: OutcomeCode
    holder: Annotated[CleanText, StringConstraints(min_length=1, max_length=300)]
    birth: Annotated[int, Field(ge=0, le=99991231)]
    """YYYYMMDD; month or day 00 when unknown."""
    passport_end: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,4}$")]
    """The last four characters of the passport number: enough to compare, too little to copy."""
    destination: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    status_index: Annotated[int, Field(ge=0, lt=1 << 32)]
    salt: bytes
    content_digest: bytes
    """First 16 bytes of the SHA-256 of the attached `certificate.json`."""
    log_index: Annotated[int, Field(ge=0, lt=1 << 53)] | None = None
    """Place of the leaf in the log; absent only while the leaf itself is computed."""

    @field_validator("salt", "content_digest")
    @classmethod
    def _sixteen_bytes(cls, value: bytes) -> bytes:
        if len(value) != _SIXTEEN:
            raise ValueError("must be 16 bytes")
        return value


class SignedCode(NamedTuple):
    """A payload taken apart; nothing about it is verified yet."""

    key_id: bytes
    protected: bytes
    claims_bytes: bytes
    signature: bytes
    claims: Claims

    @property
    def to_be_signed(self) -> bytes:
        return sig_structure(self.protected, self.claims_bytes)


# Claims and CBOR


def encode_claims(claims: Claims) -> bytes:
    """Deterministic CBOR (RFC 8949 4.2.1) with the integer labels of qr.cddl."""
    labelled: dict[int, Any] = {
        1: VERSION,
        2: bytes.fromhex(claims.serial),
        3: _as_integer(claims.issued_on),
        4: int(claims.outcome),
        5: claims.holder,
        6: claims.birth,
        7: claims.passport_end,
        8: claims.destination,
        9: claims.status_index,
        10: claims.salt,
        11: claims.content_digest,
    }
    if claims.log_index is not None:
        labelled[12] = claims.log_index
    return _cbor(labelled)


def decode_claims(encoded: bytes) -> Claims:
    """The claims of a code; raises `UnreadableCode` unless they are complete, typed and canonical."""
    labelled = _from_cbor(encoded)
    if not isinstance(labelled, dict) or labelled.get(1) != VERSION or set(labelled) != set(range(1, 13)):
        raise UnreadableCode("wrong-claims", "This code does not hold a certificate's facts.")
    try:
        claims = _claims_of(labelled)
    except (ValueError, TypeError) as wrong:
        raise UnreadableCode("wrong-claims", "This code does not hold a certificate's facts.") from wrong
    if encode_claims(claims) != encoded:
        raise UnreadableCode("not-canonical", "This code is not in its one accepted form.")
    return claims


def _claims_of(labelled: dict[int, object]) -> Claims:
    return Claims(
        serial=_exact(labelled[2], bytes).hex().upper(),
        issued_on=_as_date(_exact(labelled[3], int)),
        outcome=OutcomeCode(_exact(labelled[4], int)),
        holder=_exact(labelled[5], str),
        birth=_exact(labelled[6], int),
        passport_end=_exact(labelled[7], str),
        destination=_exact(labelled[8], str),
        status_index=_exact(labelled[9], int),
        salt=_exact(labelled[10], bytes),
        content_digest=_exact(labelled[11], bytes),
        log_index=_exact(labelled[12], int),
    )


def leaf(claims: Claims) -> bytes:
    """The log's leaf: SHA-256(0x00 || salt || SHA-256(canonical claims without the log index))."""
    unplaced = encode_claims(claims.model_copy(update={"log_index": None}))
    return hashlib.sha256(b"\x00" + claims.salt + hashlib.sha256(unplaced).digest()).digest()


# COSE_Sign1 (RFC 9052), untagged, everything in the protected header


def key_id(public_key: bytes) -> bytes:
    """First 8 bytes of the SHA-256 of the key's SubjectPublicKeyInfo in DER."""
    return hashlib.sha256(public_key).digest()[:_KEY_ID]


def protected_header(key: bytes) -> bytes:
    """The protected header, encoded: algorithm ES256 and the key id."""
    return _cbor({1: _ALGORITHM_ES256, 4: key})


def sig_structure(protected: bytes, claims_bytes: bytes) -> bytes:
    """The bytes that the key signs (RFC 9052 4.4), no external data."""
    return _cbor(["Signature1", protected, b"", claims_bytes])


def assemble(key: bytes, claims_bytes: bytes, signature: bytes) -> bytes:
    """The payload: protected header, empty unprotected header, claims, r || s."""
    return _cbor([protected_header(key), {}, claims_bytes, signature])


def disassemble(payload: bytes) -> SignedCode:
    """Takes a payload apart; raises `UnreadableCode` unless it is canonical to the last byte."""
    if len(payload) > MAX_BYTES:
        raise UnreadableCode("wrong-length", "This code is longer than any certificate's code.")
    protected, unprotected, claims_bytes, signature = _four_parts(_from_cbor(payload))
    header = _from_cbor(protected)
    if (
        unprotected != {}
        or not isinstance(header, dict)
        or set(header) != {1, 4}
        or header[1] != _ALGORITHM_ES256
        or not isinstance(header[4], bytes)
        or len(header[4]) != _KEY_ID
    ):
        raise UnreadableCode("not-a-certificate-code", "This is not the code of a certificate.")
    _require_low_s(signature)
    return SignedCode(header[4], protected, claims_bytes, signature, decode_claims(claims_bytes))


def verifies(code: SignedCode, public_key: bytes) -> bool:
    """Whether `public_key` (SubjectPublicKeyInfo, DER, P-256) made the code's signature."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where a code is checked
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as above

    key = serialization.load_der_public_key(public_key)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return False
    try:
        key.verify(der_signature(code.signature), code.to_be_signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


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


# Digits and addresses


def to_digits(payload: bytes) -> str:
    """The payload as a decimal number, left-padded with zeros to the length that its byte count fixes."""
    return str(int.from_bytes(payload, "big")).zfill(_digits_for(len(payload)))


def from_digits(digits: str) -> bytes:
    """The payload of a digit string; raises `UnreadableCode` unless it is the only spelling of its bytes."""
    if not re.fullmatch(r"[0-9]+", digits, re.ASCII):
        raise UnreadableCode("not-digits", "A certificate's code is made of digits only.")
    size = _sizes().get(len(digits))
    if size is None or (number := int(digits)) >> (8 * size):
        raise UnreadableCode("wrong-length", "Digits are missing from this code, or there are too many.")
    return number.to_bytes(size, "big")


def to_url(origin: str, payload: bytes) -> str:
    """What the square encodes: the verify origin, `/#`, the digits."""
    return f"{origin.rstrip('/')}/#{to_digits(payload)}"


def read_text(text: str) -> bytes:
    """The payload in scanned or typed text: an address with a fragment, or the digits alone.

    The address is never trusted: only what follows the last `#` counts.
    """
    return from_digits(re.sub(r"\s", "", text.rsplit("#", 1)[-1], flags=re.ASCII))


def _digits_for(size: int) -> int:
    return len(str((1 << (8 * size)) - 1))


@cache
def _sizes() -> dict[int, int]:
    return {_digits_for(size): size for size in range(1, MAX_BYTES + 1)}


def _four_parts(parsed: object) -> tuple[bytes, object, bytes, bytes]:
    match parsed:
        case [bytes(protected), unprotected, bytes(claims_bytes), bytes(signature)]:
            return protected, unprotected, claims_bytes, signature
    raise UnreadableCode("not-a-certificate-code", "This is not the code of a certificate.")


def _require_low_s(signature: bytes) -> None:
    r, s = int.from_bytes(signature[:_COORDINATE], "big"), int.from_bytes(signature[_COORDINATE:], "big")
    if len(signature) != 2 * _COORDINATE or not (0 < r < _ORDER and 0 < s <= _ORDER // 2):
        raise UnreadableCode("not-canonical", "This code's signature is not in its one accepted form.")


def _cbor(value: object) -> bytes:
    import cbor2  # noqa: PLC0415 - the front page never needs it

    return cbor2.dumps(value, canonical=True)


def _from_cbor(encoded: bytes) -> object:
    import cbor2  # noqa: PLC0415 - see _cbor

    try:
        value: object = cbor2.loads(encoded)
        again = _cbor(value)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as broken:
        raise UnreadableCode("not-a-certificate-code", "This is not the code of a certificate.") from broken
    if again != encoded:
        raise UnreadableCode("not-canonical", "This code is not in its one accepted form.")
    return value


def _exact(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError("a claim has the wrong type")
    return value


def _as_integer(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _as_date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
