"""What a visitor sees of an error: its sentence and, when the fault is ours, a reference for the logs."""

from collections.abc import Callable
from http import HTTPStatus

from chalice.app import Request, Response

from chalicelib.kernel.errors import ProbityError
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform.log import logger
from chalicelib.web.errors import BadRequest, NoPage, SessionEnded, WrongMedia
from chalicelib.web.headers import site_of
from chalicelib.web.pages import HTML, language_on, render
from chalicelib.web.problems import is_machine, problem
from chalicelib.web.sessions import Session, SiteName

TITLES = {
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.FORBIDDEN: "You can't do this",
    HTTPStatus.CONFLICT: "This has changed",
    HTTPStatus.UNPROCESSABLE_ENTITY: "This can't be done",
    HTTPStatus.SERVICE_UNAVAILABLE: "Try again in a few minutes",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Sorry, something went wrong",
}


class NoMethod(ProbityError):  # noqa: N818 - named as its siblings in `errors`
    status = HTTPStatus.METHOD_NOT_ALLOWED


def error_response(
    site: SiteName, session: Session, request: Request, error: ProbityError, *, reference: str | None = None
) -> Response:
    """The error as a page, or as JSON for a client that asks for JSON and not for a page."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and reference is None:
        reference = new_id()
        logger().warning("page refused", extra={"reference": reference, "error": error.name})
    if is_machine(request):
        return problem(error, reference)
    if _wants_json(request):
        body = {"error": error.name, "message": error.message, "reference": reference}
        return Response(body, {"Content-Type": "application/json"}, int(error.status))
    template = "session-ended.html" if isinstance(error, SessionEnded) else "error.html"
    title = TITLES.get(error.status, TITLES[HTTPStatus.UNPROCESSABLE_ENTITY])
    context = {"error": error, "title": title, "reference": reference}
    text = render(site, session, template, context, language_on(site, request))
    return Response(text, {"Content-Type": HTML}, int(error.status))


def errors_as_pages(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice middleware: what Chalice itself refuses is told as our own errors are; HEAD has no body."""
    response = get_response(request)
    if isinstance(response.body, dict) and "Code" in response.body and response.status_code >= 400:  # noqa: PLR2004
        allow = {name: value for name, value in response.headers.items() if name == "Allow"}
        response = error_response(site_of(request) or "verify", Session(), request, _ours(response))
        response.headers.update(allow)
    if request.method == "HEAD":
        response.body = ""
    return response


def _ours(response: Response) -> ProbityError:
    known: dict[int, ProbityError] = {
        HTTPStatus.NOT_FOUND: NoPage(),
        HTTPStatus.BAD_REQUEST: BadRequest("We can't read this request."),
        HTTPStatus.METHOD_NOT_ALLOWED: NoMethod("This page can't be used in that way."),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: WrongMedia("This page does not read that kind of content."),
    }
    return known.get(response.status_code, ProbityError())


def _wants_json(request: Request) -> bool:
    accept = str(request.headers.get("accept", ""))
    return "application/json" in accept and "text/html" not in accept
