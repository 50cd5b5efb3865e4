"""The root of every error that Probity raises on purpose.

ProbityError
├── NotFound                nothing is there, or it is not for this person to see
├── Refused                 a rule says no (each room's own refusals)
├── Conflict                somebody else changed it first
├── Forbidden               this person may not do this
└── Unavailable             an outside system did not answer; trying again is right

The message is a sentence that its reader can act on. `status` is the HTTP status at the edge.
"""

from http import HTTPStatus


class ProbityError(Exception):
    """A foreseen failure, told in words for the person who meets it."""

    status: HTTPStatus = HTTPStatus.INTERNAL_SERVER_ERROR

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else "Something went wrong. Try again later."

    @property
    def name(self) -> str:
        """The error's name for logs and counts; it carries no data."""
        return type(self).__name__


class NotFound(ProbityError):  # noqa: N818 - it is what the reader of the tree looks for
    status = HTTPStatus.NOT_FOUND


class Refused(ProbityError):  # noqa: N818 - see NotFound
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Conflict(ProbityError):  # noqa: N818 - see NotFound
    status = HTTPStatus.CONFLICT


class Forbidden(ProbityError):  # noqa: N818 - see NotFound
    status = HTTPStatus.FORBIDDEN


class Unavailable(ProbityError):  # noqa: N818 - see NotFound
    status = HTTPStatus.SERVICE_UNAVAILABLE
