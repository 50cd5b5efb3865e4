"""Tells two papers of one application apart: one paper shows one thing, and two proofs of address are two papers."""

from collections.abc import Iterable

from chalicelib.documents.judging import Decision, Judged, Note
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.reasons import Reason

_SET_ASIDE = frozenset({State.AWAITING, State.REFUSED, State.REPLACED})
_MAY_SHARE = frozenset({Role.PASSPORT, Role.PHOTO})
"""The passport's page may be where the photo is taken from."""
_TELLS = ("kind", "date")
"""What two papers of different senders hardly share."""


def is_reused(document: Document, others: Iterable[Document]) -> bool:
    """Whether the file is, byte for byte, one that was added before for something else.

    Of two that came at once the later one is the repeat, so that never both are, nor neither.
    """
    return any(_is_the_same_file(document, other) for other in others)


def _is_the_same_file(document: Document, other: Document) -> bool:
    mine, theirs = document.upload, other.upload
    if not mine or not theirs or not mine.sha256 or other.state in _SET_ASIDE:
        return False
    if {document.role, other.role} == _MAY_SHARE:
        return False
    came_first = not other.state.is_waiting or (theirs.at, other.id) < (mine.at, document.id)
    return mine.sha256 == theirs.sha256 and came_first


def told_apart(document: Document, found: Judged, others: Iterable[Document]) -> Judged:
    """What was found, and that another paper is wanted where both proofs of address look like one paper.

    Two papers of one kind and one date look alike, however they were photographed; whether they are the same,
    a person can say.
    """
    if found.decision is not Decision.ACCEPTED or not document.role.shows_address:
        return found
    if not any(_looks_like(found, other) for other in others if other.role.shows_address):
        return found
    mark = found.fields["date"].mark
    note = Note(reason=Reason.SAME_PAPER, mark=mark)
    return found.model_copy(update={"decision": Decision.RETAKE, "notes": (note, *found.notes)})


def _looks_like(found: Judged, other: Document) -> bool:
    if other.judged is None or other.state in _SET_ASIDE:
        return False
    mine = _telling(found)
    return None not in mine and mine == _telling(other.judged)


def _telling(found: Judged) -> list[object]:
    return [found.fields[name].value if name in found.fields else None for name in _TELLS]
