"""What a round of answers comes to: who was named in which version, how two rounds differ, what fits in a check."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from chalicelib.records.checks import EnquiryAnswer, Round

MOST_CANDIDATES = 300
"""Kept of one round of answers, so that a check fits in one item (400 KB) whatever names were given."""
_MOST_BYTES = 180_000
"""Of the candidates as JSON, for the same reason: somebody may be recorded under a thousand names."""


@dataclass(frozen=True)
class Changes:
    """How a later answer differs from an earlier one, in numbers."""

    new: int = 0
    """Candidates who were not named before."""
    changed: int = 0
    """Candidates whose record has another version."""
    gone: int = 0
    """Candidates who are not named any more."""
    cut: bool = False
    """The list is not whole, and was whole before."""

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.cut)

    @property
    def sentence(self) -> str:
        """What changed, for people: numbers alone, so that it may stand where no police data may."""
        parts = [
            _count(self.new, "candidate is new", "candidates are new"),
            _count(self.changed, "candidate's record changed", "candidates' records changed"),
            _count(self.gone, "candidate is not named any more", "candidates are not named any more"),
            "the list is not whole now" if self.cut else "",
        ]
        told = ", ".join(part for part in parts if part)
        return f"{told[0].upper()}{told[1:]}." if told else "Nothing changed."


def changes_between(before: Round, after: Round) -> Changes:
    """How the later round differs in who was named, and in which version."""
    old, new = versions_of(before), versions_of(after)
    return Changes(
        new=len(new.keys() - old.keys()),
        changed=sum(old[record_id] != new[record_id] for record_id in old.keys() & new.keys()),
        gone=len(old.keys() - new.keys()),
        cut=after.truncated and not before.truncated,
    )


def versions_of(answer: Round) -> Mapping[str, int]:
    """Everybody who was named, with the newest version that was."""
    found: dict[str, int] = {}
    for part in answer.answers:
        for nominal in part.candidates:
            found[nominal.record_id] = max(nominal.version, found.get(nominal.record_id, nominal.version))
    return found


def within_limit(answers: tuple[EnquiryAnswer, ...]) -> tuple[EnquiryAnswer, ...]:
    """The answers with as many candidates as fit; whichever lost somebody says that it is truncated."""
    room, space = MOST_CANDIDATES, _MOST_BYTES
    kept = []
    for answer in answers:
        sizes = accumulate(len(nominal.model_dump_json()) for nominal in answer.candidates)
        fitting = tuple(n for n, size in zip(answer.candidates, sizes, strict=True) if size <= space)[:room]
        room -= len(fitting)
        space -= sum(len(nominal.model_dump_json()) for nominal in fitting)
        lost = len(fitting) < len(answer.candidates)
        kept.append(answer.model_copy(update={"candidates": fitting, "truncated": answer.truncated or lost}))
    return tuple(kept)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""
