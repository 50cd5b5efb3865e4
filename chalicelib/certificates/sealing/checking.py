"""The finished file against the public key, before anybody sees it; verification checks it by other means."""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.sealing import container, layout, signatures
from chalicelib.certificates.sealing.container import Container
from chalicelib.certificates.sealing.stamps import read_stamp, stamps
from chalicelib.certificates.trust import SigningKey
from chalicelib.kernel.der import element_length

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,9}) (\d{1,9}) (\d{1,9})\]")
_SIGNATURES = 2
"""The seal and the time stamp."""


@dataclass(frozen=True)
class Covered:
    """One byte range of a file, and the signature in its gap."""

    file: bytes
    start: int
    end: int
    rest: int

    @property
    def length(self) -> int:
        """How much of the file it speaks of."""
        return self.end + self.rest

    @property
    def digest(self) -> bytes:
        return sha256(self.file[: self.start] + self.file[self.end : self.length]).digest()

    @property
    def room(self) -> int:
        return (self.end - self.start - 2) // 2

    @cached_property
    def signature(self) -> bytes:
        """Without the zeros that fill the room. Raises `ValueError` when it is not written as ours are."""
        padded = bytes.fromhex(self.file[self.start + 1 : self.end - 1].decode("ascii"))
        return padded[: element_length(padded)]


def require_sound(sealed: bytes, pdf: bytes, key: SigningKey) -> None:
    """Raises `LintFailed` unless `sealed` is `pdf` with a stamped seal by `key`, and a time stamp over all of it."""
    if not sealed.startswith(pdf):
        raise LintFailed("The sealed file is not the page that was made.")
    try:
        sound = _is_sound(sealed, key)
    except (ValueError, LookupError, TypeError) as broken:
        raise LintFailed("The seal could not be read back.") from broken
    if not sound:
        raise LintFailed("The seal did not verify with the public key.")


def _is_sound(sealed: bytes, key: SigningKey) -> bool:
    found = [Covered(sealed, *map(int, numbers)) for numbers in _RANGE.findall(sealed)]
    if len(found) != _SIGNATURES or found[1].length != len(sealed):
        return False
    seal, stamp = found
    signed = container.read(seal.signature)
    again = layout.prepare_stamp(sealed[: seal.length], stamp.room).filled(stamp.signature)
    return (
        again == sealed
        and _is_sealed_by(signed, key, seal.digest)
        and stamps(read_stamp(signed.stamp or b""), sha256(signed.signature).digest())
        and stamps(read_stamp(stamp.signature), stamp.digest)
    )


def _is_sealed_by(signed: Container, key: SigningKey, digest: bytes) -> bool:
    leaf = signed.certificate
    return (
        leaf == key.certificates[0]
        and signed.message_digest == digest
        and signatures.public_key(leaf) == key.public_key
        and signatures.low_s(leaf, signed.signature) == signed.signature
        and signatures.holds(
            leaf,
            signed.signature_algorithm,
            signed.digest_algorithm,
            signed.signature,
            signed.signed_attributes,
        )
    )
