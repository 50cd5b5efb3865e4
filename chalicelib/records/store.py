"""Where checks, and who read police data, are kept."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import ClassVar

from chalicelib.platform import clock
from chalicelib.platform.items import Key, Write
from chalicelib.platform.store import AggregateStore, Stored
from chalicelib.records.checks import CheckState, RecordCheck, RecordRead, Round
from chalicelib.records.errands import Errand

WAITING = "record_checks#waiting"
WATCHED = timedelta(days=2)
"""Longer than anything is decided on one answer (a day), so that nothing is missed at the edge."""


class RecordCheckStore(AggregateStore[RecordCheck]):
    """One check for each application, under the application's id; those that wait are indexed."""

    kind: ClassVar[str] = "record_check"
    model = RecordCheck
    missing: ClassVar[str] = "The police records have not been searched for this application yet."

    def index(self, state: RecordCheck) -> Mapping[str, str]:
        if state.state is CheckState.ANSWERED:
            return {}
        since = state.attempts[0].at.isoformat() if state.attempts else ""
        return {"gsi1pk": WAITING, "gsi1sk": f"{since}#{state.application_id}"}

    def watch(self, application_id: str, record_ids: Iterable[str]) -> None:
        """Remember for a while that a check's answer names these records.

        Written before the answer itself: a watch too many does no harm.
        """
        until = int((clock.now() + WATCHED).timestamp())
        for record_id in record_ids:
            self.uow.items.write(Write(Key(f"record_watch#{record_id}", application_id), {"ttl": until}))

    def watchers(self, record_id: str) -> list[str]:
        """The applications whose answers named a record lately."""
        found: list[str] = []
        start: Mapping[str, str] | None = None
        while True:
            page = self.uow.items.query(f"record_watch#{record_id}", after=start)
            found += [str(item["sk"]) for item in page.items]
            if page.next_key is None:
                return found
            start = page.next_key


class RecordRoundStore(AggregateStore[Round]):
    """Answers that a later one replaced, by check and number: however often a check is asked, it stays small."""

    kind: ClassVar[str] = "record_round"
    model = Round
    missing: ClassVar[str] = "There is no such earlier answer."

    def of_check(self, check: Stored[RecordCheck]) -> tuple[Round, ...]:
        """A check's earlier answers, oldest first."""
        kept = [self.get(round_id(check.id, number)).state for number in range(check.state.rounds_kept)]
        return (*check.state.earlier, *kept)


def round_id(check_id: str, number: int) -> str:
    """Under which id an earlier answer lies."""
    return f"{check_id}@{number}"


class RecordReadStore(AggregateStore[RecordRead]):
    """One entry for each read of police data, listed by what was read."""

    kind: ClassVar[str] = "record_read"
    model = RecordRead

    def index(self, state: RecordRead) -> Mapping[str, str]:
        return {"gsi1pk": f"record_reads#{state.subject}", "gsi1sk": state.at.isoformat()}


class ErrandStore(AggregateStore[Errand]):
    """Statements of purpose, under ids that pages carry in their addresses."""

    kind: ClassVar[str] = "record_errand"
    model = Errand
    missing: ClassVar[str] = "State your reason for looking at police records first."
