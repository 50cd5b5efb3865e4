"""What can go wrong in bulk and machine use.

ProbityError
├── KeyRefused              no key, or none that opens anything: always the same words
├── RateExceeded            the key asked more often than it may; it carries how long to wait
├── NotFound
│   ├── NoBatch             there is no such batch of this account
│   ├── NoAccount           there is no such account
│   └── NoReport            the batch has no report yet, or it is gone
├── Refused
│   ├── NotReadable         what was sent cannot be read as what it should be
│   └── NotIssued           a key or an account cannot be had with these particulars
├── Forbidden
│   └── ScopeMissing        the key was not issued for this
└── Conflict
    ├── BatchClosed         nothing more can be added
    └── PartTaken           another file was sent under this number before
"""

from datetime import timedelta
from http import HTTPStatus

from chalicelib.kernel.errors import Conflict, Forbidden, NotFound, ProbityError, Refused


class KeyRefused(ProbityError):  # noqa: N818 - named for what happened, as its siblings are
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self) -> None:
        super().__init__(
            "This key opens nothing: it is not complete, it has ended, or it was withdrawn. "
            "Ask the office that issued it for another one."
        )


class RateExceeded(ProbityError):  # noqa: N818 - see KeyRefused
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: timedelta, what: str = "requests") -> None:
        self.wait = wait
        seconds = max(int(wait.total_seconds()), 1)
        super().__init__(f"This key has sent too many {what}. Wait {seconds} seconds, then go on.")


class NoBatch(NotFound):
    def __init__(self) -> None:
        super().__init__("Your account has no such batch. Batches are removed after seven days.")


class NoAccount(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such account.")


class NoReport(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no report yet. Finish the batch, then ask again in a few seconds.")


class NotReadable(Refused):
    """What was sent is not a file, a list of codes or a request that we read."""


class NotIssued(Refused):
    """The particulars of an account or a key do not do."""


class ScopeMissing(Forbidden):
    def __init__(self, scope: str) -> None:
        super().__init__(f"This key was not issued for this. It lacks the scope “{scope}”.")


class BatchClosed(Conflict):
    def __init__(self) -> None:
        super().__init__("This batch is finished, so nothing can be added to it. Begin another one.")


class PartTaken(Conflict):
    def __init__(self) -> None:
        super().__init__("Something else was sent under this number before. Send it under another number.")
