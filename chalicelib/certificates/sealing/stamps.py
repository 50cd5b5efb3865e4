"""Time stamps (RFC 3161): asked for, checked, and how large they come."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chalicelib.certificates.errors import ClocksDiffer, TimestampUnavailable
from chalicelib.certificates.ports import TimeStamps
from chalicelib.certificates.sealing import container, signatures
from chalicelib.certificates.sealing.container import Container
from chalicelib.kernel.der import children, element, element_length, value
from chalicelib.platform import clock

_GRANTED = {b"\x00", b"\x01"}
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_YES = b"\x01\x01\xff"
_NONCE_BYTES = 8
_SPARE = 64
"""Bytes by which one authority's stamps differ in length: numbers, fractions of a second, signatures."""


@dataclass(frozen=True)
class Stamp:
    """A time stamp taken apart."""

    token: bytes
    signed: Container
    imprint: bytes
    nonce: int | None
    time: datetime


def read_stamp(token: bytes) -> Stamp:
    """Raises `ValueError` (or `LookupError`) unless it is a time stamp by SHA-256 over something."""
    from asn1crypto import tsp  # noqa: PLC0415 - only where something is sealed or checked

    signed = container.read(token)
    said = tsp.TSTInfo.load(signed.content or b"", strict=True)
    imprint = said["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise ValueError("not a stamp over a SHA-256")
    return Stamp(
        token=token,
        signed=signed,
        imprint=imprint["hashed_message"].native,
        nonce=said["nonce"].native,
        time=said["gen_time"].native.astimezone(UTC),
    )


def stamps(stamp: Stamp, imprint: bytes) -> bool:
    """Whether the stamp is over that SHA-256, and signed by the certificate that it carries."""
    signed = stamp.signed
    digest = hashlib.new(signatures.digest_name(signed.digest_algorithm), signed.content or b"").digest()
    return (
        stamp.imprint == imprint
        and signed.message_digest == digest
        and signatures.holds(
            signed.certificate,
            signed.signature_algorithm,
            signed.digest_algorithm,
            signed.signature,
            signed.signed_attributes,
        )
    )


@dataclass
class Stamper:
    """One time-stamping authority, and what its stamps are like."""

    time_stamps: TimeStamps
    tolerance: timedelta
    """By how much its clock and ours may differ."""
    _last: Stamp | None = field(default=None, init=False)
    _longest: int = field(default=0, init=False)

    def stamp(self, digest: bytes) -> Stamp:
        """A checked stamp over a SHA-256, its own signature in the one spelling.

        Raises `TimestampUnavailable`, `ClocksDiffer`.
        """
        nonce = secrets.randbits(8 * _NONCE_BYTES - 1) | 1 << (8 * _NONCE_BYTES - 2)
        answer = self.time_stamps.stamp(_request(digest, nonce))
        try:
            made = read_stamp(_one_spelling(_token(answer)))
            sound = made.nonce == nonce and stamps(made, digest)
        except (ValueError, LookupError, TypeError) as garbled:
            raise TimestampUnavailable from garbled
        if not sound:
            raise TimestampUnavailable
        if abs(made.time - clock.now()) > self.tolerance:
            raise ClocksDiffer
        self._last, self._longest = made, max(self._longest, len(made.token))
        return made

    def example(self) -> Stamp:
        """An earlier stamp; the first time, one is asked for over nothing in particular."""
        return self._last or self.stamp(hashlib.sha256(b"").digest())

    @property
    def room(self) -> int:
        """Bytes to keep for a stamp that is still to come."""
        self.example()
        return self._longest + _SPARE


def _request(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq that asks for the authority's certificate."""
    imprint = element(container.SEQUENCE, _SHA256, element(container.OCTETS, digest))
    number = element(container.INTEGER, nonce.to_bytes(_NONCE_BYTES, "big"))
    return element(container.SEQUENCE, element(container.INTEGER, b"\x01"), imprint, number, _YES)


def _token(answer: bytes) -> bytes:
    if element_length(answer) != len(answer):
        raise ValueError("something follows the answer")
    status, *token = children(answer)
    if value(children(status)[0]) not in _GRANTED or len(token) != 1:
        raise ValueError("the stamp was refused")
    return token[0]


def _one_spelling(token: bytes) -> bytes:
    signed = container.read(token)
    return container.with_signature(token, signatures.low_s(signed.certificate, signed.signature))
