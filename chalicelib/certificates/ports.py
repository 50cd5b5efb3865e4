"""What the issuer needs from outside."""

from typing import Protocol


class TimeStamps(Protocol):
    """A time-stamping authority."""

    def stamp(self, request: bytes) -> bytes:
        """The answer (TimeStampResp, DER) to a request (TimeStampReq, DER); raises `TimestampUnavailable`."""


class Statuses(Protocol):
    """Who knows whether certificates were withdrawn (OCSP)."""

    def ask(self, request: bytes, responder: str) -> bytes:
        """The answer (OCSPResponse, DER) to a request (OCSPRequest, DER); raises `StatusUnavailable`.

        `responder` is the address that the certificate itself names.
        """
