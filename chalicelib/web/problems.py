"""Errors as machines read them: `application/problem+json` (RFC 9457), the same sentence as on a page."""

import re
from datetime import timedelta
from http import HTTPStatus

from chalice.app import Request, Response

from chalicelib.kernel.errors import ProbityError

PROBLEM = "application/problem+json"
MACHINES = "/api/"
"""Addresses that machines ask at: what is refused there is never a page."""
_SOON = timedelta(seconds=5)
"""When something that did not answer may answer again."""


def is_machine(request: Request) -> bool:
    """Whether the request was made at an address for machines."""
    path = request.context.get("path") if request.context else None
    return str(path or request.path).startswith(MACHINES)


def problem(error: ProbityError, reference: str | None) -> Response:
    """The error as a problem; `Retry-After` where waiting helps, `WWW-Authenticate` where a key is missing."""
    body = {
        "type": f"{MACHINES}v1/reference#{_kebab(error.name)}",
        "title": HTTPStatus(error.status).phrase,
        "status": int(error.status),
        "detail": error.message,
        **({"instance": f"urn:ulid:{reference}"} if reference else {}),
    }
    headers: dict[str, str | list[str]] = {"Content-Type": PROBLEM}
    wait = getattr(error, "wait", _SOON if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None)
    if isinstance(wait, timedelta):
        headers["Retry-After"] = str(max(int(wait.total_seconds()), 1))
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, headers, int(error.status))


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
