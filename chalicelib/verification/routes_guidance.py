"""Two pages against lookalikes: which hosts are the issuer's, and how to check a certificate."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib.verification.services import Verification
from chalicelib.web.pages import page
from chalicelib.web.sessions import origin_of
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit


def register(site: Site, service: Callable[[], Verification]) -> None:
    """Register the pages."""

    @site.get("/hosts")
    def hosts(visit: Visit) -> Response:
        return page(
            visit,
            "verify/hosts.html",
            issuers=service().issuers(),
            host=_host(),
            entry=service().place_of_hosts(),
        )

    @site.get("/how-to-check")
    def guidance(visit: Visit) -> Response:
        return page(visit, "verify/how.html", host=_host())


def _host() -> str:
    return urlsplit(origin_of("verify")).netloc
