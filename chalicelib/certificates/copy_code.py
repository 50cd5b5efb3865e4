"""The code of a holder's copy: for whom, for what and until when it was made (docs/formats/copy-code.md)."""

import unicodedata
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from chalicelib.certificates import cose, qr
from chalicelib.certificates.labelled import day_number, day_of, exact, read_claims, unreadable
from chalicelib.certificates.qr import OutcomeCode
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

TYPE = "probity-copy"
MAX_BYTES = 384
LONGEST_WORDS = 60
"""Bytes of UTF-8 of a recipient, and of a purpose."""
_VERSION = 1
_LABELS = frozenset({0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15})
_DIGEST = 16
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the order of letters around: what is read must be what is signed."""


def _plainly_written(words: str) -> str:
    if len(words.encode()) > LONGEST_WORDS or _TURNING & set(words):
        raise ValueError("must be at most 60 bytes, without signs that nobody sees")
    if any(unicodedata.category(letter) == "Cf" and letter not in "\u200c\u200d" for letter in words):
        raise ValueError("must be without signs that nobody sees")
    return words


Words = Annotated[CleanText, StringConstraints(min_length=1), AfterValidator(_plainly_written)]
"""A recipient or a purpose, as a code and a page can hold it."""


class CopyClaims(Model):
    """What the code vouches for."""

    issuer: Annotated[int, Field(ge=0, lt=1 << 16)]
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{32}$")]
    """The copy's own; nobody can look anything up by it."""
    made_on: date
    outcome: OutcomeCode
    holder: Annotated[CleanText, StringConstraints(min_length=1)]
    birth: Annotated[int, Field(ge=0, le=99991231)]
    passport_end: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,4}$")]
    status_index: Annotated[int, Field(ge=0, lt=1 << 32)]
    """The certificate's, so that a copy does not outlive its withdrawal."""
    recipient: Words
    purpose: Words
    expires_on: date
    """The last day on which the copy may be used."""
    issued_on: date
    """The certificate's date."""
    content_digest: bytes
    """First 16 bytes of the SHA-256 of the attached `copy.json`."""

    @field_validator("holder")
    @classmethod
    def _short_enough(cls, value: str) -> str:
        return qr.holdable(value)

    @field_validator("content_digest")
    @classmethod
    def _sixteen_bytes(cls, value: bytes) -> bytes:
        if len(value) != _DIGEST:
            raise ValueError("must be 16 bytes")
        return value


class SignedCopy(NamedTuple):
    """A payload taken apart; nothing about it is verified yet."""

    signed: cose.Sign1
    claims: CopyClaims


def encode_claims(claims: CopyClaims) -> bytes:
    """Deterministic CBOR with the labels of the format."""
    return cose.encode(
        {
            0: _VERSION,
            1: claims.issuer,
            2: bytes.fromhex(claims.number),
            3: day_number(claims.made_on),
            4: int(claims.outcome),
            5: claims.holder,
            6: claims.birth,
            7: claims.passport_end,
            8: claims.status_index,
            11: claims.recipient,
            12: claims.purpose,
            13: day_number(claims.expires_on),
            14: day_number(claims.issued_on),
            15: claims.content_digest,
        }
    )


def protected_header(key: bytes) -> bytes:
    """The protected header of a code by the key with that id."""
    return cose.protected_header(key, {cose.TYPE: TYPE})


def disassemble(payload: bytes) -> SignedCopy:
    """Takes a payload apart; raises `UnreadableCode` unless it is canonical to the last byte."""
    if len(payload) > MAX_BYTES:
        raise unreadable("wrong-length")
    signed = qr.signed_parts(payload, {cose.TYPE: TYPE})
    return SignedCopy(signed, read_claims(signed.payload, (_VERSION, _LABELS), _claims_of, encode_claims))


def _claims_of(labelled: dict[int, object]) -> CopyClaims:
    return CopyClaims(
        issuer=exact(labelled[1], int),
        number=exact(labelled[2], bytes).hex().upper(),
        made_on=day_of(exact(labelled[3], int)),
        outcome=OutcomeCode(exact(labelled[4], int)),
        holder=exact(labelled[5], str),
        birth=exact(labelled[6], int),
        passport_end=exact(labelled[7], str),
        status_index=exact(labelled[8], int),
        recipient=exact(labelled[11], str),
        purpose=exact(labelled[12], str),
        expires_on=day_of(exact(labelled[13], int)),
        issued_on=day_of(exact(labelled[14], int)),
        content_digest=exact(labelled[15], bytes),
    )
