"""A certificate's code: from text or picture to facts that the issuer's key has signed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from chalicelib.certificates import qr
from chalicelib.certificates.code_kinds import CodeKind, kind_of
from chalicelib.certificates.errors import UnreadableCode
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Verdict
from chalicelib.verification.trust import ListedKey, Trust, signing_moment

if TYPE_CHECKING:
    from PIL.Image import Image

_LONG = 270
"""Digits that only the codes of certificates have: a shorter text that fails was never one."""
MAX_TEXT = 8_000
AHEAD = timedelta(hours=14)
"""The earliest day on earth (UTC+14) is not the future."""

_FAULTS = {
    "not-digits": "qr-not-digits",
    "wrong-length": "qr-wrong-length",
    "not-canonical": "qr-not-canonical",
    "not-a-certificate-code": "qr-not-ours",
    "wrong-claims": "qr-wrong-claims",
}


def check_code(text: str, trust: Trust, now: datetime, proved: datetime | None = None) -> qr.Claims:
    """The facts in scanned or typed text, once the issuer's signature over them holds; raises `NotGenuine`.

    `proved` is when a time-stamping authority saw the code, where that is known.
    """
    code = read_code(text)
    key = _signer_of(code, trust)
    day = datetime.combine(code.claims.issued_on, time(), UTC)
    trust.believe(key, signing_moment(key, day))
    key.require_in_use(day, proved)
    if code.claims.issued_on > (now.astimezone(UTC) + AHEAD).date():
        raise NotGenuine("issued-in-future")
    return code.claims


def _signer_of(code: qr.SignedCode, trust: Trust) -> ListedKey:
    """The listed key of the claimed issuer that made the signature."""
    named = [key for key in trust.keys_named("qr", code.key_id.hex()) if key.issuer == code.claims.issuer]
    if not named:
        raise NotGenuine("qr-key-unknown")
    for key in named:
        if qr.verifies(code, key.public_key):
            return key
    raise NotGenuine("qr-signature-wrong")


def read_code(text: str) -> qr.SignedCode:
    """The code in a text, taken apart and not yet verified; raises `NotGenuine`."""
    try:
        return qr.disassemble(qr.read_text(text[:MAX_TEXT]))
    except UnreadableCode as unreadable:
        raise unreadable_code(unreadable, text) from unreadable


def unreadable_code(unreadable: UnreadableCode, text: str) -> NotGenuine:
    """The refusal of a text that can't be read as a code."""
    verdict = Verdict.ALTERED if _looks_like_ours(text) else Verdict.NOT_A_CERTIFICATE
    return NotGenuine(_FAULTS[unreadable.fault], verdict)


def scan(picture: Image) -> list[str]:
    """The text of every QR code in a picture."""
    import zxingcpp  # noqa: PLC0415 - heavy, and only pictures need it

    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        text_mode=zxingcpp.TextMode.Plain,
    )
    return sorted({code.text for code in found if code.valid})


def only_code(texts: list[str]) -> str:
    """The one certificate's code among scanned texts; raises `NotGenuine` (no-qr-code, several-qr-codes)."""
    ours = [text for text in texts if _looks_like_ours(text)] or texts
    whole = [text for text in ours if not _shows_only_a_result(text)] or ours
    if not whole:
        raise NotGenuine("no-qr-code")
    if len(whole) > 1:
        raise NotGenuine("several-qr-codes")
    return whole[0]


def _shows_only_a_result(text: str) -> bool:
    """Whether it says so; beside a certificate's code on the same paper it is passed over."""
    try:
        return kind_of(qr.read_text(text[:MAX_TEXT])) is CodeKind.RESULT
    except UnreadableCode:
        return False


def _looks_like_ours(text: str) -> bool:
    return len(re.sub(r"[^0-9]", "", text.rsplit("#", 1)[-1][:MAX_TEXT])) >= _LONG
