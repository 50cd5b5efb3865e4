"""How a member of staff's act is written: who holds the case, the trail, and one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chalicelib.casework.errors import ClaimedByAnother, NotClaimed
from chalicelib.casework.models import CASE_STATES, WORKABLE, Case, CaseState, Claim, Officer
from chalicelib.casework.store import CaseStore
from chalicelib.kernel.changes import Actor, AlreadyDone, AuditEntry, Once
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.transitions import require_transition
from chalicelib.platform import clock
from chalicelib.platform.store import Stored
from chalicelib.platform.unit_of_work import Change

LEASE = timedelta(hours=1)
"""How long a claim holds after its officer's last act."""


@dataclass(frozen=True)
class CaseWriter:
    """Writes changes of a case in the name of an officer."""

    cases: CaseStore

    def require_free(self, case: Case, officer: Officer) -> None:
        """Raises `ClaimedByAnother` while a colleague holds the case."""
        holder = case.held_by(clock.now())
        if holder and holder != officer.id:
            raise ClaimedByAnother(case.name_of(holder))

    def held(self, case_id: str, officer: Officer) -> Stored[Case]:
        """The case, held by this officer; raises `ClaimedByAnother` or `NotClaimed`."""
        stored = self.cases.get(case_id)
        self.require_free(stored.state, officer)
        if stored.state.held_by(clock.now()) != officer.id:
            raise NotClaimed
        return stored

    def require_new(self, once: Once | None) -> None:
        """Raises `AlreadyDone` for a form that was carried out before, whatever the case has become since."""
        if once and self.cases.uow.was_done(once):
            raise AlreadyDone({})

    def save(
        self,
        before: Stored[Case],
        officer: Officer,
        action: str,
        after: Mapping[str, Any] | None = None,
        *,
        once: Once | None = None,
        **told: Any,  # noqa: ANN401 - as `change`
    ) -> None:
        """Write one act; the arguments are `change`'s."""
        self.cases.commit(self.change(before, officer, action, after or {}, **told), once=once)

    def change(
        self,
        before: Stored[Case],
        officer: Officer,
        action: str,
        after: Mapping[str, Any],
        *,
        facts: Mapping[str, str | int | bool | None] | None = None,
        words: Mapping[str, object] | None = None,
        events: Sequence[Event] = (),
    ) -> Change:
        """One act as a change: `after` are the fields it sets, `facts` ids and codes, `words` what people wrote.

        Unless `after` says otherwise, acting on a case renews the claim of the officer who holds it.
        """
        names = {**before.state.officers, officer.id: officer.name}
        update = {**_renewed(before.state, officer), "officers": names, **after}
        state = before.state.model_copy(update=update)
        told = {name: text for name, text in (words or {}).items() if text}
        audit = AuditEntry(action, actor_of(officer), facts or {}, told or None)
        return self.cases.change(before, state, audit=audit, events=events)


def actor_of(officer: Officer) -> Actor:
    """The officer as the audit trail names them."""
    return Actor("officer", officer.id)


def to(case: Case, state: CaseState) -> CaseState:
    """The next state; raises `WrongState` when the life cycle does not allow it."""
    return require_transition(CASE_STATES, case.state, state)


def claim_for(officer: Officer) -> Claim:
    """A claim from now on."""
    return Claim(by=officer.id, until=clock.now() + LEASE)


def _renewed(case: Case, officer: Officer) -> dict[str, Any]:
    if case.state in WORKABLE and case.held_by(clock.now()) == officer.id:
        return {"claim": claim_for(officer)}
    return {}
