"""Stores of aggregates: the base that a room's `store.py` fills in with its model and indexes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from chalicelib.kernel.changes import AuditEntry, Once
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.events.base import Event
from chalicelib.kernel.models import Model
from chalicelib.platform.items import Page
from chalicelib.platform.unit_of_work import GENESIS, Change, Record, UnitOfWork, read_record

M = TypeVar("M", bound=Model)
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Stored(Generic[M]):
    """An aggregate as read: its state and the version that a change must name."""

    id: str
    version: int
    state: M
    audit_head: str


class AggregateStore(Generic[M]):
    """Reads and changes aggregates of one kind. Subclasses set the class attributes."""

    kind: ClassVar[str]
    model: type[M]
    schema: ClassVar[int] = 1
    upgrades: ClassVar[Mapping[int, Upgrade]] = {}
    """By the schema version it reads: what turns that version's state into the next one's."""
    missing: ClassVar[str] = "We can't find that. It may have been removed."

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    def find(self, aggregate_id: str) -> Stored[M] | None:
        """The aggregate, or None."""
        record = self.uow.load(self.kind, aggregate_id)
        return self._read(record) if record and not record.is_erased else None

    def get(self, aggregate_id: str) -> Stored[M]:
        """The aggregate; raises `NotFound` when there is none."""
        stored = self.find(aggregate_id)
        if stored is None:
            raise NotFound(self.missing)
        return stored

    def change(
        self,
        before: Stored[M] | None,
        after: M,
        *,
        aggregate_id: str | None = None,
        audit: AuditEntry,
        events: Sequence[Event] = (),
        unique: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> Change:
        """A change from what was read (None: a new aggregate, which then needs `aggregate_id`) to `after`."""
        if before is None and aggregate_id is None:
            raise TypeError("A new aggregate needs its id")
        return Change(
            kind=self.kind,
            id=before.id if before else str(aggregate_id),
            expected=before.version if before else 0,
            state=after.model_dump(mode="json"),
            schema=self.schema,
            audit=audit,
            previous_hash=before.audit_head if before else GENESIS,
            events=events,
            index=self.index(after),
            unique=unique or {},
        )

    def save(
        self,
        before: Stored[M] | None,
        after: M,
        *,
        aggregate_id: str | None = None,
        audit: AuditEntry,
        events: Sequence[Event] = (),
        unique: Mapping[str, str | tuple[str, ...]] | None = None,
        once: Once | None = None,
        result: Mapping[str, object] | None = None,
    ) -> None:
        """Commit one change; errors as `UnitOfWork.commit`."""
        change = self.change(
            before, after, aggregate_id=aggregate_id, audit=audit, events=events, unique=unique
        )
        self.uow.commit(change, once=once, result=result)

    def commit(
        self, *changes: Change, once: Once | None = None, result: Mapping[str, object] | None = None
    ) -> None:
        """Commit changes to several aggregates at once; errors as `UnitOfWork.commit`."""
        self.uow.commit(*changes, once=once, result=result)

    def index(self, state: M) -> Mapping[str, str]:  # noqa: ARG002 - subclasses use it
        """Index attributes of a state (`gsi1pk`, `gsi1sk`); none by default."""
        return {}

    def listing(
        self, gsi1pk: str, *, limit: int = 50, after: Mapping[str, str] | None = None
    ) -> tuple[list[Stored[M]], Mapping[str, str] | None]:
        """Aggregates of one index partition in the order of `gsi1sk`, and where the next page begins."""
        page: Page = self.uow.items.query(gsi1pk, index="gsi1", limit=limit, after=after)
        return [self._read(read_record(item)) for item in page.items], page.next_key

    def _read(self, record: Record) -> Stored[M]:
        state = record.state
        for version in range(record.schema, self.schema):
            state = self.upgrades[version](state)
        return Stored(record.id, record.version, self.model.model_validate(state), record.audit_head)
