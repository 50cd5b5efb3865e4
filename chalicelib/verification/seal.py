"""The PDF's seal, checked on the raw bytes before any PDF parser sees them.

A seal that covers the whole file and was made by the issuer means that every byte is the issuer's: only
then is the file opened as a PDF (`structure.py`, `meaning.py`). So a hostile file meets one regular
expression, one hash and a strict DER reader, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from chalicelib.verification.cms import SealToken, read_token
from chalicelib.verification.errors import NotGenuine, pdf_faults
from chalicelib.verification.offline import complete
from chalicelib.verification.trust import PURPOSES, Trust

if TYPE_CHECKING:
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus

_RANGE = re.compile(rb"/ByteRange\s{0,4}\[\s{0,4}0 (\d{1,9}) (\d{1,9}) (\d{1,9})\s{0,4}\]")
_TRACES = (b"/ETSI.CAdES.detached", b"/Contents <3082")
_PADDED_HEX = re.compile(rb"[0-9A-F]+")
_CLOCK_AHEAD = 300  # seconds that a verifier's clock may run behind the time stamp's


@dataclass(frozen=True)
class Seal:
    """A seal that holds: its CMS bytes, where its hexadecimal lies in the file, and the proved time."""

    contents: bytes
    gap: tuple[int, int]
    sealed_at: datetime


@dataclass(frozen=True)
class _Covered:
    """What the byte range says is signed, and the bytes of the gap between."""

    signed: bytes
    contents: bytes
    gap: tuple[int, int]


def check_seal(pdf: bytes, trust: Trust, now: datetime) -> Seal:
    """The seal over the whole of `pdf`, made by the issuer and time-stamped; raises `NotGenuine`."""
    covered = _covered(pdf)
    token = read_token(covered.contents)
    if token.message_digest != sha256(covered.signed).digest():
        raise NotGenuine("content-changed")
    status = _validate(covered.signed, token, trust)
    _require_sound(status)
    _require_known_certificates(status, token)
    if (token.stamped_at - now).total_seconds() > _CLOCK_AHEAD:
        raise NotGenuine("issued-in-future")
    return Seal(covered.contents, covered.gap, token.stamped_at)


def _covered(pdf: bytes) -> _Covered:
    ranges = _RANGE.findall(pdf)
    if b"/ByteRange" not in pdf:
        raise NotGenuine("seal-damaged" if any(trace in pdf for trace in _TRACES) else "no-seal")
    if len(ranges) != 1 or pdf.count(b"/ByteRange") != 1:
        raise NotGenuine("more-than-one-seal" if len(ranges) > 1 else "seal-damaged")
    start, end, rest = (int(number) for number in ranges[0])
    if not 0 < start < end or end + rest != len(pdf):
        raise NotGenuine("seal-does-not-cover-file")
    gap = pdf[start:end]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(gap) % 2 or not _PADDED_HEX.fullmatch(gap[1:-1]):
        raise NotGenuine("seal-damaged")
    return _Covered(pdf[:start] + pdf[end:], bytes.fromhex(gap[1:-1].decode("ascii")), (start, end))


def _validate(signed: bytes, token: SealToken, trust: Trust) -> StandardCMSSignatureStatus:
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms  # noqa: PLC0415 - only to verify
    from pyhanko.sign.validation.settings import KeyUsageConstraints  # noqa: PLC0415 - as above

    usage = KeyUsageConstraints(key_usage={"non_repudiation"}, extd_key_usage={PURPOSES["seal"]})
    try:
        return complete(
            async_validate_detached_cms(
                signed,
                token.signed_data,
                signer_validation_context=trust.seal_context(token.stamped_at),
                ts_validation_context=trust.timestamp_context(token.stamped_at),
                key_usage_settings=usage,
            )
        )
    except pdf_faults() as broken:
        raise NotGenuine("seal-damaged") from broken


def _require_sound(status: StandardCMSSignatureStatus) -> None:
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


def _require_known_certificates(status: StandardCMSSignatureStatus, token: SealToken) -> None:
    """Every certificate carried along has a part in one of the two chains: nothing rides along unsigned."""
    stamp = status.timestamp_validity
    paths = [status.validation_path, stamp.validation_path if stamp else None]
    used = {found.dump() for path in paths if path for found in path.iter_certs(include_root=True)}
    if not token.certificates <= used:
        raise NotGenuine("seal-wrong-kind")
