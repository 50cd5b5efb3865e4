"""What can be wrong with a request itself, before any room has looked at it.

ProbityError
├── NotFound
│   └── NoPage              no such page on this site
├── Forbidden
│   ├── ForgedForm          the form did not come from our own page
│   ├── SessionEnded        the session it belongs to is over
│   └── WrongRole           signed in, but not for this
├── BadRequest              the request cannot be read
├── TooLarge                the form is larger than any of ours
├── WrongMedia              a content type or charset that no form of ours sends
└── Elsewhere               not a failure: the visitor has to begin somewhere else
"""

from http import HTTPStatus

from chalicelib.kernel.errors import Forbidden, NotFound, ProbityError


class NoPage(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no page at this address. Check that it is complete.")


class ForgedForm(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            "We could not tell that this form was sent from our own page, so nothing was saved. "
            "Go back, reload the page and send it again."
        )


class SessionEnded(Forbidden):
    def __init__(self) -> None:
        super().__init__("Your session ended, so nothing on the last page was saved.")


class WrongRole(Forbidden):
    def __init__(self) -> None:
        super().__init__("Your account does not have the role that this page needs.")


class BadRequest(ProbityError):  # noqa: N818 - see the tree: these are what a visitor did
    status = HTTPStatus.BAD_REQUEST


class TooLarge(ProbityError):  # noqa: N818 - see the tree: these are what a visitor did
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class WrongMedia(ProbityError):  # noqa: N818 - see the tree: these are what a visitor did
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Elsewhere(ProbityError):  # noqa: N818 - see the tree: these are what a visitor did
    """Sends the visitor to `path` of the same site."""

    status = HTTPStatus.SEE_OTHER

    def __init__(self, path: str) -> None:
        super().__init__("This page is somewhere else.")
        self.path = path
