"""What a check says of a file: a decision, the reasons for it, and what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field as Limit
from pydantic import PlainSerializer

from chalicelib.documents.reasons import Reason
from chalicelib.kernel.models import Model

Thousandth = Annotated[int, Limit(ge=0, le=1000)]
Share = Annotated[
    float, Limit(ge=0, le=1), PlainSerializer(lambda share: f"{share:.3f}", return_type=str, when_used="json")
]
"""From 0 to 1. It is stored as text: what is stored has no floats."""
Value = Annotated[
    str | float | bool | None,
    PlainSerializer(lambda value: f"{value:g}" if isinstance(value, float) else value, when_used="json"),
]
"""What was read. A float comes back from the store as text."""


class Decision(StrEnum):
    """What happens next with a file."""

    ACCEPTED = "accepted"
    """Notes beside it are advice."""
    RETAKE = "retake"
    """The applicant is asked for a better one, and may still have a person look at this one."""
    PERSON = "person"
    REFUSED = "refused"


class Mark(Model):
    """A part of a page of the clean copy, in thousandths of its width and height from the upper left."""

    page: int = 1
    left: Thousandth
    top: Thousandth
    right: Thousandth
    bottom: Thousandth


class Note(Model):
    """One thing that was found, and where."""

    reason: Reason
    mark: Mark | None = None
    values: Mapping[str, str] = {}
    """What the reason's sentence has gaps for."""


class Correction(Model):
    """A letter that was read as one and taken as another; row and place count from 0."""

    row: int
    place: int
    read: str
    taken: str
    why: str


class Field(Model):
    """One thing that was read, and how sure that is."""

    value: Value
    confidence: Share
    corrections: tuple[Correction, ...] = ()
    mark: Mark | None = None


class Judged(Model):
    """A decision with its reasons, the deciding one first, and what was read."""

    decision: Decision
    notes: tuple[Note, ...] = ()
    fields: Mapping[str, Field] = {}

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(note.reason for note in self.notes)


@dataclass(frozen=True)
class Checked:
    """What a check hands back: its judgement and, of a photo, the JPEG that a certificate prints."""

    judged: Judged
    portrait: bytes | None = None


def judged(decision: Decision, *reasons: Reason, fields: Mapping[str, Field] | None = None) -> Judged:
    """A decision whose reasons point at no part of the page."""
    return Judged(
        decision=decision, notes=tuple(Note(reason=reason) for reason in reasons), fields=fields or {}
    )
