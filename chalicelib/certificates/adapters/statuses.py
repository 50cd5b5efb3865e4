"""Certificates' status by OCSP over HTTP (RFC 6960, A.1)."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from chalicelib.certificates.errors import StatusUnavailable

AS_CERTIFIED = "as-certified"
"""The setting's word for asking where each certificate says."""
_TIMEOUT = 5.0


@dataclass(frozen=True)
class HttpStatuses:
    """`Statuses` at the address that a certificate names, or at the same path of another origin."""

    origin: str

    def ask(self, request: bytes, responder: str) -> bytes:
        import httpx  # noqa: PLC0415 - issuer only

        kind = {"Content-Type": "application/ocsp-request"}
        try:
            answer = httpx.post(self._address(responder), content=request, headers=kind, timeout=_TIMEOUT)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            raise StatusUnavailable from failed
        return answer.content

    def _address(self, responder: str) -> str:
        if self.origin == AS_CERTIFIED:
            return responder
        origin, named = urlsplit(self.origin), urlsplit(responder)
        return urlunsplit((origin.scheme, origin.netloc, named.path, named.query, ""))
