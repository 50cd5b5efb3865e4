"""The PDF's seal and archive time stamp, checked on the raw bytes before any PDF parser sees them.

A seal that was made by the issuer means that every byte which it covers is the issuer's, and the one revision
after it is written again and compared (`structure.py`): only then is the file opened as a PDF. So a hostile file
meets one regular expression, one hash and a strict DER reader, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.certificates.cose import key_id
from chalicelib.certificates.sealing import signatures
from chalicelib.verification.chain import Path, path_to_root, serves
from chalicelib.verification.cms import SealToken, Token, read_archive_stamp, read_seal
from chalicelib.verification.errors import NotGenuine, certificate_faults
from chalicelib.verification.trust import PURPOSES, Trust, Use

if TYPE_CHECKING:
    from chalicelib.certificates.sealing.container import Container

_RANGE = re.compile(rb"/ByteRange\s{0,4}\[\s{0,4}0 (\d{1,9}) (\d{1,9}) (\d{1,9})\s{0,4}\]")
_SEAL_KIND = b"/ETSI.CAdES.detached"
_TRACES = (_SEAL_KIND, b"/Contents <3082")
_PADDED_HEX = re.compile(rb"[0-9A-F]+")
_CLOCK_AHEAD = 300  # seconds that a verifier's clock may run behind the time stamp's
_STAMPING = ("digital_signature", "1.3.6.1.5.5.7.3.8")
"""What a time-stamping authority's certificate is for (RFC 3161, 2.3)."""
_WIDEST = 100_000
"""Hexadecimal digits of a signature: ours are a fifth of that, and more would take long to look through."""
_SIGNATURES = 2
"""The seal, and the time stamp over the whole file."""


@dataclass(frozen=True)
class Covered:
    """What a byte range says is signed, and the signature in the gap between."""

    contents: bytes
    gap: tuple[int, int]
    """Where its hexadecimal lies in the file."""
    length: int
    """How much of the file it speaks of."""

    @property
    def room(self) -> int:
        """Bytes that there are for the signature."""
        return len(self.contents)

    def digest(self, pdf: bytes) -> bytes:
        """SHA-256 of what is signed."""
        start, end = self.gap
        covered = sha256(memoryview(pdf)[:start])
        covered.update(memoryview(pdf)[end : self.length])
        return covered.digest()


@dataclass(frozen=True)
class Seal:
    """A seal and an archive time stamp that hold, and the times that they prove."""

    sealed: Covered
    stamped: Covered
    token: SealToken
    archive: Token
    sealing: Path
    stamping: Path
    archiving: Path
    """From each of the three signers to a root that is trusted."""

    @property
    def sealed_at(self) -> datetime:
        return self.token.stamp.stamped_at

    @property
    def archived_at(self) -> datetime:
        return self.archive.stamped_at


def check_seal(pdf: bytes, trust: Trust, now: datetime, use: Use = "seal") -> Seal:
    """The seal of `pdf`, made by the issuer's key of that use and time-stamped, and the time stamp over everything.

    Raises `NotGenuine`.
    """
    sealed, stamped = _both(pdf)
    token, archive = read_seal(sealed.contents), read_archive_stamp(stamped.contents)
    if token.message_digest != sealed.digest(pdf):
        raise NotGenuine("content-changed")
    paths = _require_sound_seal(token, trust, use)
    archiving = _require_sound_archive(stamped.digest(pdf), archive, token.stamp, trust)
    _require_times(token, archive, now)
    _require_in_use(token, trust, use)
    return Seal(sealed, stamped, token, archive, *paths, archiving)


def _both(pdf: bytes) -> tuple[Covered, Covered]:
    ranges = _RANGE.findall(pdf)
    if b"/ByteRange" not in pdf:
        raise NotGenuine("seal-damaged" if any(trace in pdf for trace in _TRACES) else "no-seal")
    if len(ranges) != pdf.count(b"/ByteRange") or len(ranges) > _SIGNATURES:
        raise NotGenuine("more-than-one-seal" if len(ranges) > _SIGNATURES else "seal-damaged")
    numbers = [tuple(int(number) for number in found) for found in ranges]
    if numbers[-1][1] + numbers[-1][2] != len(pdf):
        raise NotGenuine("seal-does-not-cover-file")
    found = [_covered(pdf, *three) for three in numbers]
    if len(found) < _SIGNATURES:
        raise NotGenuine("archive-stamp-missing" if _SEAL_KIND in pdf else "seal-wrong-kind")
    if found[0].length > found[1].gap[0]:
        raise NotGenuine("seal-damaged")
    return found[0], found[1]


def _covered(pdf: bytes, start: int, end: int, rest: int) -> Covered:
    if not 0 < start < end or end + rest > len(pdf):
        raise NotGenuine("seal-does-not-cover-file")
    if end - start > _WIDEST:
        raise NotGenuine("seal-damaged")
    gap = pdf[start:end]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(gap) % 2 or not _PADDED_HEX.fullmatch(gap[1:-1]):
        raise NotGenuine("seal-damaged")
    return Covered(bytes.fromhex(gap[1:-1].decode("ascii")), (start, end), end + rest)


def _require_sound_seal(token: SealToken, trust: Trust, use: Use) -> tuple[Path, Path]:
    """The paths of seal and time stamp to the roots that they must end at."""
    stamp = token.stamp
    if not _holds(token.signed, token.signer):
        raise NotGenuine("seal-damaged")
    if stamp.imprint != sha256(token.signed.signature).digest() or not _holds(stamp.signed, stamp.signer):
        raise NotGenuine("timestamp-wrong")
    sealing = _path(token.signer, token.certificates, trust.roots[:1], stamp.stamped_at)
    if sealing is None or not serves(token.signer, "content_commitment", PURPOSES[use]):
        raise NotGenuine("chain-not-trusted")
    stamping = _path(stamp.signer, stamp.certificates, trust.roots, stamp.stamped_at)
    if stamping is None or not serves(stamp.signer, *_STAMPING, alone=True):
        raise NotGenuine("timestamp-not-trusted")
    if not token.certificates | stamp.certificates <= {*sealing.certificates, *stamping.certificates}:
        raise NotGenuine("seal-wrong-kind")  # nothing rides along unsigned
    return sealing, stamping


def _require_sound_archive(digest: bytes, archive: Token, first: Token, trust: Trust) -> Path:
    """`first` is the seal's time stamp, which the archive stamp covers: both are spelt alike."""
    if archive.imprint != digest or not _holds(archive.signed, archive.signer):
        raise NotGenuine("archive-stamp-wrong")
    stamping = _path(archive.signer, archive.certificates, trust.roots, archive.stamped_at)
    if stamping is None or not serves(archive.signer, *_STAMPING, alone=True):
        raise NotGenuine("archive-stamp-not-trusted")
    alike = (archive.certificates, archive.algorithms) == (first.certificates, first.algorithms)
    if not alike or not archive.certificates <= set(stamping.certificates):
        raise NotGenuine("archive-stamp-wrong")
    return stamping


def _holds(signed: Container, signer: bytes) -> bool:
    algorithm, digest = signed.signature_algorithm, signed.digest_algorithm
    try:
        return signatures.holds(signer, algorithm, digest, signed.signature, signed.signed_attributes)
    except certificate_faults():
        return False


def _path(
    signer: bytes, carried: frozenset[bytes], roots: tuple[bytes, ...], moment: datetime
) -> Path | None:
    try:
        path = path_to_root(signer, carried, roots)
    except certificate_faults():
        return None
    return path if path and path.covers(moment) else None


def _require_times(token: SealToken, archive: Token, now: datetime) -> None:
    """The stamps follow each other, and neither is from the future."""
    if archive.stamped_at < token.stamp.stamped_at:
        raise NotGenuine("archive-stamp-wrong")
    if (archive.stamped_at - now).total_seconds() > _CLOCK_AHEAD:
        raise NotGenuine("issued-in-future")


def _require_in_use(token: SealToken, trust: Trust, use: Use) -> None:
    """The key was still its owner's when the authority saw the seal."""
    sealed_at, public_key = token.stamp.stamped_at, signatures.public_key(token.signer)
    for listed in trust.keys_named(use, key_id(public_key).hex()):
        if listed.public_key == public_key:
            listed.require_in_use(sealed_at, sealed_at)
