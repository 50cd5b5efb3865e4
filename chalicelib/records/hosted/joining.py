"""Four eyes on who is who: one record keeper proposes to merge or split two nominals, another one carries it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.kernel.changes import Actor, AuditEntry
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.transitions import WrongState
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change
from chalicelib.records.checks import Purpose
from chalicelib.records.errors import EntryRefused, OwnProposal, VersionConflict
from chalicelib.records.hosted.models import JoinProposal, ProposalState
from chalicelib.records.hosted.store import JoinProposalStore
from chalicelib.records.hosted.system import HostedRecordSystem
from chalicelib.records.joins import Join
from chalicelib.records.models import Record


@dataclass(frozen=True)
class Joining:
    """Proposals to merge or split, and what becomes of them."""

    keeper: HostedRecordSystem
    proposals: JoinProposalStore

    def propose_merge(self, survivor: Record, other: Record, *, by: Actor, name: str, reason: str) -> str:
        """Say that two nominals, as they were read, are one person; the proposal's id.

        `name` is the proposer's, for colleagues to read. Raises `EntryRefused` for a record and itself.
        """
        if survivor.nominal.record_id == other.nominal.record_id:
            raise EntryRefused("A record can't be merged with itself.")
        return self._propose(Join.MERGE, survivor, other, by=by, name=name, reason=reason)

    def propose_split(self, survivor: Record, other_id: str, *, by: Actor, name: str, reason: str) -> str:
        """Say that a nominal that was merged into this one is another person; the proposal's id.

        Raises `EntryRefused` unless it was merged into it.
        """
        parts = self.keeper.parts(survivor.nominal.record_id)
        part = next((p for p in parts if p.nominal.record_id == other_id), None)
        if part is None:
            raise EntryRefused("That record was not merged into this one, so there is nothing to split.")
        return self._propose(Join.SPLIT, survivor, part, by=by, name=name, reason=reason)

    def carry_out(self, proposal_id: str, *, by: Actor, purpose: Purpose) -> Record:
        """Do what a colleague proposed; the surviving record as it is then.

        Raises `OwnProposal`, `WrongState` when it was decided on already, and `VersionConflict` when either record
        is not what the proposer saw.
        """
        before = self._waiting(proposal_id, by)
        proposal = before.state
        survivor = self._as_proposed(proposal.survivor, proposal.survivor_version, purpose)
        decided = self._decided(before, ProposalState.CARRIED_OUT, by, "proposal_carried_out")
        if proposal.join is Join.SPLIT:
            return self.keeper.split(survivor, proposal.other, by=by, purpose=purpose, also=[decided])[0]
        other = self._as_proposed(proposal.other, proposal.other_version, purpose)
        return self.keeper.merge(survivor, other, by=by, purpose=purpose, also=[decided])

    def refuse(self, proposal_id: str, *, by: Actor, reason: str) -> None:
        """Leave the records as they are; raises `OwnProposal`, `WrongState`."""
        before = self._waiting(proposal_id, by)
        self.proposals.commit(self._decided(before, ProposalState.REFUSED, by, "proposal_refused", reason))

    def waiting(self) -> Sequence[Stored[JoinProposal]]:
        """What waits for a colleague."""
        return self.proposals.waiting()

    def _propose(
        self, join: Join, survivor: Record, other: Record, *, by: Actor, name: str, reason: str
    ) -> str:
        proposal = JoinProposal(
            join=join,
            survivor=survivor.nominal.record_id,
            survivor_version=survivor.nominal.version,
            other=other.nominal.record_id,
            other_version=other.nominal.version,
            reason=reason,
            proposed_by=by.id,
            proposer=name,
            proposed_at=clock.now(),
        )
        proposal_id = new_id()
        facts = {"join": join.value, "survivor": proposal.survivor, "other": proposal.other}
        audit = AuditEntry("join_proposed", by, facts, {"reason": reason})
        self.proposals.save(None, proposal, aggregate_id=proposal_id, audit=audit)
        return proposal_id

    def _waiting(self, proposal_id: str, by: Actor) -> Stored[JoinProposal]:
        stored = self.proposals.get(proposal_id)
        if stored.state.state is not ProposalState.WAITING:
            raise WrongState("Somebody decided on this proposal already. Reload to see how.")
        if stored.state.proposed_by == by.id:
            raise OwnProposal
        return stored

    def _as_proposed(self, record_id: str, version: int, purpose: Purpose) -> Record:
        record = self.keeper.record(record_id, purpose=purpose)
        if record.nominal.version != version:
            raise VersionConflict
        return record

    def _decided(
        self, before: Stored[JoinProposal], state: ProposalState, by: Actor, action: str, refusal: str = ""
    ) -> Change:
        decided = {"state": state, "decided_by": by.id, "decided_at": clock.now(), "refusal": refusal or None}
        facts = {"survivor": before.state.survivor, "other": before.state.other}
        audit = AuditEntry(action, by, facts, {"reason": refusal} if refusal else None)
        return self.proposals.change(before, before.state.model_copy(update=decided), audit=audit)
