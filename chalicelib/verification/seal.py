"""The PDF's seal and archive time stamp, checked on the raw bytes before any PDF parser sees them.

A seal that was made by the issuer means that every byte which it covers is the issuer's, and the one revision
after it is written again and compared (`structure.py`): only then is the file opened as a PDF. So a hostile file
meets one regular expression, one hash and a strict DER reader, and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.certificates.cose import key_id
from chalicelib.verification.cms import SealToken, Token, read_archive_stamp, read_seal
from chalicelib.verification.errors import NotGenuine, pdf_faults
from chalicelib.verification.offline import complete
from chalicelib.verification.trust import PURPOSES, Trust

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus, TimestampSignatureStatus

_RANGE = re.compile(rb"/ByteRange\s{0,4}\[\s{0,4}0 (\d{1,9}) (\d{1,9}) (\d{1,9})\s{0,4}\]")
_SEAL_KIND = b"/ETSI.CAdES.detached"
_TRACES = (_SEAL_KIND, b"/Contents <3082")
_PADDED_HEX = re.compile(rb"[0-9A-F]+")
_CLOCK_AHEAD = 300  # seconds that a verifier's clock may run behind the time stamp's
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

    def signed(self, pdf: bytes) -> bytes:
        start, end = self.gap
        return pdf[:start] + pdf[end : self.length]


@dataclass(frozen=True)
class Seal:
    """A seal and an archive time stamp that hold, and the times that they prove."""

    sealed: Covered
    stamped: Covered
    token: SealToken
    archive: Token
    sealed_at: datetime
    archived_at: datetime


def check_seal(pdf: bytes, trust: Trust, now: datetime) -> Seal:
    """The seal of `pdf`, made by the issuer and time-stamped, and the time stamp over everything.

    Raises `NotGenuine`.
    """
    sealed, stamped = _both(pdf)
    token, archive = read_seal(sealed.contents), read_archive_stamp(stamped.contents)
    if token.message_digest != sha256(sealed.signed(pdf)).digest():
        raise NotGenuine("content-changed")
    _require_sound_seal(_validate(sealed.signed(pdf), token, trust), token)
    _require_sound_archive(pdf, stamped, archive, trust)
    _require_times(token, archive, trust, now)
    return Seal(sealed, stamped, token, archive, token.stamp.stamped_at, archive.stamped_at)


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
    gap = pdf[start:end]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(gap) % 2 or not _PADDED_HEX.fullmatch(gap[1:-1]):
        raise NotGenuine("seal-damaged")
    return Covered(bytes.fromhex(gap[1:-1].decode("ascii")), (start, end), end + rest)


def _validate(signed: bytes, token: SealToken, trust: Trust) -> StandardCMSSignatureStatus:
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms  # noqa: PLC0415 - only to verify
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415 - as above

    usage = KeyUsageConstraints(key_usage={"non_repudiation"}, extd_key_usage={PURPOSES["seal"]})
    try:
        return complete(
            async_validate_detached_cms(
                signed,
                token.signed_data,
                signer_validation_context=trust.seal_context(token.stamp.stamped_at),
                ts_validation_context=trust.timestamp_context(token.stamp.stamped_at),
                key_usage_settings=usage,
            )
        )
    except pdf_faults() as broken:
        raise NotGenuine("seal-damaged") from broken


def _require_sound_seal(status: StandardCMSSignatureStatus, token: SealToken) -> None:
    stamp = status.timestamp_validity
    if not status.intact:
        raise NotGenuine("content-changed")
    if not status.valid:
        raise NotGenuine("seal-damaged")
    if stamp is None:
        raise NotGenuine("timestamp-missing")
    if not stamp.intact or not stamp.valid:
        raise NotGenuine("timestamp-wrong")
    if not status.trusted or status.validation_path is None:
        raise NotGenuine("chain-not-trusted")
    if not stamp.trusted or stamp.validation_path is None:
        raise NotGenuine("timestamp-not-trusted")
    if status.content_timestamp_validity is not None:
        raise NotGenuine("seal-wrong-kind")
    paths = (status.validation_path, stamp.validation_path)
    used = {found.dump() for path in paths for found in path.iter_certs(include_root=True)}
    if not token.certificates | token.stamp.certificates <= used:
        raise NotGenuine("seal-wrong-kind")  # nothing rides along unsigned


def _require_sound_archive(pdf: bytes, stamped: Covered, archive: Token, trust: Trust) -> None:
    status = _validate_archive(stamped.signed(pdf), archive, trust)
    if not status.intact or not status.valid:
        raise NotGenuine("archive-stamp-wrong")
    if not status.trusted or status.validation_path is None:
        raise NotGenuine("archive-stamp-not-trusted")
    used = {found.dump() for found in status.validation_path.iter_certs(include_root=True)}
    if not archive.certificates <= used:
        raise NotGenuine("archive-stamp-wrong")


def _validate_archive(signed: bytes, archive: Token, trust: Trust) -> TimestampSignatureStatus:
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data  # noqa: PLC0415 - only to verify
    from pyhanko.sign.validation.status import TimestampSignatureStatus  # noqa: PLC0415 - as above

    context = trust.timestamp_context(archive.stamped_at)
    try:
        told = complete(
            validate_tst_signed_data(
                archive.signed_data, context, lambda name: hashlib.new(name, signed).digest()
            )
        )
        return TimestampSignatureStatus(**told)
    except pdf_faults() as broken:
        raise NotGenuine("archive-stamp-wrong") from broken


def _require_times(token: SealToken, archive: Token, trust: Trust, now: datetime) -> None:
    """The stamps follow each other, neither is from the future, and the seal's key was still its owner's."""
    sealed_at = token.stamp.stamped_at
    if archive.stamped_at < sealed_at:
        raise NotGenuine("archive-stamp-wrong")
    if (archive.stamped_at - now).total_seconds() > _CLOCK_AHEAD:
        raise NotGenuine("issued-in-future")
    for listed in trust.keys_named("seal", key_id(token.public_key).hex()):
        if listed.public_key == token.public_key:
            listed.require_in_use(sealed_at.astimezone(UTC), sealed_at)
