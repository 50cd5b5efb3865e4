"""Claims under integer labels in CBOR: read exactly, refused by the fault's name."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from chalicelib.certificates import cose
from chalicelib.certificates.errors import CodeFault, UnreadableCode

T = TypeVar("T")

_FAULTS: dict[CodeFault, str] = {
    "not-a-certificate-code": "This is not the code of a certificate.",
    "not-canonical": "This code is not in its one accepted form.",
    "wrong-claims": "This code does not hold a certificate's facts.",
    "wrong-length": "Digits are missing from this code, or there are too many.",
    "not-digits": "A certificate's code is made of digits only.",
}


def read_claims(
    encoded: bytes,
    form: tuple[int, frozenset[int]],
    made: Callable[[dict[int, object]], T],
    encode: Callable[[T], bytes],
) -> T:
    """The claims of a code of a version with exactly those labels.

    Raises `UnreadableCode` unless they are complete, typed and canonical: written again they give the same bytes.
    """
    version, labels = form
    labelled = _decoded(encoded)
    if not isinstance(labelled, dict) or labelled.get(0) != version or set(labelled) != labels:
        raise unreadable("wrong-claims")
    try:
        claims = made(labelled)
    except (ValueError, TypeError) as wrong:
        raise unreadable("wrong-claims") from wrong
    if encode(claims) != encoded:
        raise unreadable("not-canonical")
    return claims


def _decoded(encoded: bytes) -> object:
    """The value of deterministic CBOR; raises `UnreadableCode`."""
    try:
        return cose.decode(encoded)
    except cose.NotCanonical as longer:
        raise unreadable("not-canonical") from longer
    except cose.Malformed as broken:
        raise unreadable("not-a-certificate-code") from broken


def unreadable(fault: CodeFault) -> UnreadableCode:
    """The refusal of a code by the fault's name."""
    return UnreadableCode(fault, _FAULTS[fault])


def exact(value: object, kind: type[T]) -> T:
    """The value when it is of exactly this type; raises `TypeError`."""
    if type(value) is not kind:
        raise TypeError("a claim has the wrong type")
    return value


def day_number(day: date) -> int:
    """YYYYMMDD as a number."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day of such a number; raises `ValueError` when there is none."""
    return date(number // 10_000, number // 100 % 100, number % 100)
