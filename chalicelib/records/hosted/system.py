"""The port `RecordKeeper` on our own table, and what only the keeper of records can do: merge, split, look back.

The names index is written around the transaction: the new version's entry first, the old one's removed after.
Each entry has an id of its own, so whatever crashes between leaves the index with an entry too many, which a
search resolves, and never with one too few.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import ValidationError

from chalicelib.kernel.changes import SYSTEM, Actor, AlreadyDone, AuditEntry, ConcurrentChange, Once
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.records import RecordChanged
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.items import TableUnavailable
from chalicelib.platform.log import logger
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change, NotUnique
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.errors import (
    DuplicateRecord,
    EntryRefused,
    Fault,
    RecordSystemUnavailable,
    UnknownRecord,
    VersionConflict,
    WriteUncertain,
)
from chalicelib.records.hosted.merging import attribute
from chalicelib.records.hosted.models import HostedRecord, HostedVersion
from chalicelib.records.hosted.rules import problems_of
from chalicelib.records.hosted.store import HostedRecordStore, HostedVersionStore, version_id
from chalicelib.records.models import Nominal, Record
from chalicelib.records.names.errors import IndexUnavailable
from chalicelib.records.names.ports import NamesIndex
from chalicelib.records.names.scoring import NONE
from chalicelib.records.names.typical import typical_scorer
from chalicelib.records.narrowing import in_parts
from chalicelib.records.subjects import subject_of_enquiry, subject_of_nominal

MOST_MATCHES = 20
_LOOKED_AT = 150
"""Entries of the index that one search resolves. It is below what the index compares at most, so that when so many
are likely, others may be whom nobody compared: then the answer is truncated, whatever part was asked for."""
_FEW = 20_000
"""People in the index, below which its frequencies do not tell a common name from a rare one."""
_MOST_BYTES = 300_000
"""Of one record as JSON: an item holds 400 KB, and a record lies in it with its trail's hash and salt."""


@dataclass(frozen=True)
class _Next:
    """One nominal's next state, and the action that led to it."""

    before: Stored[HostedRecord] | None
    record_id: str
    state: HostedRecord
    action: str


@dataclass(frozen=True)
class HostedRecordSystem:
    """Records that this force keeps itself."""

    records: HostedRecordStore
    versions: HostedVersionStore
    index: NamesIndex

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        return in_parts(enquiry)

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:  # noqa: ARG002 - the caller writes the read down
        with _answering():
            answer = self.index.search(subject_of_enquiry(enquiry), top=_LOOKED_AT)
            likely = [found.record_id for found in answer.candidates if found.scored.band != NONE]
            nominals = list(self._resolve(likely))
            if self.index.people < _FEW:
                nominals = list(self._judged(enquiry, nominals, [f.record_id for f in answer.candidates]))
        if enquiry.within:
            nominals = [nominal for nominal in nominals if enquiry.within.holds(nominal)]
        cut = len(nominals) > MOST_MATCHES or len(likely) == _LOOKED_AT or not answer.complete
        return EnquiryAnswer(
            candidates=tuple(nominals[:MOST_MATCHES]), truncated=cut, system_version="hosted 1"
        )

    def record(self, record_id: str, *, purpose: Purpose) -> Record:  # noqa: ARG002 - see search
        with _answering():
            return self._live(record_id).state.record

    def create(
        self, draft: Record, *, purpose: Purpose, by: Actor = SYSTEM, once: Once | None = None
    ) -> Record:
        """As the port has it; the same `once` gives the same record.

        The record's own reference to itself is replaced by the id that it gets.
        """
        record_id = new_id()
        record = _as(draft, record_id, 1)
        _require_fit(record)
        state = HostedRecord(own=record, index_entry=_entry_id(record_id))
        try:
            self._commit(_Next(None, record_id, state, "record_created"), by=by, purpose=purpose, once=once)
        except AlreadyDone as done:
            self._forget([state.index_entry])
            return self.record(str(done.result["record_id"]), purpose=purpose)
        except NotUnique as error:
            raise DuplicateRecord from error
        return record

    def update(self, record: Record, *, purpose: Purpose, by: Actor = SYSTEM) -> Record:
        before = self._as_read(record)
        _require_fit(record, before.state.record)
        after = _as(record, before.id, before.version + 1)
        own, absorbed = attribute(after, before.state.own, before.state.absorbed)
        state = HostedRecord(own=own, absorbed=absorbed, index_entry=_entry_id(before.id))
        try:
            self._commit(_Next(before, before.id, state, "record_updated"), by=by, purpose=purpose)
        except NotUnique as error:
            raise DuplicateRecord from error
        return state.record

    def merge(
        self, survivor: Record, other: Record, *, by: Actor, purpose: Purpose, also: Sequence[Change] = ()
    ) -> Record:
        """Make two nominals one, as somebody found them to be the same person; `split` undoes it. `also` is written
        in the same transaction.

        Both are given as they were read: raises `VersionConflict` when either moved on, `EntryRefused` for a
        record and itself. The other's id is unknown from then on, and searches lead to the survivor.
        """
        if survivor.nominal.record_id == other.nominal.record_id:
            raise EntryRefused("A record can't be merged with itself.")
        kept, gone = self._as_read(survivor), self._as_read(other)
        own = _as(kept.state.own, kept.id, kept.version + 1)
        absorbed = (*kept.state.absorbed, gone.state.record)
        after = HostedRecord(own=own, absorbed=absorbed, index_entry=_entry_id(kept.id))
        _require_size(after.record)
        left = gone.state.model_copy(
            update={"own": _as(gone.state.own, gone.id, gone.version + 1), "merged_into": kept.id}
        )
        self._commit(
            _Next(kept, kept.id, after, "record_absorbed"),
            _Next(gone, gone.id, left, "record_merged"),
            by=by,
            purpose=purpose,
            also=also,
        )
        return after.record

    def split(
        self, survivor: Record, other_id: str, *, by: Actor, purpose: Purpose, also: Sequence[Change] = ()
    ) -> tuple[Record, Record]:
        """Undo a merge: the survivor without the other, and the other with what was changed in its part since.

        Raises `VersionConflict` when the survivor moved on, `EntryRefused` when the other was never merged into it.
        """
        kept = self._as_read(survivor)
        part = next((p for p in kept.state.absorbed if p.nominal.record_id == other_id), None)
        with _answering():
            gone = self.records.find(other_id)
        if part is None or gone is None or gone.state.merged_into != kept.id:
            raise EntryRefused("That record was not merged into this one, so there is nothing to split.")
        rest = tuple(p for p in kept.state.absorbed if p is not part)
        own = _as(kept.state.own, kept.id, kept.version + 1)
        after = HostedRecord(own=own, absorbed=rest, index_entry=_entry_id(kept.id))
        given = _as(part, gone.id, gone.version + 1)
        mine, deeper = attribute(given, gone.state.own, gone.state.absorbed)
        back = HostedRecord(own=mine, absorbed=deeper, index_entry=_entry_id(gone.id))
        self._commit(
            _Next(kept, kept.id, after, "record_split"),
            _Next(gone, gone.id, back, "record_restored"),
            by=by,
            purpose=purpose,
            also=also,
        )
        return after.record, back.record

    def parts(self, record_id: str) -> tuple[Record, ...]:
        """What was merged into a record, each as it was then; raises `UnknownRecord`."""
        with _answering():
            return self._live(record_id).state.absorbed

    def history(self, record_id: str) -> Iterator[HostedVersion]:
        """Every version of a record, oldest first, also of one that was merged."""
        with _answering():
            yield from self.versions.history(record_id)

    def _commit(
        self,
        *nexts: _Next,
        by: Actor,
        purpose: Purpose,
        also: Sequence[Change] = (),
        once: Once | None = None,
    ) -> None:
        """Index the new, write all in one transaction, forget the old.

        Raises `VersionConflict`, `NotUnique`, and `WriteUncertain` when the table did not say what became of it:
        then both entries of the index stay.
        """
        entered = [one.state for one in nexts if one.state.merged_into is None]
        with _answering():
            for state in entered:
                self.index.put(subject_of_nominal(state.record.nominal, state.index_entry))
        changes = [change for one in nexts for change in self._changes(one, by, purpose)]
        try:
            self.records.commit(*changes, *also, once=once, result={"record_id": nexts[0].record_id})
        except TableUnavailable as error:
            raise WriteUncertain from error
        except (ConcurrentChange, NotUnique) as error:
            self._forget([state.index_entry for state in entered])
            if isinstance(error, NotUnique):
                raise
            raise VersionConflict from error
        replaced = [one.before.state for one in nexts if one.before]
        self._forget([state.index_entry for state in replaced if state.merged_into is None])

    def _forget(self, entries: Sequence[str]) -> None:
        """Take entries out of the index. One that can't be taken out does no harm: a search resolves it."""
        try:
            for entry in entries:
                self.index.remove(entry)
        except (IndexUnavailable, TableUnavailable):
            logger().warning("an index entry stays behind", extra={"entries": len(entries)})

    def _changes(self, one: _Next, by: Actor, purpose: Purpose) -> list[Change]:
        data: dict[str, str | int | bool | None] = {
            "reason_code": purpose.reason_code,
            "correlation_id": purpose.correlation_id,
        }
        words = {"justification": purpose.justification, "on_behalf_of": purpose.on_behalf_of}
        audit = AuditEntry(one.action, by, data, words)
        version = one.before.version + 1 if one.before else 1
        kept = HostedVersion(
            record=one.state.record, merged_into=one.state.merged_into, action=one.action, at=clock.now()
        )
        noted = AuditEntry("version_kept", by, {"record_id": one.record_id, "version": version})
        return [
            self.records.change(
                one.before,
                one.state,
                aggregate_id=one.record_id,
                audit=audit,
                events=[RecordChanged(record_id=one.record_id, record_version=version)] if one.before else [],
                unique=_new_identifiers(one.before, one.state),
            ),
            self.versions.change(None, kept, aggregate_id=version_id(one.record_id, version), audit=noted),
        ]

    def _judged(
        self, enquiry: NamesEnquiry, likely: Sequence[Nominal], entries: Sequence[str]
    ) -> Iterator[Nominal]:
        """The likely ones, and of the others whoever is likely by typical frequencies: among few people every name
        is common, so the index's own say too little.
        """
        yield from likely
        known = {nominal.record_id for nominal in likely}
        asked, scorer = subject_of_enquiry(enquiry), typical_scorer()
        for nominal in self._resolve(entries):
            if (
                nominal.record_id not in known
                and scorer.score(asked, subject_of_nominal(nominal)).band != NONE
            ):
                yield nominal

    def _resolve(self, entries: Sequence[str]) -> Iterator[Nominal]:
        """The nominals behind entries of the index, each once; one that was merged leads to its survivor."""
        seen: set[str] = set()
        for entry in entries:
            stored = self.records.find(entry.partition("@")[0])
            while stored and stored.state.merged_into:
                stored = self.records.find(stored.state.merged_into)
            if stored and stored.id not in seen:
                seen.add(stored.id)
                yield stored.state.record.nominal

    def _live(self, record_id: str) -> Stored[HostedRecord]:
        """The record as it is now; raises `UnknownRecord`, also for one that was merged into another."""
        try:
            stored = self.records.get(record_id)
        except NotFound as error:
            raise UnknownRecord from error
        if stored.state.merged_into:
            raise UnknownRecord
        return stored

    def _as_read(self, record: Record) -> Stored[HostedRecord]:
        with _answering():
            stored = self._live(record.nominal.record_id)
        if stored.version != record.nominal.version:
            raise VersionConflict
        return stored


@contextmanager
def _answering() -> Iterator[None]:
    """An outage of table or index is one of the record system, and so is a stored record that can't be read: there is
    no answer then, never one without somebody.
    """
    try:
        yield
    except ValidationError as error:
        raise RecordSystemUnavailable(Fault.UNREADABLE) from error
    except (IndexUnavailable, TableUnavailable) as error:
        raise RecordSystemUnavailable(Fault.FAILED) from error


def _require_fit(record: Record, before: Record | None = None) -> None:
    problems = problems_of(record, before=before, today=clock.today())
    if problems:
        raise EntryRefused(*problems)
    _require_size(record)


def _require_size(record: Record) -> None:
    if len(record.model_dump_json()) > _MOST_BYTES:
        raise EntryRefused("The record is too large to be kept as one. Shorten its texts or its addresses.")


def _as(record: Record, record_id: str, version: int) -> Record:
    nominal = record.nominal.model_copy(update={"record_id": record_id, "version": version})
    return record.model_copy(update={"nominal": nominal})


def _entry_id(record_id: str) -> str:
    return f"{record_id}@{new_id()}"


def _new_identifiers(before: Stored[HostedRecord] | None, after: HostedRecord) -> dict[str, str]:
    """Identifiers that nobody else may hold, as far as the record did not have them before."""
    known = _identifiers(before.state) if before else {}
    return {name: key for name, key in _identifiers(after).items() if known.get(name) != key}


def _identifiers(state: HostedRecord) -> dict[str, str]:
    held = {"pncid": state.own.nominal.pncid, "cro": state.own.nominal.cro}
    return {name: number.key for name, number in held.items() if number and number.identifies}
