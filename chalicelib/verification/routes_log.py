"""The transparency log at the verify origin, as C2SP tlog-tiles lays it out."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Response

from chalicelib.platform.objects import Objects
from chalicelib.verification.adapters.public_bucket import PublicBucket
from chalicelib.verification.public_log import PublicLog
from chalicelib.web.site import Site
from chalicelib.web.visit import Visit

_SECONDS = "public, max-age=5"
_FOR_EVER = "public, max-age=31536000, immutable"


def register(site: Site, public_files: Callable[[], Objects]) -> None:
    """Register the log's addresses; anybody's page may read them."""

    def log() -> PublicLog:
        return PublicLog(PublicBucket(public_files()))

    @site.get("/log/checkpoint")
    def checkpoint(visit: Visit) -> Response:  # noqa: ARG001 - it is the same for everybody
        return _published(log().checkpoint(), "text/plain; charset=utf-8", _SECONDS)

    @site.get("/log/statements/{name}")
    def statement(visit: Visit, name: str) -> Response:  # noqa: ARG001 - as above
        """By its place, or the newest of a kind; 204 while there is none of that kind."""
        said = log().statement(name)
        if said is None:
            return _published("", "text/plain; charset=utf-8", _SECONDS, HTTPStatus.NO_CONTENT)
        return _published(said, "text/plain; charset=utf-8", _FOR_EVER if name.isdigit() else _SECONDS)

    def tile(visit: Visit, **parts: str) -> Response:  # noqa: ARG001 - as above
        names = ("level", "a", "b", "c", "d")
        path = "/".join(parts[name] for name in names if name in parts)
        return _published(log().tile(path), "application/octet-stream", _FOR_EVER)

    for names in (
        "{a}",
        "{a}/{b}",
        "{a}/{b}/{c}",
        "{a}/{b}/{c}/{d}",
    ):  # up to 10**9 tiles, with or without `.p/<W>`
        site.get(f"/log/tile/{{level}}/{names}")(tile)


def _published(content: str | bytes, content_type: str, kept: str, status: int = HTTPStatus.OK) -> Response:
    headers = {"Content-Type": content_type, "Cache-Control": kept, "Access-Control-Allow-Origin": "*"}
    return Response(content, {**headers, "Cross-Origin-Resource-Policy": "cross-origin"}, int(status))
