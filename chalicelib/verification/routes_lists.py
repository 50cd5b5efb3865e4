"""Status lists and the signed list of keys at the verify origin, whole and the same for everybody."""

from __future__ import annotations

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


def register(site: Site, service: Callable[[], Verification]) -> None:
    """Register the lists' addresses; anybody's page may read them."""

    @site.get("/status/{number}")
    def status_list(visit: Visit, number: str) -> Response:  # noqa: ARG001 - it is the same for everybody
        return _published(service().status_list(number), TYPE)

    @site.get("/trust.cose")
    def signed_key_list(visit: Visit) -> Response:  # noqa: ARG001 - as above
        return _published(service().signed_key_list(), COSE)


def _published(content: bytes, content_type: str) -> Response:
    shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(content, {"Content-Type": content_type, "Cache-Control": _SHORT, **shared})
