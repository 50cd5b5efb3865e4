"""Status lists and the signed list of keys at the verify origin, whole and the same for everybody."""

from __future__ import annotations

import base64
from collections.abc import Callable

from chalice.app import Response

from chalicelib.certificates.status_list import TYPE
from chalicelib.verification.services import Verification
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

COSE = "application/cose"
BINARY = (TYPE, COSE)
"""What the gateway has to pass on as bytes."""
_SHORT = "public, max-age=60"
_OCTETS = "application/octet-stream"


def register(site: Site, service: Callable[[], Verification]) -> None:
    """Register the lists' addresses; anybody's page may read them."""

    @site.get("/status/{number}")
    def status_list(visit: Visit, number: str) -> Response:
        return _published(visit, service().status_list(number), TYPE)

    @site.get("/trust.cose")
    def signed_key_list(visit: Visit) -> Response:
        return _published(visit, service().signed_key_list(), COSE)


def _published(visit: Visit, content: bytes, content_type: str) -> Response:
    """Bytes for whoever asks for them by type, as the gateway wants it; else their base64, for people."""
    wanted = visit.request.headers.get("accept", "")
    headers = {
        "Cache-Control": _SHORT,
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if content_type in wanted or _OCTETS in wanted:
        return Response(content, {"Content-Type": content_type, **headers})
    return Response(
        base64.b64encode(content).decode() + "\n", {"Content-Type": "text/plain; charset=utf-8", **headers}
    )
