"""Time stamps by RFC 3161 over HTTP."""

from dataclasses import dataclass

from chalicelib.certificates.errors import TimestampUnavailable

_TIMEOUT = 5.0
_TYPE = "application/timestamp-query"


@dataclass(frozen=True)
class HttpTimeStamps:
    """`TimeStamps` at an address."""

    url: str

    def stamp(self, request: bytes) -> bytes:
        import httpx  # noqa: PLC0415 - issuer only

        try:
            answer = httpx.post(self.url, content=request, headers={"Content-Type": _TYPE}, timeout=_TIMEOUT)
            answer.raise_for_status()
        except httpx.HTTPError as failed:
            raise TimestampUnavailable from failed
        return answer.content
