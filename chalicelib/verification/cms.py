"""The containers of seal and time stamps in their one accepted form: nothing unsigned in them can change unseen.

Each container is taken apart, written again from the parts that a signature or the file's own store vouches for, and
compared: what is not said here can't be in it. Profile: PAdES baseline B-LTA (ETSI EN 319 142-1) as our issuer writes
it: strict DER with zero padding, one signer, the smaller s of two, SHA-256 with ECDSA for the seal, three signed
attributes, and the time stamp as the only unsigned one. Nothing is verified here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chalicelib.certificates.sealing import container, signatures
from chalicelib.certificates.sealing.container import SealForm
from chalicelib.kernel.der import children, element, element_length, value
from chalicelib.verification.errors import NotGenuine, certificate_faults

if TYPE_CHECKING:
    from chalicelib.certificates.sealing.container import Container

_SEQUENCE, _SET, _OID, _OCTETS, _INTEGER, _TIME, _FIRST = 0x30, 0x31, 0x06, 0x04, 0x02, 0x18, 0xA0
_SIGNED_DATA = element(_OID, bytes.fromhex("2a864886f70d010702"))
_TST_INFO = element(_OID, bytes.fromhex("2a864886f70d0109100104"))
_SIGNING_CERTIFICATE = element(_OID, bytes.fromhex("2a864886f70d010910020c"))
_SHA256 = element(_OID, bytes.fromhex("608648016503040201"))
_NULL = b"\x05\x00"
_ONE, _THREE = element(_INTEGER, b"\x01"), element(_INTEGER, b"\x03")
_MOMENT = re.compile(rb"(\d{14})(?:\.(\d{0,11}[1-9]))?Z")


@dataclass(frozen=True)
class Token:
    """A time stamp taken apart; its signature is not verified yet."""

    signed: Container
    stamped_at: datetime
    imprint: bytes
    """SHA-256 of what was stamped."""
    signer: bytes
    """DER of the certificate that its signed attributes name."""
    certificates: frozenset[bytes]
    """DER of every certificate in it."""
    algorithms: tuple[bytes, bytes]
    """Of digest and signature as they are spelt: no signature covers their spelling."""


@dataclass(frozen=True)
class SealToken:
    """A seal taken apart; its signatures are not verified yet."""

    signed: Container
    message_digest: bytes
    signer: bytes
    certificates: frozenset[bytes]
    stamp: Token


def read_seal(contents: bytes) -> SealToken:
    """Takes the seal's bytes apart; raises `NotGenuine`.

    Names: seal-damaged, seal-wrong-kind, timestamp-missing, timestamp-wrong.
    """
    try:
        return _read_seal(_unpadded(contents))
    except certificate_faults() as broken:
        raise NotGenuine("seal-damaged") from broken


def read_archive_stamp(contents: bytes) -> Token:
    """Takes the archive time stamp's bytes apart; raises `NotGenuine` (archive-stamp-wrong)."""
    try:
        return _read_stamp(_unpadded(contents))
    except certificate_faults() as broken:
        raise NotGenuine("archive-stamp-wrong") from broken


def _unpadded(contents: bytes) -> bytes:
    """Without the zeros that fill the room. Raises `ValueError` unless it is DER down to the last element."""
    length = element_length(contents)
    if contents[length:].strip(b"\0"):
        raise ValueError("something hides in the padding")
    return contents[:length]


def _read_seal(sealed: bytes) -> SealToken:
    signed = container.read(sealed)
    stamp = _stamp_of(signed)
    signer, others = signed.certificate, _others(signed)
    form = SealForm((signer, *others))
    if form.write(form.attributes(signed.message_digest), _low_s(signed), stamp) != sealed:
        raise NotGenuine("seal-wrong-kind")
    try:
        token = _read_stamp(stamp)
    except certificate_faults() as broken:
        raise NotGenuine("timestamp-wrong") from broken
    return SealToken(signed, signed.message_digest, signer, frozenset(signed.certificates), token)


def _stamp_of(signed: Container) -> bytes:
    if not signed.unsigned:
        raise NotGenuine("timestamp-missing")
    if signed.stamp is None:
        raise NotGenuine("seal-wrong-kind")
    return signed.stamp


def _others(signed: Container) -> list[bytes]:
    """The certificates that are not the signer's; each once."""
    others = [each for each in signed.certificates if each != signed.certificate]
    if len(set(others)) + 1 != len(signed.certificates):
        raise NotGenuine("seal-wrong-kind")
    return others


def _low_s(signed: Container) -> bytes:
    """Anybody can turn an elliptic signature's s round, and it still holds: one of the two is ours."""
    if signatures.low_s(signed.certificate, signed.signature) != signed.signature:
        raise ValueError("a signature is not in its one accepted spelling")
    return signed.signature


def _read_stamp(token: bytes) -> Token:
    signed = container.read(token)
    content = signed.content or b""
    if element_length(content) != len(content) or _low_s(signed) != signed.signature:
        raise ValueError("something follows what was stamped")
    algorithms = _algorithms(token)
    if _write_stamp(signed, *algorithms) != token or len(set(signed.certificates)) != len(
        signed.certificates
    ):
        raise ValueError("not written as a time stamp is")
    _require_attributes(signed)
    imprint, moment = _stamped(content)
    certificates = frozenset(signed.certificates)
    return Token(signed, moment, imprint, signed.certificate, certificates, algorithms)


def _algorithms(token: bytes) -> tuple[bytes, bytes]:
    """The signer's identifiers of digest and signature, with their parameters: NULL or none."""
    signed_data = children(children(token)[1])[0]
    (signer,) = children(children(signed_data)[-1])
    _, _, digest, _, signature, *_ = children(signer)
    if any(children(each)[1:] not in ([], [_NULL]) for each in (digest, signature)):
        raise ValueError("an algorithm has parameters")
    return digest, signature


def _write_stamp(signed: Container, digest: bytes, algorithm: bytes) -> bytes:
    signer = element(
        _SEQUENCE,
        _ONE,
        element(_SEQUENCE, *signed.signer_id),
        digest,
        bytes((_FIRST,)) + signed.signed_attributes[1:],
        algorithm,
        element(_OCTETS, signed.signature),
    )
    stamped = element(_FIRST, element(_OCTETS, signed.content or b""))
    signed_data = element(
        _SEQUENCE,
        _THREE,
        element(_SET, digest),
        element(_SEQUENCE, _TST_INFO, stamped),
        element(_FIRST, *sorted(signed.certificates)),
        element(_SET, signer),
    )
    return element(_SEQUENCE, _SIGNED_DATA, element(_FIRST, signed_data))


def _require_attributes(signed: Container) -> None:
    """Once each: what is signed, its digest, and which certificate signs (RFC 3161, 2.4.2; RFC 5816)."""
    said = signed.attributes
    whole = element_length(signed.signed_attributes) == len(signed.signed_attributes)
    if not whole or len(children(signed.signed_attributes)) != len(said):
        raise ValueError("an attribute stands there twice")
    digest = hashlib.new(signatures.digest_name(signed.digest_algorithm), signed.content or b"").digest()
    if said[container.CONTENT_TYPE] != _TST_INFO or signed.message_digest != digest:
        raise ValueError("the attributes speak of something else")
    if _named_digest(said) not in _digests(signed.certificate):
        raise ValueError("the attributes name another certificate")


def _named_digest(said: dict[bytes, bytes]) -> tuple[str, bytes]:
    """By what, and to what, the signed attributes say that the signer's certificate digests."""
    if container.SIGNING_CERTIFICATE_V2 in said:
        first = children(children(children(said[container.SIGNING_CERTIFICATE_V2])[0])[0])
        named = "sha256" if first[0][0] == _OCTETS else signatures.digest_name(children(first.pop(0))[0])
        return named, value(first[0])
    first = children(children(children(said[_SIGNING_CERTIFICATE])[0])[0])
    return "sha1", value(first[0])


def _digests(certificate: bytes) -> set[tuple[str, bytes]]:
    return {
        (name, hashlib.new(name, certificate).digest()) for name in ("sha1", "sha256", "sha384", "sha512")
    }


def _stamped(content: bytes) -> tuple[bytes, datetime]:
    """The SHA-256 that a TSTInfo speaks of, and its moment (RFC 3161, 2.4.2)."""
    version, _, imprint, _, moment, *_ = children(content)
    algorithm, digest = children(imprint)
    written = _MOMENT.fullmatch(value(moment))
    if version != _ONE or children(algorithm)[0] != _SHA256 or moment[0] != _TIME or written is None:
        raise ValueError("not a stamp over a SHA-256")
    whole = datetime.strptime(written[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return value(digest), whole.replace(microsecond=int((written[2] or b"0").decode().ljust(6, "0")[:6]))
