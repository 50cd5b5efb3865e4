"""Has a clean copy read and says what becomes of it; whatever goes wrong with the reading, a person looks."""

from datetime import date

from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderDefeated, ReaderMissing
from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import Role
from chalicelib.documents.reading import shared_reader
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile
from chalicelib.platform.log import logger
from chalicelib.platform.metrics import emit


def check(role: Role, copy: CleanFile, claims: Claims, today: date) -> Checked:
    """The decision on a clean copy of a file, and what a certificate prints of a photo."""
    try:
        return shared_reader().read(role, copy, claims, today)
    except (ReaderMissing, ReaderDefeated) as error:
        name = type(error).__name__
        logger().warning("copy was not read", extra={"role": role.value, "error": name})
        emit(name, 1)
        return Checked(judged(Decision.PERSON, Reason.NOT_READ_YET), _unread_portrait(role, copy))


def _unread_portrait(role: Role, copy: CleanFile) -> bytes | None:
    from chalicelib.documents.portraits import even_portrait  # noqa: PLC0415 - a library of few functions

    return even_portrait(copy.content) if role is Role.PHOTO else None


def warm() -> None:
    """Let the reader load while the scanner works."""
    shared_reader().warm()
