"""What a names index is, whatever keeps it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from chalicelib.records.names.scoring import NONE, POSSIBLE, STRONG, Scored, Scorer
from chalicelib.records.names.subjects import Subject

_ORDER = {NONE: 0, POSSIBLE: 1, STRONG: 2}


@dataclass(frozen=True)
class Found:
    """A candidate: their record's id, the score with its reasons, and how many people share their name."""

    record_id: str
    scored: Scored
    namesakes: int


@dataclass(frozen=True)
class Answer:
    """Candidates best first. When it is not `complete`, somebody may be missing: `why_incomplete` says why."""

    candidates: tuple[Found, ...]
    why_incomplete: str = ""

    @property
    def complete(self) -> bool:
        return not self.why_incomplete

    @property
    def band(self) -> str:
        """The best candidate's band; at least 'possible' when the answer is not complete."""
        best = max((found.scored.band for found in self.candidates), key=_ORDER.__getitem__, default=NONE)
        return POSSIBLE if best == NONE and not self.complete else best


class NamesIndex(Protocol):
    """Everybody recorded, searchable by name. It never answers 'nobody' when it could not look."""

    @property
    def people(self) -> int:
        """How many people are recorded."""

    def search(self, query: Subject, *, top: int = 50) -> Answer:
        """Up to `top` candidates; raises `IndexUnavailable` when there is no answer."""

    def put(self, record: Subject) -> None:
        """Add a record, or replace the one with this id; searches that begin afterwards find it."""

    def remove(self, record_id: str) -> None:
        """Forget a record; one that is not there is no error."""


SUM_SHARE = 0.25
"""What all keys together count for beside the best of them, when candidates are chosen for comparing."""
NOTHING_TO_SEARCH_BY = "the query has no name and no identifier to search by"
TOO_MANY = "so many people are alike that not all could be compared"
NO_WHOLE_DATE = "without a whole birth date nobody of that name can be ruled out"


def ranked(
    scorer: Scorer, query: Subject, subjects: Iterable[Subject], *, top: int, why_incomplete: str = ""
) -> Answer:
    """The best `top` of the subjects, scored; equal scores in the order of their ids."""
    scored = [(scorer.score(query, subject), subject.id) for subject in subjects]
    scored.sort(key=lambda pair: (-pair[0].score, pair[1]))
    return Answer(
        tuple(Found(record_id, one, scorer.namesakes(one.name)) for one, record_id in scored[:top]),
        why_incomplete or _why_not_ruled_out(query, [one for one, _ in scored]),
    )


def _why_not_ruled_out(query: Subject, scored: Iterable[Scored]) -> str:
    if not (query.names or query.pncid or query.cro):
        return NOTHING_TO_SEARCH_BY
    if query.has_whole_date or not any(map(_bears_the_name, scored)):
        return ""
    return NO_WHOLE_DATE


def _bears_the_name(scored: Scored) -> bool:
    """Whether surname and first forename both speak for the candidate."""
    speaking = {weight.field for weight in scored.weights if weight.bits > 0}
    return {"surname", "forename"} <= speaking
