"""Holds the published log against the register: who was issued unlogged, logged twice, or logged by a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.certificates.log.comparing import Comparing
from chalicelib.certificates.log.evidence import Evidence, PublishedLog
from chalicelib.certificates.log.watch import Finding, Waiting, Watch, Watches
from chalicelib.certificates.models import Certificate
from chalicelib.certificates.store import Register
from chalicelib.kernel.changes import SYSTEM, AuditEntry, ConcurrentChange
from chalicelib.platform import clock

TOO_LONG = timedelta(hours=1)
"""Between reserving and issuing lie seconds; a queue that is down for an hour is noticed by itself."""
_SHOWN = 200
"""More findings or waiting certificates than anybody reads."""


@dataclass(frozen=True)
class Monitor:
    """The issuer's own monitor. It signs nothing and changes nothing but its report."""

    log: PublishedLog
    register: Register
    watches: Watches
    leaf_of: Callable[[Certificate], bytes]
    stated: Callable[[], Mapping[bytes, int | None]] = dict
    """Statements' leaves, as `Comparing` takes them."""
    not_entered: Callable[[datetime], Iterable[str]] = lambda _: ()
    """Statements that were offered before a moment and are not in the log."""

    def look(self, *, whole: bool = False) -> Watch:
        """Compare what is new since the last look, or all of it, and keep and return the report.

        Whatever was found stays in the report until a look finds it right.
        """
        stored = self.watches.find(Watches.ID)
        before, now = stored.state if stored else Watch(), clock.now()
        evidence = self.log.look(before, whole=whole)
        compared = Comparing(self.register, self.leaf_of, self.stated, evidence).outcome(
            before, now, whole=whole
        )
        found = (*evidence.findings, *compared.findings, *self._not_entered(now))
        waiting = sorted(self._waiting(now), key=lambda one: one.reserved_at)
        report = {
            "findings": found[:_SHOWN],
            "waiting": tuple(waiting[:_SHOWN]),
            "reserved": compared.reserved,
        }
        after = _after(before, evidence, now).model_copy(update=report)
        with suppress(ConcurrentChange):  # another look at the same moment was kept
            self.watches.save(stored, after, aggregate_id=Watches.ID, audit=_audit(before, after))
        return after

    def accept(self) -> Watch:
        """Begin anew at the log as it is, after people have decided what happened (docs/operations/log.md)."""
        stored = self.watches.find(Watches.ID)
        after = _after(Watch(), self.log.look(Watch()), clock.now())
        self.watches.save(stored, after, aggregate_id=Watches.ID, audit=AuditEntry("log.accepted", SYSTEM))
        return after

    def _not_entered(self, now: datetime) -> list[Finding]:
        """Seconds lie between offering a statement and entering it, unless its message was lost or given up."""
        return [
            Finding(fault="statement-not-entered", about=each) for each in self.not_entered(now - TOO_LONG)
        ]

    def _waiting(self, now: datetime) -> Iterator[Waiting]:
        for stored in self.register.untouched_since(now):
            certificate = stored.state
            if certificate.reserved_at < now - TOO_LONG:
                yield Waiting(
                    certificate_id=stored.id,
                    serial=certificate.serial,
                    step=certificate.step,
                    reserved_at=certificate.reserved_at,
                )


def _after(before: Watch, evidence: Evidence, now: datetime) -> Watch:
    """Seen is only what was consistent; else the next look compares with the same past."""
    broken = {"tiles-damaged", "log-shrank", "log-rewritten"}
    if evidence.note is None or broken & {finding.fault for finding in evidence.findings}:
        return before.model_copy(update={"looked_at": now})
    said = evidence.note.checkpoint
    return Watch(size=said.size, root=said.root.hex(), looked_at=now, compared_until=now)


def _audit(before: Watch, after: Watch) -> AuditEntry:
    facts: dict[str, str | int | bool | None] = {"size": after.size, "findings": len(after.findings)}
    return AuditEntry("log.looked" if before.size == after.size else "log.followed", SYSTEM, facts)
