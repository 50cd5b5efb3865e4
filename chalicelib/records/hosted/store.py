"""Where hosted records and each of their versions are kept."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from chalicelib.platform.store import AggregateStore, Stored
from chalicelib.records.hosted.models import HostedRecord, HostedVersion, JoinProposal, ProposalState

_WAITING = "join_proposals#waiting"


class HostedRecordStore(AggregateStore[HostedRecord]):
    """Nominals under the ids that this store gives."""

    kind: ClassVar[str] = "hosted_record"
    model = HostedRecord
    missing: ClassVar[str] = "We hold no record with this identifier."


class HostedVersionStore(AggregateStore[HostedVersion]):
    """Every version of every record, written with the record itself and never changed."""

    kind: ClassVar[str] = "hosted_version"
    model = HostedVersion
    missing: ClassVar[str] = "We hold no such version of this record."

    def history(self, record_id: str) -> Iterator[HostedVersion]:
        """A record's versions, oldest first; none for a record that there is not."""
        version = 1
        while stored := self.find(version_id(record_id, version)):
            yield stored.state
            version += 1


class JoinProposalStore(AggregateStore[JoinProposal]):
    """Findings that two nominals are one person, or are not; those that wait are listed."""

    kind: ClassVar[str] = "join_proposal"
    model = JoinProposal
    missing: ClassVar[str] = "There is no such proposal."

    def index(self, state: JoinProposal) -> Mapping[str, str]:
        if state.state is not ProposalState.WAITING:
            return {}
        return {"gsi1pk": _WAITING, "gsi1sk": state.proposed_at.isoformat()}

    def waiting(self) -> list[Stored[JoinProposal]]:
        """Those that nobody decided on yet, oldest first."""
        return self.listing(_WAITING)[0]


def version_id(record_id: str, version: int) -> str:
    """Under which id a version lies."""
    return f"{record_id}@{version}"
