"""A circuit breaker: a record system that keeps failing is left alone for a moment, then tried with one question.

Its state is this process's own. While it is open every question fails at once, which is no answer like any
other failure: the check waits.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from chalicelib.kernel.errors import ProbityError
from chalicelib.records.checks import EnquiryAnswer, NamesEnquiry, Purpose, Within
from chalicelib.records.errors import Fault, RecordSystemUnavailable, WriteUncertain
from chalicelib.records.models import Record
from chalicelib.records.ports import RecordKeeper, RecordSystem

R = TypeVar("R")


@dataclass
class CircuitBreaker:
    """Closed while the system answers; open after failures in a row; half-open for one question after a rest."""

    failures_to_open: int = 5
    rest: float = 5.0
    """Seconds from the last failure to the next try."""
    now: Callable[[], float] = time.monotonic
    _failures: int = 0
    _tried_at: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def call(self, ask: Callable[[], R]) -> R:
        """`ask()`; raises `RecordSystemUnavailable` without asking while the circuit is open.

        A refusal, a conflict or an unknown record is an answer: only silence and rubbish count as failures.
        """
        self._enter()
        try:
            answer = ask()
        except (RecordSystemUnavailable, WriteUncertain):
            self._fail()
            raise
        except ProbityError:
            self._succeed()
            raise
        self._succeed()
        return answer

    @property
    def is_open(self) -> bool:
        """Whether questions fail without being asked."""
        with self._lock:
            return self._failures >= self.failures_to_open

    def _enter(self) -> None:
        with self._lock:
            if self._failures < self.failures_to_open:
                return
            if self.now() - self._tried_at < self.rest:
                raise RecordSystemUnavailable(Fault.CIRCUIT_OPEN)
            self._tried_at = self.now()  # this question tries; others wait for what becomes of it

    def _fail(self) -> None:
        with self._lock:
            self._failures += 1
            self._tried_at = self.now()

    def _succeed(self) -> None:
        with self._lock:
            self._failures = 0


@dataclass(frozen=True)
class GuardedRecordSystem:
    """A record system behind a circuit breaker."""

    system: RecordSystem
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)

    def parts_of(self, enquiry: NamesEnquiry) -> tuple[Within, ...]:
        return self.system.parts_of(enquiry)

    def search(self, enquiry: NamesEnquiry, *, purpose: Purpose) -> EnquiryAnswer:
        return self.breaker.call(lambda: self.system.search(enquiry, purpose=purpose))

    def record(self, record_id: str, *, purpose: Purpose) -> Record:
        return self.breaker.call(lambda: self.system.record(record_id, purpose=purpose))


@dataclass(frozen=True)
class GuardedRecordKeeper(GuardedRecordSystem):
    """The same for one that takes entries."""

    system: RecordKeeper

    def create(self, draft: Record, *, purpose: Purpose) -> Record:
        return self.breaker.call(lambda: self.system.create(draft, purpose=purpose))

    def update(self, record: Record, *, purpose: Purpose) -> Record:
        return self.breaker.call(lambda: self.system.update(record, purpose=purpose))
