"""Takes CMS containers (RFC 5652) with one signer apart, and writes the seal's own; nothing is verified here.

The seal's container is to the byte what pyHanko writes for PAdES: a test holds the two together (decision 0061).
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

from chalicelib.kernel.der import children, element, element_length, set_of, value

SEQUENCE, SET, OID, OCTETS, INTEGER = 0x30, 0x31, 0x06, 0x04, 0x02
_FIRST, _SECOND = 0xA0, 0xA1
"""Context tags [0] and [1], constructed."""


def _oid(encoded: str) -> bytes:
    return element(OID, bytes.fromhex(encoded))


_DATA = _oid("2a864886f70d010701")
_SIGNED_DATA = _oid("2a864886f70d010702")
CONTENT_TYPE = _oid("2a864886f70d010903")
MESSAGE_DIGEST = _oid("2a864886f70d010904")
SIGNING_CERTIFICATE_V2 = _oid("2a864886f70d010910022f")
TIME_STAMP_TOKEN = _oid("2a864886f70d010910020e")
NULL = b"\x05\x00"
_SHA256 = element(SEQUENCE, _oid("608648016503040201"), NULL)
_ECDSA_SHA256 = element(SEQUENCE, _oid("2a8648ce3d040302"))
_ONE = element(INTEGER, b"\x01")


@dataclass(frozen=True)
class Container:
    """A SignedData with one signer. Every part is DER as it stands in the container."""

    content: bytes | None
    """What is signed when it is inside (a time stamp's TSTInfo); None when it lies outside."""
    certificates: tuple[bytes, ...]
    signer_id: tuple[bytes, ...]
    """Issuer and serial number."""
    digest_algorithm: bytes
    signed_attributes: bytes
    """As a SET OF: the bytes that the signature is over."""
    signature_algorithm: bytes
    signature: bytes
    unsigned: tuple[bytes, ...]

    @cached_property
    def attributes(self) -> dict[bytes, bytes]:
        """The signed attributes: type to its one value."""
        found = {}
        for attribute in children(self.signed_attributes):
            kind, values = children(attribute)
            (found[kind],) = children(values)
        return found

    @property
    def message_digest(self) -> bytes:
        return value(self.attributes[MESSAGE_DIGEST])

    @property
    def certificate(self) -> bytes:
        """The signer's own. Raises `ValueError` when the container does not hold it."""
        for held in self.certificates:
            if issuer_and_serial(held) == self.signer_id:
                return held
        raise ValueError("the signer's certificate is not in the container")

    @property
    def stamp(self) -> bytes | None:
        """The signature's time stamp, when it is the one unsigned attribute."""
        if len(self.unsigned) != 1:
            return None
        kind, values = children(self.unsigned[0])
        return children(values)[0] if kind == TIME_STAMP_TOKEN else None


@lru_cache(maxsize=8)
def read(container: bytes) -> Container:
    """Its parts, kept for the seal in hand, which is looked at several times.

    Raises `ValueError` (also as `IndexError`) unless it is DER with one signer and signed attributes.
    """
    if element_length(container) != len(container):
        raise ValueError("something follows the container")
    kind, wrapped = children(container)
    _, _, encapsulated, certificates, *_, signers = children(children(wrapped)[0])
    (signer,) = children(signers)
    _, signer_id, digest, signed, algorithm, signature, *unsigned = children(signer)
    content = children(encapsulated)[1:]
    if kind != _SIGNED_DATA or signed[0] != _FIRST or len(unsigned) > 1:
        raise ValueError("not a signed container of this kind")
    return Container(
        content=value(value(content[0])) if content else None,
        certificates=tuple(children(certificates)),
        signer_id=tuple(children(signer_id)),
        digest_algorithm=children(digest)[0],
        signed_attributes=bytes((SET,)) + signed[1:],
        signature_algorithm=children(algorithm)[0],
        signature=value(signature),
        unsigned=tuple(children(unsigned[0])) if unsigned else (),
    )


def with_signature(container: bytes, signature: bytes) -> bytes:
    """The container with another spelling of its signer's signature and nothing else changed."""
    kind, wrapped = children(container)
    *before, signers = children(children(wrapped)[0])
    parts = children(children(signers)[0])
    parts[5] = element(OCTETS, signature)
    signed_data = element(SEQUENCE, *before, element(SET, element(SEQUENCE, *parts)))
    return element(SEQUENCE, kind, element(_FIRST, signed_data))


def issuer_and_serial(certificate: bytes) -> tuple[bytes, bytes]:
    """What names a certificate in a container."""
    signed, *_ = children(certificate)
    _version, serial, _, issuer, *_ = children(signed)
    return issuer, serial


@dataclass(frozen=True)
class SealForm:
    """What the containers of one key have in common, worked out once."""

    certificates: tuple[bytes, ...]
    """Leaf first."""

    @cached_property
    def _signing_certificate(self) -> bytes:
        """ESS signing-certificate-v2 (RFC 5035): which certificate the signer means."""
        issuer, serial = issuer_and_serial(self.certificates[0])
        names = element(SEQUENCE, element(0xA4, issuer))
        named = element(SEQUENCE, names, serial)
        digest = element(OCTETS, sha256(self.certificates[0]).digest())
        return _attribute(
            SIGNING_CERTIFICATE_V2, element(SEQUENCE, element(SEQUENCE, element(SEQUENCE, digest, named)))
        )

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes for a file with that SHA-256, as the SET OF that the key signs."""
        return set_of(
            _attribute(CONTENT_TYPE, _DATA),
            _attribute(MESSAGE_DIGEST, element(OCTETS, digest)),
            self._signing_certificate,
        )

    def write(self, attributes: bytes, signature: bytes, token: bytes | None) -> bytes:
        """The whole container with the signature over `attributes` and the time stamp over the signature, if any."""
        stamped = element(_SECOND, _attribute(TIME_STAMP_TOKEN, token)) if token else b""
        signer_id = element(SEQUENCE, *issuer_and_serial(self.certificates[0]))
        signed = bytes((_FIRST,)) + attributes[1:]
        signer = element(
            SEQUENCE, _ONE, signer_id, _SHA256, signed, _ECDSA_SHA256, element(OCTETS, signature), stamped
        )
        signed_data = element(
            SEQUENCE,
            _ONE,
            element(SET, _SHA256),
            element(SEQUENCE, _DATA),
            element(_FIRST, *sorted(self.certificates)),
            element(SET, signer),
        )
        return element(SEQUENCE, _SIGNED_DATA, element(_FIRST, signed_data))


def _attribute(kind: bytes, content: bytes) -> bytes:
    return element(SEQUENCE, kind, element(SET, content))
