"""What staff do in the police records themselves: find somebody, read a record, enter and correct. Everything
stands under an errand, the officer's stated reason, and every look is written down before it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chalicelib.kernel.changes import Actor, AuditEntry, Once
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.records.asking import ask_fully
from chalicelib.records.checks import Candidate, NamesEnquiry, Purpose, RecordCheck, Round
from chalicelib.records.errands import LENGTH, Errand, ErrandOver
from chalicelib.records.errors import KeptElsewhere
from chalicelib.records.models import Record
from chalicelib.records.ports import RecordSystem
from chalicelib.records.purposes import purpose_of
from chalicelib.records.services import RecordsService
from chalicelib.records.store import ErrandStore

if TYPE_CHECKING:  # hosted records are few functions' concern
    from chalicelib.records.hosted.joining import Joining
    from chalicelib.records.hosted.models import HostedVersion, JoinProposal
    from chalicelib.records.hosted.system import HostedRecordSystem


PATIENCE = 10.0
"""Seconds for narrower questions: a page has 29 for everything."""


@dataclass(frozen=True)
class FoundPeople:
    """Who may be the person that was asked for, best first."""

    candidates: Sequence[Candidate]
    truncated: bool


@dataclass(frozen=True)
class CheckAnswers:
    """An applicant's check with every answer it had, oldest first."""

    check: Stored[RecordCheck]
    rounds: Sequence[Round]


@dataclass(frozen=True)
class RecordsDesk:
    """The record keepers' verbs; each takes the errand under which it is done and who does it."""

    errands: ErrandStore
    records: RecordsService
    joining: "Joining | None" = None
    """Only where this office keeps the records itself."""
    synthetic: bool = False
    """Whether whoever is entered is made up: in the embedded stack everybody is."""
    system: RecordSystem = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "system", self.records.system)

    @property
    def keeps(self) -> bool:
        """Whether entries are made here."""
        return self.joining is not None

    def begin(self, errand: Errand) -> str:
        """State why somebody looks; the errand's id, good for half an hour."""
        errand_id = new_id()
        facts: dict[str, str | int | bool | None] = {
            "reason_code": errand.reason_code,
            "check_id": errand.check_id,
        }
        words = {"justification": errand.justification, "on_behalf_of": errand.on_behalf_of}
        audit = AuditEntry("errand_begun", Actor("officer", errand.officer), facts, words)
        state = errand.model_copy(update={"until": clock.now() + LENGTH})
        self.errands.save(None, state, aggregate_id=errand_id, audit=audit)
        return errand_id

    def errand(self, errand_id: str, by: Actor) -> Errand:
        """The officer's own errand that still holds; raises `ErrandOver`."""
        stored = self.errands.find(errand_id)
        if stored is None or stored.state.officer != by.id or stored.state.until <= clock.now():
            raise ErrandOver
        return stored.state

    def find(self, errand: Errand, asked: NamesEnquiry) -> FoundPeople:
        """Everybody who may be the person, by the record system's answer and our own score of it.

        Raises what the record system raises; no answer is never an empty one.
        """
        purpose = _purpose_of(errand)
        self.records.note_read("names_searched", purpose.correlation_id, _reader(errand), purpose)
        begun = self.records.watch()
        answer = ask_fully(
            self.system, asked, purpose=purpose, has_time=lambda: self.records.watch() - begun <= PATIENCE
        )
        findings = {f.record_id: f for f in self.records.scoring.findings([asked], [answer])}
        found = [
            Candidate(nominal=nominal, found_by=(0,), finding=findings.get(nominal.record_id))
            for nominal in answer.candidates
        ]
        found.sort(key=lambda c: -c.finding.sixty_fourths if c.finding else 0)
        return FoundPeople(found, answer.truncated)

    def open(self, errand: Errand, record_id: str) -> Record:
        """The whole record; raises `UnknownRecord` and what the record system raises."""
        return self.records.read_record(
            record_id,
            reader=_reader(errand),
            reason_code=errand.reason_code,
            justification=errand.justification,
            on_behalf_of=errand.on_behalf_of,
        )

    def history(self, errand: Errand, record_id: str) -> "list[HostedVersion]":
        """Every version of a record that we keep, oldest first; none of one that another system keeps."""
        if self.joining is None:
            return []
        purpose = _purpose_of(errand)
        self.records.note_read("record_history_read", record_id, _reader(errand), purpose)
        return list(self.joining.keeper.history(record_id))

    def parts(self, record_id: str) -> Sequence[Record]:
        """What was merged into a record that we keep."""
        return self.joining.keeper.parts(record_id) if self.joining else ()

    def create(self, errand: Errand, draft: Record, *, once: Once | None = None) -> Record:
        """A new record, one for each `once`; raises `EntryRefused`, `DuplicateRecord`, `KeptElsewhere`."""
        nominal = draft.nominal.model_copy(update={"synthetic": self.synthetic})
        draft = draft.model_copy(update={"nominal": nominal})
        return self._keeper.create(draft, purpose=_purpose_of(errand), by=_reader(errand), once=once)

    def update(self, errand: Errand, record: Record) -> Record:
        """The record as it shall be; raises `EntryRefused`, `VersionConflict`, `KeptElsewhere`."""
        return self._keeper.update(record, purpose=_purpose_of(errand), by=_reader(errand))

    def propose_merge(
        self, errand: Errand, survivor: Record, other_id: str, *, name: str, reason: str
    ) -> str:
        """Propose that another nominal is the same person; a colleague decides."""
        other = self.open(errand, other_id)
        return self._joining.propose_merge(survivor, other, by=_reader(errand), name=name, reason=reason)

    def propose_split(
        self, errand: Errand, survivor: Record, other_id: str, *, name: str, reason: str
    ) -> str:
        """Propose that a merged nominal is another person; a colleague decides."""
        return self._joining.propose_split(survivor, other_id, by=_reader(errand), name=name, reason=reason)

    def proposal(self, proposal_id: str) -> "JoinProposal":
        """A proposal: ids and a reason, which is read under an errand."""
        return self._joining.proposals.get(proposal_id).state

    def waiting(self) -> "Sequence[Stored[JoinProposal]]":
        """What waits for a second pair of eyes."""
        return self.joining.waiting() if self.joining else []

    def carry_out(self, errand: Errand, proposal_id: str) -> Record:
        """Do what a colleague proposed."""
        return self._joining.carry_out(proposal_id, by=_reader(errand), purpose=_purpose_of(errand))

    def refuse(self, errand: Errand, proposal_id: str, reason: str) -> None:
        """Leave both records as they are."""
        self._joining.refuse(proposal_id, by=_reader(errand), reason=reason)

    def answers(self, errand: Errand, check_id: str) -> CheckAnswers:
        """What was asked and answered about an applicant, ever; raises `NotFound`."""
        check = self.records.read_check(
            check_id,
            reader=_reader(errand),
            reason_code=errand.reason_code,
            justification=errand.justification,
            on_behalf_of=errand.on_behalf_of,
        )
        rounds = self.records.rounds.of_check(check)
        return CheckAnswers(check, (*rounds, *filter(None, [check.state.answer])))

    @property
    def _joining(self) -> "Joining":
        if self.joining is None:
            raise KeptElsewhere
        return self.joining

    @property
    def _keeper(self) -> "HostedRecordSystem":
        return self._joining.keeper


def _reader(errand: Errand) -> Actor:
    return Actor("officer", errand.officer)


def _purpose_of(errand: Errand) -> Purpose:
    return purpose_of(errand.reason_code, errand.justification, errand.on_behalf_of)
