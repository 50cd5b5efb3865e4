"""A site is one origin: its routes, and what every request passes through on its way to one of them."""

import hmac
import traceback
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote

from chalice.app import Blueprint, Request, Response

from chalicelib.kernel.errors import ProbityError
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform.log import logger
from chalicelib.web.error_pages import error_response
from chalicelib.web.errors import Elsewhere, ForgedForm, NoPage, SessionEnded, WrongMedia, WrongRole
from chalicelib.web.forms import FORM, Form, media_type, read_form, read_path_part
from chalicelib.web.headers import site_of
from chalicelib.web.languages import choice_cookie
from chalicelib.web.pages import redirect
from chalicelib.web.sessions import Role, Session, Sessions, SiteName, origin_of
from chalicelib.web.visit import Visit

Handler = Callable[..., Response]
CURRENT: ContextVar[Request] = ContextVar("request")
"""The request in this thread; Chalice's own `current_request` is shared between threads."""
SIGN_IN = "/staff/sign-in"
OUR_FAULT = "The fault is on our side. What you saved before is safe. Try again in a few minutes."


@dataclass(frozen=True)
class Endpoint:
    """A route's handler and what must hold before it is called."""

    method: str
    handler: Handler
    role: Role | None = None
    csrf: bool = True
    content_types: Sequence[str] = (FORM,)


class Site:
    """Collects one origin's routes; `front.mount` puts the sites into a Chalice app."""

    def __init__(self, name: SiteName, sessions: Callable[[], Sessions]) -> None:
        self.name = name
        self.sessions = sessions
        self.blueprint = Blueprint(__name__)
        self.endpoints: dict[tuple[str, str], Endpoint] = {}

    def get(self, path: str, *, role: Role | None = None) -> Callable[[Handler], Handler]:
        """Register `handler(visit, **path_parts)` for GET and HEAD."""
        return self._register(path, lambda handler: Endpoint("GET", handler, role))

    def post(
        self,
        path: str,
        *,
        role: Role | None = None,
        csrf: bool = True,
        content_types: Sequence[str] = (FORM,),
    ) -> Callable[[Handler], Handler]:
        """Register `handler(visit, **path_parts)` for POST of one of `content_types`."""
        return self._register(path, lambda handler: Endpoint("POST", handler, role, csrf, content_types))

    def _register(self, path: str, make: Callable[[Handler], Endpoint]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            endpoint = make(handler)
            self.endpoints[endpoint.method, path] = endpoint
            if path != "/":  # every site has one, so `front.mount` shares it out
                self._route(path, endpoint)
            return handler

        return register

    def _route(self, path: str, endpoint: Endpoint) -> None:
        def view(**parts: str) -> Response:
            return self.answer(CURRENT.get(), endpoint, parts)

        methods = ["GET", "HEAD"] if endpoint.method == "GET" else ["POST"]
        content_types = list(endpoint.content_types) if endpoint.method == "POST" else []
        self.blueprint.route(path, methods=methods, content_types=content_types)(view)

    def answer(self, request: Request, endpoint: Endpoint, parts: dict[str, str]) -> Response:
        """The endpoint's answer to the request, or the page that says why not."""
        session = Session()
        try:
            _require_site(request, self.name)
            session = self._open(request)
            response = self._admit(request, session, endpoint, parts)
        except Elsewhere as elsewhere:
            response = redirect(elsewhere.path)
        except ProbityError as error:
            response = error_response(self.name, session, request, error)
        except Exception as error:  # noqa: BLE001 - the edge: the log gets type and place, never the text
            response = _unforeseen(self.name, session, request, error)
        return self._with_cookie(request, session, response)

    def _admit(
        self, request: Request, session: Session, endpoint: Endpoint, parts: dict[str, str]
    ) -> Response:
        form = Form()
        if endpoint.method == "POST":
            form = _read_body(request, endpoint)
            _require_own_form(self.name, request, session, form, csrf=endpoint.csrf)
        if endpoint.role:
            _require_role(endpoint, session, request)
        visit = Visit(self.name, request, session, form, dict(request.query_params or {}))
        return endpoint.handler(visit, **{name: read_path_part(part) for name, part in parts.items()})

    def _open(self, request: Request) -> Session:
        cookies = str(request.headers.get("cookie", ""))
        return self.sessions().open(self.name, cookies) if cookies else Session()

    def _with_cookie(self, request: Request, session: Session, response: Response) -> Response:
        secure = origin_of(self.name).startswith("https://")
        if self.name != "staff" and (choice := choice_cookie(request, secure=secure)):
            response.headers["Set-Cookie"] = [choice]
        if session.is_blank:
            return response
        try:
            cookie = self.sessions().close(self.name, session)
        except ProbityError as error:
            return error_response(self.name, Session(), request, error)
        if cookie:
            others = response.headers.get("Set-Cookie", [])
            response.headers["Set-Cookie"] = [*others, cookie]
        return response


def _require_site(request: Request, site: SiteName) -> None:
    if site_of(request) != site:
        raise NoPage


def _read_body(request: Request, endpoint: Endpoint) -> Form:
    sent = request.headers.get("content-type", "")
    if media_type(sent) not in endpoint.content_types:
        raise WrongMedia("This page does not read that kind of content.")
    body = request.raw_body
    return (
        read_form(body.encode() if isinstance(body, str) else body, sent)
        if media_type(sent) == FORM
        else Form()
    )


def _require_own_form(site: SiteName, request: Request, session: Session, form: Form, *, csrf: bool) -> None:
    """Refuse what another site's page may have sent: by its origin, and by the secret of this session."""
    if not csrf:
        return
    require_own_origin(site, request)
    if session.ended:
        raise SessionEnded
    known = session.known_csrf_token
    sent = form.text("csrf") or request.headers.get("x-csrf-token", "")
    if not known or not hmac.compare_digest(known.encode(), sent.encode()):
        raise ForgedForm


def require_own_origin(site: SiteName, request: Request) -> None:
    """Refuse what a browser says that another site's page sent; raises `ForgedForm`. For forms without a session."""
    origin = request.headers.get("origin")
    fetch_site = request.headers.get("sec-fetch-site")
    if (origin is not None and origin != origin_of(site)) or fetch_site in {"cross-site", "same-site"}:
        raise ForgedForm


def _require_role(endpoint: Endpoint, session: Session, request: Request) -> None:
    if session.officer is None and endpoint.method == "POST":
        raise SessionEnded
    if session.officer is None:
        raise Elsewhere(f"{SIGN_IN}?next={quote(str(request.context.get('path') or request.path))}")
    if endpoint.role not in session.officer.roles:
        raise WrongRole


def _unforeseen(site: SiteName, session: Session, request: Request, error: Exception) -> Response:
    reference = new_id()
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger().error(
        "page failed",
        extra={
            "reference": reference,
            "route": request.path,
            "error": type(error).__name__,
            "at": f"{place.filename}:{place.lineno}",
        },
    )
    failure = ProbityError(OUR_FAULT)
    return error_response(site, session, request, failure, reference=reference)
