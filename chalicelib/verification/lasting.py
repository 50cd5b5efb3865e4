"""Whether a seal lasts: the file itself proves that no certificate of seal and stamps was withdrawn at the time.

OCSP (RFC 6960), by answers that the file's security store holds; nothing is asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.certificates.sealing import signatures
from chalicelib.kernel.der import children, value
from chalicelib.verification.chain import path_to_root, serves
from chalicelib.verification.errors import NotGenuine, certificate_faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.x509 import ocsp

    from chalicelib.verification.chain import Path
    from chalicelib.verification.seal import Seal

_RESPONDER = ("digital_signature", "1.3.6.1.5.5.7.3.9")
_NO_CHECK = "1.3.6.1.5.5.7.48.1.5"
"""The authority says that its responder need not be asked about (RFC 6960, 4.2.2.2.1)."""
_UNLESS_SAID = timedelta(days=1)
"""How long an answer counts that does not say when the next one comes."""


@dataclass(frozen=True)
class Proof:
    """The file's security store: authorities' certificates and OCSP answers, as DER."""

    certificates: tuple[bytes, ...]
    responses: tuple[bytes, ...]


@dataclass(frozen=True)
class _Good:
    """What one answer says: a certificate of that authority, by its number, was good for that time."""

    serial: int
    starts: datetime
    ends: datetime


def require_lasting(proof: Proof, seal: Seal) -> None:
    """Raises `NotGenuine` (validation-data-wrong) unless the proof is there, whole, and without anything besides.

    The store is inside what the seal covers, so it also vouches for the authorities' certificates that the
    containers carry unsigned.
    """
    token, archive = seal.token, seal.archive
    carried = token.certificates | token.stamp.certificates | archive.certificates
    signers = {token.signer, token.stamp.signer, archive.signer}
    if tuple(sorted(carried - signers)) != proof.certificates:
        raise NotGenuine("validation-data-wrong")
    used: set[bytes] = set()
    for path, moment in (
        (seal.sealing, seal.sealed_at),
        (seal.stamping, seal.sealed_at),
        (seal.archiving, seal.archived_at),
    ):
        used |= _require_good(path, proof.responses, moment)
    if len(used) != len(proof.responses):
        raise NotGenuine("validation-data-wrong")


def _require_good(path: Path, responses: Iterable[bytes], moment: datetime) -> set[bytes]:
    """The answers by which every certificate below the root was good at that moment."""
    used = set()
    for subject, issuer in path.links():
        telling = [each for each in responses if _says_good(each, subject, issuer, moment)]
        if len(telling) != 1:
            raise NotGenuine("validation-data-wrong")
        used |= set(telling)
    return used


def _says_good(response: bytes, subject: bytes, issuer: bytes, moment: datetime) -> bool:
    try:
        said, serial = _read(response, issuer), _serial(subject)
    except certificate_faults() as broken:
        raise NotGenuine("validation-data-wrong") from broken
    return any(each.serial == serial and each.starts <= moment <= each.ends for each in said)


def _serial(certificate: bytes) -> int:
    signed, *_ = children(certificate)
    return int.from_bytes(value(children(signed)[1]), "big", signed=True)


@lru_cache(maxsize=64)
def _read(response: bytes, issuer: bytes) -> tuple[_Good, ...]:
    """What a signed answer says about certificates of `issuer`; nothing when another authority's are meant.

    Raises `ValueError` for an answer that is not one, or that no responder of the issuer's signed. The responder's
    own validity bounds what it says.
    """
    from cryptography.x509 import ocsp  # noqa: PLC0415 - only where something is verified

    read = ocsp.load_der_ocsp_response(response)
    if read.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError("no answer")
    about = [each for each in read.responses if _is_about(each, issuer)]
    if not about:
        return ()
    responder = _responder(read, response, issuer)
    return tuple(
        _Good(
            each.serial_number,
            max(each.this_update_utc, responder.starts),
            min(each.next_update_utc or each.this_update_utc + _UNLESS_SAID, responder.ends),
        )
        for each in about
        if each.certificate_status is ocsp.OCSPCertStatus.GOOD
    )


def _is_about(said: ocsp.OCSPSingleResponse, issuer: bytes) -> bool:
    """Name and key of the authority are those that the answer digests (RFC 6960, 4.1.1)."""
    signed, *_ = children(issuer)
    subject, public_key = children(signed)[5:7]
    digests = (hashlib.new(said.hash_algorithm.name, part) for part in (subject, _bits(public_key)))
    return (said.issuer_name_hash, said.issuer_key_hash) == tuple(each.digest() for each in digests)


def _bits(public_key: bytes) -> bytes:
    """The key itself in a SubjectPublicKeyInfo, without the count of unused bits."""
    return value(children(public_key)[1])[1:]


def _responder(read: ocsp.OCSPResponse, response: bytes, issuer: bytes) -> Path:
    """The path from who signed to the authority: itself, or a responder that it certified for that."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - see _read

    carried = [each.public_bytes(Encoding.DER) for each in read.certificates]
    signer = carried[0] if carried else issuer
    path = path_to_root(signer, frozenset(), (issuer,))
    if path is None or len(carried) > 1 or not (signer == issuer or _may_answer(signer)):
        raise ValueError("not a responder of the authority's")
    if not signatures.holds(signer, _algorithm(response), b"", read.signature, read.tbs_response_bytes):
        raise ValueError("the answer is not signed by its responder")
    return path


def _may_answer(responder: bytes) -> bool:
    from cryptography import x509  # noqa: PLC0415 - see _read

    said = x509.load_der_x509_certificate(responder).extensions
    return serves(responder, *_RESPONDER) and any(each.oid.dotted_string == _NO_CHECK for each in said)


def _algorithm(response: bytes) -> bytes:
    """The object identifier of the signature's algorithm, DER."""
    _, wrapped = children(response)
    _, basic = children(children(wrapped)[0])
    return children(children(value(basic))[1])[0]
