"""What the issuer needs from outside."""

from typing import Protocol


class TimeStamps(Protocol):
    """A time-stamping authority."""

    def stamp(self, request: bytes) -> bytes:
        """The answer (TimeStampResp, DER) to a request (TimeStampReq, DER); raises `TimestampUnavailable`."""
