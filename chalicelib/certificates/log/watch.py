"""What the monitor remembers of the log, and what it found: one report, replaced by each look."""

from datetime import datetime
from typing import ClassVar, Literal

from chalicelib.certificates.log.tree import EMPTY
from chalicelib.certificates.models import Hex32, Step
from chalicelib.kernel.models import Model
from chalicelib.platform.store import AggregateStore

Fault = Literal[
    "checkpoint-missing",
    "checkpoint-unreadable",
    "checkpoint-signature",
    "not-witnessed",
    "tiles-damaged",
    "log-shrank",
    "log-rewritten",
    "witness-disagrees",
    "not-logged",
    "logged-twice",
    "unknown-leaf",
    "statement-not-entered",
]
"""Names of findings; docs/formats/log.md says what each means."""


class Finding(Model):
    """One thing that is wrong, and what it is about: a place, a number, a statement, a file or a witness."""

    fault: Fault
    about: str = ""
    place: int | None = None
    """The leaf's place in the log, looked at again each time."""
    certificate_id: str = ""
    """The certificate's, likewise."""


class Waiting(Model):
    """A certificate that was reserved and is not issued."""

    certificate_id: str
    serial: str
    step: Step
    reserved_at: datetime


class Watch(Model):
    """The newest look: the checkpoint that all is well up to, what was compared, and what was found."""

    size: int = 0
    root: Hex32 = EMPTY.hex()
    looked_at: datetime | None = None
    compared_until: datetime | None = None
    """Certificates issued up to here were held against the log."""
    findings: tuple[Finding, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    """Reserved and not issued for longer than they should be, the oldest first."""
    reserved: int = 0
    """Leaves whose certificates are not issued yet or never will be: normal, and counted."""


class Watches(AggregateStore[Watch]):
    """The one report."""

    kind: ClassVar[str] = "log_watch"
    model = Watch
    ID: ClassVar[str] = "log"

    def report(self) -> Watch | None:
        """The newest look, or None before the first."""
        stored = self.find(self.ID)
        return stored.state if stored else None
