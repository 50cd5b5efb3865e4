"""The second, smaller code: to this name a certificate with this outcome was issued (docs/formats/result-code.md)."""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints, field_validator

from chalicelib.certificates import cose, qr
from chalicelib.certificates.labelled import day_number, day_of, exact, read_claims, unreadable
from chalicelib.certificates.qr import OutcomeCode
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

TYPE = "probity-result"
_VERSION = 1
_LABELS = frozenset({0, 1, 3, 4, 5, 8})


class ResultClaims(Model):
    """What the code vouches for: nothing by which the person who shows it could be known to be the holder."""

    issuer: Annotated[int, Field(ge=0, lt=1 << 16)]
    issued_on: date
    outcome: OutcomeCode
    holder: Annotated[CleanText, StringConstraints(min_length=1)]
    status_index: Annotated[int, Field(ge=0, lt=1 << 32)]
    """Its own, so that it can't be matched with the certificate's code."""

    @field_validator("holder")
    @classmethod
    def _short_enough(cls, value: str) -> str:
        return qr.holdable(value)


class SignedResult(NamedTuple):
    """A payload taken apart; nothing about it is verified yet."""

    signed: cose.Sign1
    claims: ResultClaims


def encode_claims(claims: ResultClaims) -> bytes:
    """Deterministic CBOR with the labels of the format."""
    return cose.encode(
        {
            0: _VERSION,
            1: claims.issuer,
            3: day_number(claims.issued_on),
            4: int(claims.outcome),
            5: claims.holder,
            8: claims.status_index,
        }
    )


def protected_header(key: bytes) -> bytes:
    """The protected header of a code by the key with that id."""
    return cose.protected_header(key, {cose.TYPE: TYPE})


def disassemble(payload: bytes) -> SignedResult:
    """Takes a payload apart; raises `UnreadableCode` unless it is canonical to the last byte."""
    if len(payload) > qr.MAX_BYTES:
        raise unreadable("wrong-length")
    signed = qr.signed_parts(payload, {cose.TYPE: TYPE})
    return SignedResult(signed, read_claims(signed.payload, (_VERSION, _LABELS), _claims_of, encode_claims))


def _claims_of(labelled: dict[int, object]) -> ResultClaims:
    return ResultClaims(
        issuer=exact(labelled[1], int),
        issued_on=day_of(exact(labelled[3], int)),
        outcome=OutcomeCode(exact(labelled[4], int)),
        holder=exact(labelled[5], str),
        status_index=exact(labelled[8], int),
    )
