"""What can go wrong in verification.

Refused
└── NotGenuine          a check failed; it carries the reason's name, and its message is the reason's sentence
NotFound
└── NotPublished        the public folder holds no such file
Unavailable
└── TooBusy             others' files are being read; a moment later it will do
ProbityError
└── ComeBackLater       too many tries that opened nothing; it says until when
"""

import struct
import zlib
from datetime import datetime
from http import HTTPStatus

from chalicelib.kernel.errors import NotFound, ProbityError, Refused, Unavailable
from chalicelib.verification.models import Reason, Verdict
from chalicelib.verification.reasons import GROUNDS, reason

PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a parser may raise on hostile bytes; each place that catches them answers with a named refusal."""


def certificate_faults() -> tuple[type[Exception], ...]:
    """What readers of certificates and keys may raise on hostile bytes, besides `PARSER_FAULTS`."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - only to verify
    from cryptography.x509 import DuplicateExtension, InvalidVersion  # noqa: PLC0415 - as above

    return (*PARSER_FAULTS, InvalidSignature, UnsupportedAlgorithm, DuplicateExtension, InvalidVersion)


class NotGenuine(Refused):
    """A named reason to refuse. Raises `KeyError` when the name is not in the table of reasons."""

    def __init__(self, reason_name: str, verdict: Verdict | None = None) -> None:
        super().__init__(GROUNDS[reason_name].sentence)
        self.reason: Reason = reason(reason_name)
        self.verdict: Verdict = verdict or GROUNDS[reason_name].verdict


class TooBusy(Unavailable):
    """More files came at once than can be read; nothing is said about this one."""

    def __init__(self) -> None:
        super().__init__("Too many files are being checked at this moment. Send it again in a minute.")


class NotPublished(NotFound):
    """There is no such public file."""

    def __init__(self) -> None:
        super().__init__("There is no such file here.")


COME_BACK = "Too many tries. Come back after {time} UTC on {day}."


class ComeBackLater(ProbityError):  # noqa: N818 - named as its siblings
    """Nothing was looked up this time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, until: datetime) -> None:
        super().__init__(COME_BACK.format(time=f"{until:%H:%M}", day=f"{until.day} {until:%B %Y}"))
        self.until = until
