"""Whether one file stands for two things: a passport is no proof of address, nor is the photo of its holder."""

from collections.abc import Iterable

from chalicelib.documents.models import Document, Role, State

_MAY_SHARE = frozenset({Role.PASSPORT, Role.PHOTO})
"""A picture of the passport's page may be where the photo is taken from."""
_GONE = frozenset({State.AWAITING, State.REPLACED, State.REFUSED})


def used_for(document: Document, others: Iterable[Document]) -> Role | None:
    """The other role for which the same bytes were added to the same application; None when there is none.

    What was replaced or refused since counts no more, so that a file added under the wrong heading can be moved.
    """
    content = document.upload.sha256 if document.upload else ""
    if not content:
        return None
    return next(
        (
            other.role
            for other in others
            if other.application_id == document.application_id
            and other.role is not document.role
            and {other.role, document.role} != _MAY_SHARE
            and other.state not in _GONE
            and other.upload
            and other.upload.sha256 == content
        ),
        None,
    )
