"""Whether a certificate was withdrawn since its issue, by a status list that the verifier holds; nothing is asked."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.certificates import cose, status_list
from chalicelib.certificates.status_list import Place, place_of
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Standing

if TYPE_CHECKING:
    from datetime import datetime

    from chalicelib.verification.trust import Trust

_CLOCK_AHEAD = timedelta(minutes=5)


class Status(NamedTuple):
    """What a list says of one certificate, as of when, and the reason's name."""

    standing: Standing
    as_of: datetime | None
    reason: str


NOT_CHECKED = Status(Standing.UNKNOWN, None, "status-not-checked")


def status_of(status_index: int, token: bytes | None, trust: Trust, now: datetime) -> Status:
    """The standing of the certificate with that index by the list in `token` (None: there is none at hand).

    A list older than one that was seen says nothing of who stands; who is withdrawn in it stays withdrawn.
    """
    if token is None:
        return NOT_CHECKED
    try:
        listed = believed(token, trust, now)
    except (cose.Malformed, cose.NotCanonical, NotGenuine):
        return Status(Standing.UNKNOWN, None, "status-list-wrong")
    said = _said_by(listed, place_of(status_index), now)
    older = trust.seen is not None and trust.seen.is_older(listed.list_number, listed.issued_at)
    if older and said.standing is not Standing.REVOKED:
        return Status(Standing.UNKNOWN, listed.issued_at, "status-list-older")
    return said


def _said_by(listed: status_list.StatusList, place: Place, now: datetime) -> Status:
    if listed.list_number != str(place.list_number):
        return Status(Standing.UNKNOWN, listed.issued_at, "status-other-list")
    if listed.is_revoked(place.entry):
        return Status(Standing.REVOKED, listed.issued_at, "status-revoked")
    if now > listed.expires_at:
        return Status(Standing.UNKNOWN, listed.issued_at, "status-too-old")
    return Status(Standing.GOOD, listed.issued_at, "status-good")


def believed(token: bytes, trust: Trust, now: datetime) -> status_list.StatusList:
    """The list in a token, once the issuer's signature over it holds.

    Raises `NotGenuine`, `cose.Malformed`, `cose.NotCanonical`.
    """
    signed, listed = _taken_apart(token)
    if listed.issued_at > now + _CLOCK_AHEAD:
        raise NotGenuine("status-list-wrong")
    for key in trust.keys_named("status", signed.key_id.hex()):
        if cose.verifies(signed.to_be_signed, signed.signature, key.public_key):
            trust.believe(key, listed.issued_at)
            key.require_in_use(listed.issued_at, None)
            return listed
    raise NotGenuine("status-list-wrong")


@lru_cache(maxsize=4)
def _taken_apart(token: bytes) -> tuple[cose.Sign1, status_list.StatusList]:
    """Two megabytes once, not once a file."""
    return status_list.disassemble(token)
