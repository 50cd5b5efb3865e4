"""The code on a certificate: claims, signed bytes, digits and back (docs/formats/qr.cddl). Pure."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints, field_validator

from chalicelib.certificates import cose
from chalicelib.certificates.claimed_name import fits
from chalicelib.certificates.labelled import day_number, day_of, exact, read_claims, unreadable
from chalicelib.certificates.short_code import short_code
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

VERSION = 1
MAX_BYTES = 256
"""Longest payload of a certificate's code that a reader accepts: no claims make a longer one."""
LONGEST = 512
"""Bytes of the longest payload that digits are read of: a holder's copy's code is longer than a certificate's."""
_LABELS = frozenset(range(11))
_SIXTEEN = 16


class OutcomeCode(IntEnum):
    """What the certificate says, as one number; the names are the disclosure room's values in capitals."""

    NO_TRACE = 0
    NO_LIVE_TRACE = 1
    TRACE = 2
    FURTHER_INFORMATION_STEPPED_DOWN = 3


class Claims(Model):
    """What the signature on the paper vouches for: nothing that the page itself does not show."""

    issuer: Annotated[int, Field(ge=0, lt=1 << 16)]
    """Who issues, as trust.json numbers its issuers."""
    serial: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{32}$")]
    """16 random bytes; they salt the log's leaf too, so that the log tells nobody anything."""
    issued_on: date
    outcome: OutcomeCode
    holder: Annotated[CleanText, StringConstraints(min_length=1)]
    """The printed name, shortened by the rule of `claimed_name` when it is long."""
    birth: Annotated[int, Field(ge=0, le=99991231)]
    """YYYYMMDD; month or day 00 when unknown."""
    passport_end: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,4}$")]
    """The last four characters of the passport number: enough to compare, too little to copy."""
    status_index: Annotated[int, Field(ge=0, lt=1 << 32)]
    content_digest: bytes
    """First 16 bytes of the SHA-256 of the attached `certificate.json`."""
    log_index: Annotated[int, Field(ge=0, lt=1 << 53)] | None = None
    """Place of the leaf in the log; absent only while the leaf itself is computed."""

    @field_validator("holder")
    @classmethod
    def _short_enough(cls, value: str) -> str:
        return holdable(value)

    @field_validator("content_digest")
    @classmethod
    def _sixteen_bytes(cls, value: bytes) -> bytes:
        if len(value) != _SIXTEEN:
            raise ValueError("must be 16 bytes")
        return value

    @property
    def number(self) -> str:
        """The printed certificate number, without its dashes."""
        return short_code(self.serial)


class SignedCode(NamedTuple):
    """A payload taken apart; nothing about it is verified yet."""

    key_id: bytes
    protected: bytes
    claims_bytes: bytes
    signature: bytes
    claims: Claims

    @property
    def to_be_signed(self) -> bytes:
        return cose.sig_structure(self.protected, self.claims_bytes)


# Claims and CBOR


def encode_claims(claims: Claims) -> bytes:
    """Deterministic CBOR (RFC 8949 4.2.1) with the integer labels of qr.cddl."""
    labelled: dict[int, object] = {
        0: VERSION,
        1: claims.issuer,
        2: bytes.fromhex(claims.serial),
        3: day_number(claims.issued_on),
        4: int(claims.outcome),
        5: claims.holder,
        6: claims.birth,
        7: claims.passport_end,
        8: claims.status_index,
        10: claims.content_digest,
    }
    if claims.log_index is not None:
        labelled[9] = claims.log_index
    return cose.encode(labelled)


def decode_claims(encoded: bytes) -> Claims:
    """The claims of a code; raises `UnreadableCode` unless they are complete, typed and canonical."""
    return read_claims(encoded, (VERSION, _LABELS), _claims_of, encode_claims)


def _claims_of(labelled: dict[int, object]) -> Claims:
    return Claims(
        issuer=exact(labelled[1], int),
        serial=exact(labelled[2], bytes).hex().upper(),
        issued_on=day_of(exact(labelled[3], int)),
        outcome=OutcomeCode(exact(labelled[4], int)),
        holder=exact(labelled[5], str),
        birth=exact(labelled[6], int),
        passport_end=exact(labelled[7], str),
        status_index=exact(labelled[8], int),
        log_index=exact(labelled[9], int),
        content_digest=exact(labelled[10], bytes),
    )


def log_record(claims: Claims) -> bytes:
    """What the log commits to: serial || SHA-256(canonical claims without the log index); never published."""
    unplaced = encode_claims(claims.model_copy(update={"log_index": None}))
    return bytes.fromhex(claims.serial) + hashlib.sha256(unplaced).digest()


def leaf(claims: Claims) -> bytes:
    """The log's leaf hash (RFC 6962 2.1): SHA-256(0x00 || record)."""
    return hashlib.sha256(b"\x00" + log_record(claims)).digest()


# COSE_Sign1 (RFC 9052), untagged, everything in the protected header


def sig_structure(key: bytes, claims_bytes: bytes) -> bytes:
    """The bytes that the key with that id signs."""
    return cose.sig_structure(cose.protected_header(key), claims_bytes)


def assemble(key: bytes, claims_bytes: bytes, signature: bytes) -> bytes:
    """The payload: protected header, empty unprotected header, claims, r || s."""
    return cose.assemble(cose.protected_header(key), claims_bytes, signature)


def disassemble(payload: bytes) -> SignedCode:
    """Takes a payload apart; raises `UnreadableCode` unless it is canonical to the last byte."""
    if len(payload) > MAX_BYTES:
        raise unreadable("wrong-length")
    signed = signed_parts(payload)
    claims = decode_claims(signed.payload)
    return SignedCode(signed.key_id, signed.protected, signed.payload, signed.signature, claims)


def signed_parts(payload: bytes, more: Mapping[int, object] | None = None) -> cose.Sign1:
    """A code's COSE_Sign1 whose header holds algorithm, key id and exactly what `more` says.

    Raises `UnreadableCode`.
    """
    try:
        signed = cose.disassemble(payload)
    except cose.NotCanonical as longer:
        raise unreadable("not-canonical") from longer
    except cose.Malformed as broken:
        raise unreadable("not-a-certificate-code") from broken
    expected = {cose.ALGORITHM: cose.ES256, cose.KEY_ID: signed.key_id, **(more or {})}
    if signed.header != expected or len(signed.key_id) != cose.KEY_ID_BYTES:
        raise unreadable("not-a-certificate-code")
    return signed


def verifies(code: SignedCode, public_key: bytes) -> bool:
    """Whether `public_key` (SubjectPublicKeyInfo, DER, P-256) made the code's signature."""
    return cose.verifies(code.to_be_signed, code.signature, public_key)


# Digits and addresses


def to_digits(payload: bytes) -> str:
    """The payload as a decimal number, left-padded with zeros to the length that its byte count fixes."""
    return str(int.from_bytes(payload, "big")).zfill(_digits_for(len(payload)))


def from_digits(digits: str) -> bytes:
    """The payload of a digit string; raises `UnreadableCode` unless it is the only spelling of its bytes."""
    if not re.fullmatch(r"[0-9]+", digits, re.ASCII):
        raise unreadable("not-digits")
    size = _sizes().get(len(digits))
    if size is None or (number := int(digits)) >> (8 * size):
        raise unreadable("wrong-length")
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
    return {_digits_for(size): size for size in range(1, LONGEST + 1)}


def holdable(name: str) -> str:
    """A name that a code can hold; raises `ValueError` for a longer one."""
    if not fits(name):
        raise ValueError("must be a name that a code can hold")
    return name
