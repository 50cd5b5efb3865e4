"""What comes of weighing a matter, with all that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.disclosure.models import Dates, RuleName, Treatment
from chalicelib.disclosure.spans import Span
from chalicelib.records.models import Matter

OURS = "Rule of this office: what is contradictory or unknown is a person's to decide (docs/disclosure.md)"


@dataclass(frozen=True)
class Finding:
    """What the rules say of a matter, and all that it rests on."""

    treatment: Treatment
    rule: RuleName
    source: str
    arithmetic: str
    cell: str | None = None
    steps_down: Span | None = None
    """When; None when never, or when nobody knows."""

    def dates(self, matter: Matter) -> Dates:
        """The days that it rests on."""
        return Dates(
            decided=matter.date,
            offence=matter.offence_date,
            steps_down_from=self.steps_down.earliest if self.steps_down else None,
            steps_down_by=self.steps_down.latest if self.steps_down else None,
        )


def in_doubt(doubts: Sequence[str]) -> Finding:
    """A person's to decide, because of what is contradictory or unknown in the record."""
    return Finding(Treatment.NEEDS_PERSON, RuleName.RECORD_IN_DOUBT, OURS, " ".join(doubts))
