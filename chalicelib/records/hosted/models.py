"""A hosted record: what was entered of a person, what was merged into it, and every version that it had."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText
from chalicelib.records.hosted.merging import compose
from chalicelib.records.joins import Join
from chalicelib.records.models import Identifier, Record

Reason = Annotated[CleanText, StringConstraints(min_length=3, max_length=1000)]


class HostedRecord(Model):
    """One nominal as it is stored. What was merged into it stays apart inside, so that a split gives it back."""

    own: Record
    absorbed: tuple[Record, ...] = ()
    merged_into: Identifier | None = None
    """Set on a nominal that was found to be another's: it is no record of its own until it is split off again."""
    index_entry: CleanText
    """Under which id the names index holds this version."""

    @property
    def record(self) -> Record:
        """Everything as one record."""
        return compose(self.own, self.absorbed)


class HostedVersion(Model):
    """One version of a record, kept when a later one replaced it."""

    record: Record
    merged_into: Identifier | None = None
    action: CleanText
    at: datetime


class ProposalState(StrEnum):
    WAITING = "waiting"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"


class JoinProposal(Model):
    """One record keeper's finding on two nominals; another one carries it out or refuses it (four eyes).

    The versions are those that the proposer saw: nothing is carried out on others.
    """

    join: Join
    survivor: Identifier
    survivor_version: int
    other: Identifier
    other_version: int
    """Of the other nominal; of a split, as it was when it was merged."""
    reason: Reason
    proposed_by: Identifier
    proposer: CleanText
    """Their name as others read it."""
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: Identifier | None = None
    decided_at: datetime | None = None
    refusal: Reason | None = None
