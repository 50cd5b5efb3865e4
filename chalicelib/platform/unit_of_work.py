"""One transaction a command: the aggregate, its audit event, the outbox and the idempotency item."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.canonical import canonical_json, content_hash
from chalicelib.kernel.changes import AlreadyDone, AuditEntry, ConcurrentChange, KeyReused, Once
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.items import ItemMap, Items, Key, Write, WriteRefused

GENESIS = "0" * 64
"""The 'previous hash' of an aggregate's first audit event."""
ERASED: Mapping[str, bool] = {"erased": True}
"""The state of an erased aggregate: its trail can still be checked, and says nothing of anyone."""
OUTBOX_SHARDS = 8
ONCE_KEPT = timedelta(days=30)
"""How long a repeated command is recognised: longer than any queue keeps a message (14 days)."""


@dataclass(frozen=True)
class Record:
    """An aggregate as stored."""

    kind: str
    id: str
    version: int
    schema: int
    state: dict[str, Any]
    audit_head: str

    @property
    def is_erased(self) -> bool:
        """Whether only the trail is left, the rest having outlived its retention period."""
        return self.state == ERASED


@dataclass(frozen=True)
class Change:
    """A new state of one aggregate, why, and what to tell others.

    `expected` is the version that was read (0: it must not exist yet); `index` sets index attributes
    (`gsi1pk`, `gsi1sk`); `unique` are values no other aggregate of the kind may hold, one of a name
    or several.
    """

    kind: str
    id: str
    expected: int
    state: Mapping[str, Any]
    schema: int
    audit: AuditEntry
    previous_hash: str = GENESIS
    events: Sequence[Event] = ()
    index: Mapping[str, str] = field(default_factory=dict)
    unique: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    @property
    def version(self) -> int:
        return self.expected + 1


class NotUnique(Conflict):
    """A value that must be unique is taken; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This {name.replace('_', ' ')} is in use already.")
        self.name_taken = name


@dataclass(frozen=True)
class UnitOfWork:
    """Loads aggregates and commits changes to them."""

    items: Items

    def load(self, kind: str, aggregate_id: str) -> Record | None:
        """The aggregate's last committed state, or None."""
        item = self.items.get(state_key(kind, aggregate_id))
        return read_record(item) if item else None

    def commit(
        self, *changes: Change, once: Once | None = None, result: Mapping[str, object] | None = None
    ) -> None:
        """Write all the changes or nothing.

        Raises `AlreadyDone` (with the stored result) when `once` was committed before, `KeyReused` when it
        came with another fingerprint, `ConcurrentChange` when an aggregate has moved on, `NotUnique`.
        """
        at = clock.now()
        writes: list[Write] = []
        if once:
            writes.append(_once_write(once, result or {}, at))
        for change in changes:
            writes += _change_writes(change, at)
        try:
            self.items.write(*writes)
        except WriteRefused as refused:
            self._explain(writes, refused, once)

    def _explain(self, writes: Sequence[Write], refused: WriteRefused, once: Once | None) -> None:
        if once and (done := self.items.get(_once_key(once))):
            if done["fingerprint"] != once.fingerprint:
                raise KeyReused from refused
            raise AlreadyDone(json.loads(done["result"])) from refused
        if refused.index >= 0 and writes[refused.index].key.pk.startswith("unique#"):
            raise NotUnique(writes[refused.index].key.pk.split("#")[1]) from refused
        raise ConcurrentChange from refused

    def was_done(self, once: Once) -> bool:
        """Whether a command with this key was committed before."""
        return self.items.get(_once_key(once)) is not None

    def find_unique(self, kind: str, name: str, value: str) -> str | None:
        """The id of the aggregate of `kind` that holds the unique `value`, or None."""
        item = self.items.get(_unique_key(kind, name, value))
        return str(item["id"]) if item else None


def state_key(kind: str, aggregate_id: str) -> Key:
    """Where an aggregate's state lies; its audit events lie beside it under `audit#`."""
    return Key(f"{kind}#{aggregate_id}", "state")


def read_record(item: Mapping[str, Any]) -> Record:
    """A state item as a record."""
    return Record(
        kind=item["kind"],
        id=item["id"],
        version=item["version"],
        schema=item["schema"],
        state=json.loads(item["body"]),
        audit_head=item["audit_head"],
    )


def salted_hash(salt: str, body: bytes) -> str:
    """SHA-256 over salt and body: a locked trail can be checked, yet tells nothing once the salt is erased."""
    return hashlib.sha256(salt.encode() + body).hexdigest()


def _change_writes(change: Change, at: datetime) -> list[Write]:
    body = canonical_json(change.state)
    salt = secrets.token_hex(16)
    event, detail = _audit_event(change, at, salted_hash(salt, body))
    head = content_hash(event)
    pk = state_key(change.kind, change.id).pk
    state: ItemMap = {
        "kind": change.kind,
        "id": change.id,
        "version": change.version,
        "schema": change.schema,
        "body": body.decode(),
        "salt": salt,
        "audit_head": head,
        "updated_at": at.isoformat(),
        **change.index,
    }
    before: ItemMap = (
        {"version": change.expected, "audit_head": change.previous_hash} if change.expected else {}
    )
    writes = [
        Write(Key(pk, "state"), state, absent=not change.expected, equals=before),
        Write(Key(pk, f"audit#{change.version:08d}"), _audit_item(event, head, at), absent=True),
    ]
    if detail:
        writes.append(Write(Key(pk, f"detail#{change.version:08d}"), detail, absent=True))
    for name, held in change.unique.items():
        values = (held,) if isinstance(held, str) else held
        writes += [_unique_write(change, name, value) for value in values]
    return writes + [_outbox_write(change, event, at) for event in change.events]


def _audit_event(
    change: Change, at: datetime, state_hash: str
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    event: dict[str, Any] = {
        "aggregate": f"{change.kind}#{change.id}",
        "sequence": change.version,
        "action": change.audit.action,
        "actor": {"kind": change.audit.actor.kind, "id": change.audit.actor.id},
        "at": at.isoformat(),
        "data": dict(change.audit.data),
        "state_hash": state_hash,
        "previous": change.previous_hash,
    }
    if change.audit.personal is None:
        return event, None
    salt, body = secrets.token_hex(16), canonical_json(change.audit.personal)
    event["personal_hash"] = salted_hash(salt, body)
    return event, {"salt": salt, "body": body.decode()}


def _audit_item(event: Mapping[str, Any], head: str, at: datetime) -> dict[str, Any]:
    return {
        "body": canonical_json(event).decode(),
        "hash": head,
        "gsi2pk": f"audit#{at:%Y-%m-%d}",
        "gsi2sk": f"{at.isoformat()}#{event['aggregate']}",
    }


def _outbox_write(change: Change, event: Event, at: datetime) -> Write:
    envelope = Envelope(
        id=new_id(),
        type=event.type,
        version=event.version,
        aggregate=f"{change.kind}#{change.id}",
        sequence=change.version,
        occurred_at=at,
        data=event.model_dump(mode="json"),
    )
    shard = hashlib.sha256(envelope.id.encode()).digest()[0] % OUTBOX_SHARDS
    return Write(Key(f"outbox#{shard}", envelope.id), {"body": envelope.model_dump_json()}, absent=True)


def _once_key(once: Once) -> Key:
    return Key(f"once#{once.scope}#{once.key}", "once")


def _once_write(once: Once, result: Mapping[str, object], at: datetime) -> Write:
    item: ItemMap = {
        "fingerprint": once.fingerprint,
        "result": canonical_json(result).decode(),
        "ttl": int((at + ONCE_KEPT).timestamp()),
    }
    return Write(_once_key(once), item, absent=True)


def _unique_key(kind: str, name: str, value: str) -> Key:
    digest = hashlib.sha256(value.encode()).hexdigest()
    return Key(f"unique#{name}#{kind}#{digest}", "unique")


def _unique_write(change: Change, name: str, value: str) -> Write:
    return Write(_unique_key(change.kind, name, value), {"id": change.id}, absent=True)
