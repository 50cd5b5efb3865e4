"""Where cases are kept, the staff queue as an index over them, and the trail of who did what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from chalicelib.casework.models import CLOSED, Case, CaseState
from chalicelib.platform import clock
from chalicelib.platform.items import Key, Write
from chalicelib.platform.store import AggregateStore
from chalicelib.platform.unit_of_work import Record

PAGE = 50
DESK = 50
"""How many of their own cases an officer sees at once."""
_OPEN = tuple(state for state in CaseState if state not in CLOSED)
_COUNTS = "!counts"
"""Sorts before every case of a partition, so that the first page's one query brings the numbers along."""
_CASES = "2"
"""How every case's place begins: with the year of its due date."""


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue, and the places from which its neighbours are read (None: there is none)."""

    cases: list[Case]
    older: str | None
    newer: str | None
    counts: "Counts | None" = None
    """On the first page only."""
    is_whole: bool = False
    """Whether every case of the state stands here."""


@dataclass(frozen=True)
class Counts:
    """How many cases stood in each state at a moment: a number for people, never for a decision."""

    at: datetime
    by_state: Mapping[str, int]


def numbers(counts: Counts | None, shown: CaseState | None, page: QueuePage) -> Mapping[str, int]:
    """A number for each tab as last counted; that of the state on the page agrees with the cases that stand there."""
    known = dict(counts.by_state) if counts else {}
    if shown in _OPEN:
        seen = len(page.cases) + (page.older is not None)
        known[shown] = seen if page.is_whole else max(seen, known.get(shown, 0))
    return known


@dataclass(frozen=True)
class TrailLine:
    """One line of a case's audit trail; `words` is personal text, gone once it was erased."""

    at: datetime
    action: str
    actor: str
    actor_kind: str
    facts: Mapping[str, Any]
    words: Mapping[str, Any]


class CaseStore(AggregateStore[Case]):
    """Cases under their application's id."""

    kind: ClassVar[str] = "case"
    model = Case
    missing: ClassVar[str] = "There is no such case. It may not have been opened yet."

    def index(self, state: Case) -> Mapping[str, str]:
        """Queue: a partition for each state, in the order of the due date. Desk: an officer's claims."""
        place = _place(state)
        queue = {"gsi1pk": _partition(state.state), "gsi1sk": place}
        if state.claim and state.state not in CLOSED:
            queue |= {"gsi2pk": f"desk#{state.claim.by}", "gsi2sk": place}
        return queue

    def page(self, state: CaseState, *, after: str | None = None, before: str | None = None) -> QueuePage:
        """Up to fifty cases of a state, soonest due first, next to a place that an earlier page gave."""
        start = after or before
        found = self.uow.items.query(
            _partition(state),
            prefix=_CASES if start else "",
            index="gsi1",
            limit=PAGE if start else PAGE + 1,
            after=_start(state, start) if start else None,
            newest_first=bool(before),
            only=("schema", "body"),
        )
        items = found.items[::-1] if before else found.items
        counts = _read_counts(items.pop(0)) if items and "schema" not in items[0] else None
        more = found.next_key is not None or len(items) > PAGE
        cases = [self._state(item) for item in items[:PAGE]]
        older = _place(cases[-1]) if cases and (before or more) else None
        newer = _place(cases[0]) if cases and (more if before else after) else None
        return QueuePage(cases, older, newer, counts, is_whole=not (start or more))

    def find_reference(self, reference: str) -> str | None:
        """The id of the case with a canonical reference, or None."""
        return self.uow.find_unique(self.kind, "reference", reference)

    def desk(self, officer_id: str) -> list[Case]:
        """The cases that an officer holds, soonest due first; a claim that ran out is not held."""
        found = self.uow.items.query(f"desk#{officer_id}", index="gsi2", limit=DESK)
        cases = [self.find(str(item["id"])) for item in found.items]
        at = clock.now()
        return [case.state for case in cases if case and case.state.held_by(at) == officer_id]

    def count(self) -> Counts:
        """Count every open state anew and keep the numbers for the queue's page; for a schedule, not a page."""
        own = 1 if self.counts() else 0
        items = self.uow.items
        by_state = {s.value: items.count(_partition(s), index="gsi1") - own for s in _OPEN}
        counts = Counts(clock.now(), by_state)
        body = json.dumps({"at": counts.at.isoformat(), "by_state": by_state})
        places = ({"gsi1pk": _partition(state), "gsi1sk": _COUNTS} for state in _OPEN)
        keys = (_counts_key(state) for state in _OPEN)
        items.write(*(Write(key, {"body": body, **place}) for key, place in zip(keys, places, strict=True)))
        return counts

    def counts(self) -> Counts | None:
        """The numbers as last counted."""
        item = self.uow.items.get(_counts_key(CaseState.OPEN))
        return _read_counts(item) if item else None

    def trail(self, case_id: str) -> list[TrailLine]:
        """The case's audit trail, oldest first, with what is left of its personal text."""
        pk = f"{self.kind}#{case_id}"
        details = {item["sk"].partition("#")[2]: item for item in self._all(pk, "detail#")}
        lines = self._all(pk, "audit#")
        return [_line(item, details.get(item["sk"].partition("#")[2])) for item in lines]

    def _state(self, item: Mapping[str, Any]) -> Case:
        """The state alone, for reading; without its version nothing can be changed by it."""
        record = Record(self.kind, "", 0, item["schema"], json.loads(item["body"]), "")
        return self._read(record).state

    def _all(self, pk: str, prefix: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        start: Mapping[str, str] | None = None
        while True:
            page = self.uow.items.query(pk, prefix=prefix, after=start)
            items += page.items
            if page.next_key is None:
                return items
            start = page.next_key


def _partition(state: CaseState) -> str:
    return f"cases#{state.value}"


def _counts_key(state: CaseState) -> Key:
    return Key(f"case_counts#{state.value}", "counts")


def _read_counts(item: Mapping[str, Any]) -> Counts:
    body = json.loads(item["body"])
    return Counts(datetime.fromisoformat(body["at"]), body["by_state"])


def _place(case: Case) -> str:
    """Where a case stands in its partition: by its due date, then by its id."""
    return f"{case.due.isoformat()}#{case.application_id}"


def _start(state: CaseState, place: str) -> Mapping[str, str]:
    """A place in the queue as the index's full key: it holds the due date and the case's id."""
    case_id = place.partition("#")[2]
    return {"gsi1pk": _partition(state), "gsi1sk": place, "pk": f"case#{case_id}", "sk": "state"}


def _line(item: Mapping[str, Any], detail: Mapping[str, Any] | None) -> TrailLine:
    event = json.loads(item["body"])
    return TrailLine(
        at=datetime.fromisoformat(event["at"]),
        action=event["action"],
        actor=event["actor"]["id"],
        actor_kind=event["actor"]["kind"],
        facts=event["data"],
        words=json.loads(detail["body"]) if detail else {},
    )
