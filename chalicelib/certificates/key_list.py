"""The signed list of keys: how it is signed, and when a reader may take a new one (docs/formats/trust.md). Pure."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from chalicelib.certificates import cose

FORMAT = "probity-trust/2"
MAX_BYTES = 1_000_000
_JSON = 50
"""CoAP content format application/json (RFC 7252 12.3)."""
_TYPE = "probity-trust"
_CONTINUING = frozenset({"status", "qr", "seal"})
_MARKS = ("retired_at", "compromised_at")
_FEWEST, _MOST = 1, 8

Fault = Literal[
    "list-unreadable", "list-not-the-roots", "list-not-newer", "list-not-continued", "list-takes-back"
]


class ListNotTaken(ValueError):  # noqa: N818 - callers turn it into their own refusal
    """A reader does not take a list; `fault` is one of trust.md's names."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


class Signature(NamedTuple):
    """One signature over a list."""

    protected: bytes
    signature: bytes

    @property
    def key_id(self) -> bytes:
        header = cose.decode(self.protected)
        if not isinstance(header, dict) or set(header) != {cose.ALGORITHM, cose.KEY_ID}:
            raise cose.Malformed("not the header of a signature")
        return bytes(header[cose.KEY_ID])


class SignedList(NamedTuple):
    """A signed list taken apart; nothing about it is verified yet."""

    body: bytes
    signatures: tuple[Signature, ...]

    def is_signed_by(self, public_key: bytes, among: Sequence[Signature]) -> bool:
        """Whether one of these signatures is by the key (SubjectPublicKeyInfo, DER)."""
        named = cose.key_id(public_key)
        return any(
            one.key_id == named
            and cose.verifies(to_be_signed(self.body, one.protected), one.signature, public_key)
            for one in among
        )


def to_be_signed(body: bytes, protected: bytes) -> bytes:
    """What each key signs (RFC 9052 4.4); `protected` is that signature's own header."""
    return cose.encode(["Signature", _protected(), protected, b"", body])


def assemble(body: bytes, signatures: Sequence[Signature]) -> bytes:
    """The untagged COSE_Sign."""
    return cose.encode([_protected(), {}, body, [[one.protected, {}, one.signature] for one in signatures]])


def disassemble(message: bytes) -> SignedList:
    """Takes a signed list apart; raises `ListNotTaken` (list-unreadable)."""
    try:
        match cose.decode(message[:MAX_BYTES]):
            case [bytes(protected), dict(header), bytes(body), [*parts]] if (
                protected == _protected() and not header and _FEWEST <= len(parts) <= _MOST
            ):
                return SignedList(body, tuple(_signature(part) for part in parts))
    except (cose.Malformed, cose.NotCanonical) as broken:
        raise ListNotTaken("list-unreadable") from broken
    raise ListNotTaken("list-unreadable")


def accept(held: bytes | None, root_key: bytes, message: bytes) -> bytes:
    """The list in a signed message, when a reader who holds the root and `held` (a list, or nothing) may take it.

    `root_key` is the root's SubjectPublicKeyInfo. Raises `ListNotTaken`.
    """
    signed = disassemble(message)
    if not signed.is_signed_by(root_key, signed.signatures[:1]):
        raise ListNotTaken("list-not-the-roots")
    offered = read(signed.body)
    if held is None or held == signed.body:
        return signed.body
    before = read(held)
    if offered["sequence"] <= before["sequence"]:
        raise ListNotTaken("list-not-newer")
    _require_nothing_taken_back(before, offered)
    still = {key["public_key"] for key in offered["keys"] if not key.get("compromised_at")}
    continuing = [
        base64.b64decode(key["public_key"])
        for key in before["keys"]
        if key["use"] in _CONTINUING and key["public_key"] in still
    ]
    if not any(signed.is_signed_by(key, signed.signatures[1:]) for key in continuing):
        raise ListNotTaken("list-not-continued")
    return signed.body


def read(body: bytes) -> dict[str, Any]:
    """The list's JSON; raises `ListNotTaken` (list-unreadable)."""
    try:
        said = json.loads(body)
        keys = [(key["use"], key["kid"], base64.b64decode(key["public_key"])) for key in said["keys"]]
        whole = said["format"] == FORMAT and type(said["sequence"]) is int and bool(keys)
        marks = [_moment(key.get(mark)) for key in said["keys"] for mark in _MARKS]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise ListNotTaken("list-unreadable") from broken
    if not whole or not marks:
        raise ListNotTaken("list-unreadable")
    offered: dict[str, Any] = said
    return offered


def _require_nothing_taken_back(before: dict[str, Any], offered: dict[str, Any]) -> None:
    now = {(key["use"], key["public_key"]): key for key in offered["keys"]}
    for key in before["keys"]:
        later = now.get((key["use"], key["public_key"]))
        if later is None or any(_moved(key.get(mark), later.get(mark)) for mark in _MARKS):
            raise ListNotTaken("list-takes-back")


def _moved(before: str | None, after: str | None) -> bool:
    """Whether a mark was taken away or set later than it was."""
    first, second = _moment(before), _moment(after)
    return first is not None and (second is None or second > first)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _protected() -> bytes:
    return cose.encode({cose.CONTENT_TYPE: _JSON, cose.TYPE: _TYPE})


def _signature(part: object) -> Signature:
    match part:
        case [bytes(protected), dict(header), bytes(signature)] if not header:
            cose.require_low_s(signature)
            found = Signature(protected, signature)
            if len(found.key_id) == cose.KEY_ID_BYTES:
                return found
    raise cose.Malformed("not a signature")
