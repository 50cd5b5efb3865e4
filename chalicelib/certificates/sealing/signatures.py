"""Signatures in containers: whether one holds, and the one spelling of an elliptic one that we let leave."""

from functools import lru_cache
from typing import TYPE_CHECKING

from chalicelib.kernel.der import value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

_DIGESTS = {"608648016503040201": "SHA256", "608648016503040202": "SHA384", "608648016503040203": "SHA512"}
_PLAIN_RSA = "2a864886f70d010101"
"""RSA that leaves the digest to the container (RFC 3370, 3.2)."""
_SIGNED_WITH = {
    "2a8648ce3d040302": "SHA256",
    "2a8648ce3d040303": "SHA384",
    "2a8648ce3d040304": "SHA512",
    "2a864886f70d01010b": "SHA256",
    "2a864886f70d01010c": "SHA384",
    "2a864886f70d01010d": "SHA512",
}
"""ECDSA (RFC 5758) and RSA (RFC 4055), and the digest that each names."""
_ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
"""Orders of NIST P-256 and P-384 (FIPS 186-4, D.1.2)."""


def digest_name(algorithm: bytes) -> str:
    """`sha256` and so on for the object identifier of a digest; raises `ValueError` for any other."""
    return _named(_DIGESTS, algorithm).lower()


def holds(certificate: bytes, algorithm: bytes, digest: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the key of `certificate` made `signature` over `message`.

    `algorithm` and `digest` are object identifiers as the container gives them. Raises `ValueError` for a kind
    of signature that no authority should use.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where something is signed
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415 - as above

    key, kind = _public_key(certificate), value(algorithm).hex()
    named = _named(_DIGESTS, digest) if kind == _PLAIN_RSA else _named(_SIGNED_WITH, algorithm)
    hashing: hashes.HashAlgorithm = getattr(hashes, named)()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashing))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashing)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def low_s(certificate: bytes, signature: bytes) -> bytes:
    """The signature with the smaller of its two possible s (RFC 6979 leaves both); others as they are."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see holds
    from cryptography.hazmat.primitives.asymmetric.utils import (  # noqa: PLC0415 - see holds
        decode_dss_signature,
        encode_dss_signature,
    )

    key = _public_key(certificate)
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in _ORDERS:
        return signature
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _ORDERS[key.curve.name] - s))


def public_key(certificate: bytes) -> bytes:
    """The certificate's key (SubjectPublicKeyInfo, DER)."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - see holds
        Encoding,
        PublicFormat,
    )

    return _public_key(certificate).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@lru_cache(maxsize=16)
def _public_key(certificate: bytes) -> "CertificatePublicKeyTypes":
    """Raises `ValueError` for a kind of key that is not known here."""
    from cryptography import x509  # noqa: PLC0415 - see holds
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - see holds

    try:
        return x509.load_der_x509_certificate(certificate).public_key()
    except UnsupportedAlgorithm as unknown:
        raise ValueError("an unknown kind of key") from unknown


def _named(known: dict[str, str], algorithm: bytes) -> str:
    name = known.get(value(algorithm).hex())
    if name is None:
        raise ValueError("an unknown algorithm")
    return name
