"""Puts the sites into a Chalice app: middleware, the shared routes, and who answers `/`."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from chalice.app import CaseInsensitiveMapping, Chalice, Request, Response

from chalicelib.kernel.errors import ProbityError
from chalicelib.web.error_pages import error_response, errors_as_pages
from chalicelib.web.errors import NoPage
from chalicelib.web.forms import FORM, read_path_part
from chalicelib.web.headers import security_headers, site_of
from chalicelib.web.sessions import Session
from chalicelib.web.site import CURRENT, Endpoint, Site
from chalicelib.web.static import static_response


def mount(app: Chalice, sites: Sequence[Site]) -> None:
    """Register every site's routes and what they share; call it after the rooms registered theirs."""
    app.register_middleware(security_headers, "http")
    app.register_middleware(errors_as_pages, "http")
    app.register_middleware(_remember_request, "http")
    for site in sites:
        app.register_blueprint(site.blueprint)
    _mount_roots(app, {site.name: site for site in sites})
    _mount_static(app)
    _mount_health(app)
    _mount_missing(app)


def _remember_request(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Keep the request for this thread. Who names no type takes any (RFC 9110, 12.5.1); Chalice would refuse them."""
    request.headers = CaseInsensitiveMapping({"accept": "*/*", **request.headers})
    token = CURRENT.set(request)
    try:
        return get_response(request)
    finally:
        CURRENT.reset(token)


def _mount_roots(app: Chalice, sites: dict[str, Site]) -> None:
    def answer(method: str) -> Response:
        request = CURRENT.get()
        site = sites.get(site_of(request) or "")
        endpoint: Endpoint | None = site.endpoints.get((method, "/")) if site else None
        if site is None or endpoint is None:
            return error_response(site.name if site else "verify", Session(), request, NoPage())
        return site.answer(request, endpoint, {})

    app.route("/", methods=["GET", "HEAD"], name="root")(lambda: answer("GET"))
    if any(method == "POST" and path == "/" for site in sites.values() for method, path in site.endpoints):
        app.route("/", methods=["POST"], content_types=[FORM], name="root_post")(lambda: answer("POST"))


def _mount_static(app: Chalice) -> None:
    def static_file(name: str) -> Response:
        try:
            return static_response(read_path_part(name))
        except ProbityError as error:
            request = CURRENT.get()
            return error_response(site_of(request) or "verify", Session(), request, error)

    app.route("/static/{name}", methods=["GET", "HEAD"])(static_file)


def _mount_health(app: Chalice) -> None:
    def health() -> Response:
        return Response("ok\n", {"Content-Type": "text/plain; charset=utf-8"}, HTTPStatus.OK)

    app.route("/health", methods=["GET", "HEAD"])(health)


def _mount_missing(app: Chalice) -> None:
    """A page for addresses that are nobody's; the gateway's own answer would be 403 and 'missing token'."""

    def missing(**_: str) -> Response:
        request = CURRENT.get()
        return error_response(site_of(request) or "verify", Session(), request, NoPage())

    for path in ("/{one}", "/{one}/{two}", "/{one}/{two}/{three}", "/{one}/{two}/{three}/{four}"):
        app.route(path, methods=["GET", "HEAD"], name="missing")(missing)
