"""Batches: parts come one by one and are answered at once, then the report is asked for."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from chalicelib.kernel.changes import AuditEntry, Once
from chalicelib.kernel.events.verification import ReportRequested
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.objects import ObjectMissing, Objects
from chalicelib.platform.store import Stored
from chalicelib.verification.bulk.accounts import Caller
from chalicelib.verification.bulk.checks import Checks
from chalicelib.verification.bulk.counting import Counts, Use
from chalicelib.verification.bulk.errors import BatchClosed, NoBatch, NoReport, NotReadable, PartTaken
from chalicelib.verification.bulk.models import (
    MOST_FILES,
    MOST_LOTS,
    Batch,
    BatchKind,
    BatchState,
    CheckedLine,
)
from chalicelib.verification.bulk.names import clean_name
from chalicelib.verification.bulk.rows import Row
from chalicelib.verification.bulk.store import BatchStore, Lines
from chalicelib.verification.models import Report

_MOST = {BatchKind.FILES: MOST_FILES, BatchKind.CODES: MOST_LOTS}


@dataclass(frozen=True)
class Answered:
    """A line and, at the moment of checking alone, the whole report with the facts that nobody keeps."""

    line: CheckedLine
    report: Report | None = None


@dataclass(frozen=True)
class Batches:
    """What an account does with its batches. Files and codes are read in memory; their lines are kept for a week."""

    store: BatchStore
    lines: Lines
    checks: Checks
    counts: Counts
    reports: Objects

    def open(
        self,
        caller: Caller,
        kind: BatchKind,
        label: str,
        expected: int | None = None,
        *,
        once: Once | None = None,
    ) -> str:
        """Begin a batch; its identifier. Raises `NotReadable`, `AlreadyDone`."""
        try:
            batch = Batch(
                kind=kind,
                account_id=caller.account_id,
                key_id=caller.key.id,
                label=clean_name(label)[:60] or "Batch",
                expected=expected,
                opened_at=clock.now(),
            )
        except ValidationError as wrong:
            raise NotReadable("The number of files or codes that you announce is not a number.") from wrong
        batch_id = new_id()
        audit = AuditEntry("batch.opened", caller.actor, {"key": caller.key.id, "kind": kind.value})
        self.store.save(None, batch, aggregate_id=batch_id, audit=audit, once=once, result={"id": batch_id})
        return batch_id

    def get(self, caller: Caller, batch_id: str) -> Stored[Batch]:
        """A batch of the account; raises `NoBatch`, also for somebody else's."""
        stored = self.store.find(batch_id)
        if stored is None or stored.state.account_id != caller.account_id:
            raise NoBatch
        return stored

    def of(self, caller: Caller) -> list[Stored[Batch]]:
        """The account's batches, newest first."""
        return self.store.of_account(caller.account_id)

    def add_file(self, caller: Caller, batch_id: str, part: int, name: str, content: bytes) -> Answered:
        """Check a file and keep the line. Sent again under its number, the first answer stands.

        Raises `NoBatch`, `BatchClosed`, `PartTaken`, `NotReadable`.
        """
        digest = hashlib.sha256(content).hexdigest()
        if known := self._known(caller, batch_id, part, digest, BatchKind.FILES):
            return Answered(known[0])
        report = self.checks.file(content)
        line = _line(part, 0, clean_name(name) or f"File {part}", digest, report)
        (kept,) = self.lines.write(batch_id, part, digest, [line])
        self.counts.note(caller.key.id, Use.FILES)
        return Answered(kept, report)

    def add_rows(self, caller: Caller, batch_id: str, part: int, rows: Sequence[Row]) -> list[Answered]:
        """Check a lot of codes and keep the lines; raises as `add_file`."""
        digest = _digest("\n\n".join(f"{row.text}\n{row.reference}" for row in rows))
        if known := self._known(caller, batch_id, part, digest, BatchKind.CODES):
            return [Answered(line) for line in known]
        reports = self.checks.rows(list(rows), f"account-{caller.account_id}")
        lines = [
            _line(part, number, row.reference or f"Row {number}", _digest(row.text), report)
            for number, (row, report) in enumerate(zip(rows, reports, strict=True), start=1)
        ]
        kept = self.lines.write(batch_id, part, digest, lines)
        self.counts.note(caller.key.id, Use.CODES, len(lines))
        return [Answered(line, report) for line, report in zip(kept, reports, strict=True)]

    def finish(self, caller: Caller, batch_id: str) -> None:
        """Take nothing more and have the report written. Finished before: nothing happens. Raises `NotReadable`."""
        stored = self.get(caller, batch_id)
        if stored.state.state is not BatchState.OPEN:
            return
        if next(self.lines.all(batch_id), None) is None:
            raise NotReadable("Nothing was sent yet. Send a file or a list of codes first.")
        closed = stored.state.model_copy(update={"state": BatchState.CLOSED, "closed_at": clock.now()})
        audit = AuditEntry("batch.closed", caller.actor, {"key": caller.key.id})
        self.store.save(stored, closed, audit=audit, events=[ReportRequested(batch_id=batch_id)])

    def report(self, caller: Caller, batch_id: str, ending: str) -> bytes:
        """The signed report, `json` or `pdf`; raises `NoBatch`, `NoReport`."""
        if self.get(caller, batch_id).state.state is not BatchState.REPORTED:
            raise NoReport
        try:
            return self.reports.get(report_key(batch_id, ending))
        except ObjectMissing as gone:
            raise NoReport from gone

    def _known(
        self, caller: Caller, batch_id: str, part: int, digest: str, kind: BatchKind
    ) -> list[CheckedLine] | None:
        batch = self.get(caller, batch_id).state
        if batch.kind is not kind:
            raise NotReadable(f"This batch takes {batch.kind.value} only.")
        if not 1 <= part <= _MOST[kind]:
            raise NotReadable(f"Number the parts of a batch of {kind.value} from 1 to {_MOST[kind]}.")
        if batch.state is BatchState.OPEN:
            return None  # a part that is there is found when it is written again
        before = self.lines.part(batch_id, part)
        if before is None:
            raise BatchClosed
        if before[0] != digest:
            raise PartTaken
        return before[1]


def report_key(batch_id: str, ending: str) -> str:
    """Where a report lies in its bucket."""
    return f"reports/{batch_id}.{ending}"


def verdict_counts(lines: Sequence[CheckedLine]) -> Mapping[str, int]:
    """How many lines have each verdict."""
    return dict(sorted(Counter(line.verdict.value for line in lines).items()))


def _line(part: int, row: int, name: str, digest: str, report: Report) -> CheckedLine:
    return CheckedLine(
        part=part,
        row=row,
        name=name,
        digest=digest,
        verdict=report.verdict,
        current=report.current,
        status_as_of=report.status_as_of,
        reasons=tuple(reason.name for reason in report.reasons),
        checked_at=clock.now(),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
