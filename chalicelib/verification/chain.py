"""Whether a certificate leads to a pinned root: RFC 5280 for the few forms that an issuer's PKI has (decision 0080).

What does not depend on time is worked out once for the same bytes; when each certificate of the path was valid is
asked anew for every signature's own time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography import x509

_LONGEST = 4
"""Certificates below the root."""
_CRITICAL = frozenset({"2.5.29.15", "2.5.29.19", "2.5.29.37"})
"""Key usage, basic constraints and extended key usage: any other critical extension is not understood here."""
_NAME_CONSTRAINTS = "2.5.29.30"
_ALGORITHMS = frozenset(
    {
        "1.2.840.10045.4.3.2",
        "1.2.840.10045.4.3.3",
        "1.2.840.10045.4.3.4",
        "1.2.840.113549.1.1.11",
        "1.2.840.113549.1.1.12",
        "1.2.840.113549.1.1.13",
    }
)
"""ECDSA and RSA (PKCS #1) with SHA-2."""
_SHORTEST_RSA, _CURVES = 2048, {"secp256r1", "secp384r1"}


@dataclass(frozen=True)
class Path:
    """The certificates from one to a pinned root, DER, the root last; their signatures and constraints hold."""

    certificates: tuple[bytes, ...]
    starts: datetime
    ends: datetime
    """When all of them, the root too, are valid."""

    def covers(self, moment: datetime) -> bool:
        return self.starts <= moment <= self.ends

    def links(self) -> Iterator[tuple[bytes, bytes]]:
        """Each certificate below the root, and who issued it."""
        return zip(self.certificates, self.certificates[1:], strict=False)


@lru_cache(maxsize=256)
def path_to_root(leaf: bytes, carried: frozenset[bytes], roots: tuple[bytes, ...]) -> Path | None:
    """The path from `leaf` over certificates of `carried` to one of `roots`, itself perhaps; None when there is none.

    Raises one of `certificate_faults` for a certificate that can't be read.
    """
    if leaf in roots:
        return _path([_load(leaf)])
    found = _climb(_load(leaf), [_load(each) for each in carried], [_load(each) for each in roots], _LONGEST)
    return _path(found) if found else None


def _path(found: list[x509.Certificate]) -> Path:
    return Path(
        certificates=tuple(_der(each) for each in found),
        starts=max(each.not_valid_before_utc for each in found),
        ends=min(each.not_valid_after_utc for each in found),
    )


@lru_cache(maxsize=256)
def serves(leaf: bytes, usage: str, purpose: str, *, alone: bool = False) -> bool:
    """Whether a certificate's key usage (as `cryptography` names it) and extended key usage (an OID) allow it.

    `alone` asks that the purpose be critical and the only one, as time stamps need it (RFC 3161, 2.3).
    """
    from cryptography import x509  # noqa: PLC0415 - only where something is verified

    extensions = _load(leaf).extensions
    try:
        used = extensions.get_extension_for_class(x509.KeyUsage).value
        named = extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return False
    purposes = [each.dotted_string for each in named.value]
    fits = bool(getattr(used, usage)) and purpose in purposes
    return fits and (not alone or (named.critical and len(purposes) == 1))


def _climb(
    subject: x509.Certificate, pool: list[x509.Certificate], roots: list[x509.Certificate], left: int
) -> list[x509.Certificate] | None:
    if not left or not _is_understood(subject):
        return None
    below = _LONGEST - left
    for root in roots:
        if _issued(root, subject) and _may_issue(root, below):
            return [subject, root]
    for authority in pool:
        if authority != subject and _may_issue(authority, below) and _issued(authority, subject):
            above = _climb(authority, pool, roots, left - 1)
            if above:
                return [subject, *above]
    return None


def _issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where something is verified

    if issuer.subject != subject.issuer:
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _may_issue(authority: x509.Certificate, below: int) -> bool:
    """`below` is how many authorities stand between it and the leaf (RFC 5280, 4.2.1.9)."""
    from cryptography import x509  # noqa: PLC0415 - only where something is verified

    try:
        constraints = authority.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = authority.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    length = constraints.value.path_length
    return (
        constraints.critical
        and constraints.value.ca
        and (length is None or length >= below)
        and usage.key_cert_sign
        and _is_strong(authority)
        and _is_understood(authority)
    )


def _is_understood(certificate: x509.Certificate) -> bool:
    """Version 3, signed in a way that holds, and with nothing in it that a reader must know and we do not."""
    from cryptography import x509  # noqa: PLC0415 - only where something is verified

    known = all(
        each.oid.dotted_string in _CRITICAL if each.critical else each.oid.dotted_string != _NAME_CONSTRAINTS
        for each in certificate.extensions
    )
    return (
        certificate.version is x509.Version.v3
        and certificate.signature_algorithm_oid.dotted_string in _ALGORITHMS
        and known
    )


def _is_strong(authority: x509.Certificate) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - only where it is verified

    key = authority.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= _SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES


@lru_cache(maxsize=256)
def _load(der: bytes) -> x509.Certificate:
    from cryptography import x509  # noqa: PLC0415 - only where something is verified

    return x509.load_der_x509_certificate(der)


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - see _load

    return certificate.public_bytes(Encoding.DER)
