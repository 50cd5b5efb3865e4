"""Changes to moto that make its answers exact under concurrency and its memory flat.

Each one works round a fault that `tests/contract/test_moto_gaps.py` pins; when a pin turns,
the change here can go.
"""

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

from moto.core import common_models
from moto.dynamodb import models as dynamodb
from moto.dynamodb.models.table import Table
from moto.dynamodbstreams.models import ShardIterator
from moto.s3 import notifications

from infra.local.moto_server import bucket_policy, quicker

_transact = dynamodb.DynamoDBBackend.transact_write_items
_read_shard = ShardIterator.get
_describe_upload = notifications._get_s3_event  # noqa: SLF001 -- moto has no public name for it


def install() -> None:
    """Change the moto of this process; harmless to call twice."""
    common_models.BaseModel.__new__ = staticmethod(_untracked)
    dynamodb.copy = _TablesStay()
    dynamodb.DynamoDBBackend.transact_write_items = transact_write_items
    ShardIterator.get = _read_shard_once
    notifications._get_s3_event = _with_version  # noqa: SLF001 -- as above
    bucket_policy.install()
    quicker.install()


def _untracked(cls: type, *_args: object, **_kwargs: object) -> object:
    return object.__new__(cls)


class _TablesStay:
    """The `copy` module as moto's transactions see it: a table is not copied whole."""

    @staticmethod
    def deepcopy(value: Any, memo: dict[int, Any] | None = None) -> Any:
        return value if isinstance(value, Table) else copy.deepcopy(value, memo)

    copy = staticmethod(copy.copy)


def transact_write_items(self: dynamodb.DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """A transaction of moto with only the touched items put back when it is cancelled."""
    with contextlib.ExitStack() as undo:
        for item in _touched(self, transact_items):
            undo.callback(_restore, *item)
        for table in {id(t): t for t in self.tables.values()}.values():
            if table.stream_shard is not None:
                undo.callback(_truncate, table.stream_shard.items, len(table.stream_shard.items))
        _transact(self, transact_items)
        undo.pop_all()


def _touched(
    backend: dynamodb.DynamoDBBackend, transact_items: list[dict[str, Any]]
) -> Iterator[tuple[Table, Any, Any, Any]]:
    for item in transact_items:
        operation = next(iter(item.values()))
        table = backend.tables.get(operation.get("TableName"))
        raw = operation.get("Key") or operation.get("Item") or {}
        if table is None or table.hash_key_attr not in raw:
            continue
        hash_key = dynamodb.DynamoType(raw[table.hash_key_attr])
        range_key = dynamodb.DynamoType(raw[table.range_key_attr]) if table.has_range_key else None
        yield table, hash_key, range_key, copy.deepcopy(table.get_item(hash_key, range_key))


def _restore(table: Table, hash_key: Any, range_key: Any, before: Any) -> None:
    rows, key = (table.items, hash_key) if range_key is None else (table.items.get(hash_key, {}), range_key)
    if before is None:
        rows.pop(key, None)
    else:
        rows[key] = before


def _truncate(records: list[Any], length: int) -> None:
    del records[length:]


def _read_shard_once(self: ShardIterator, limit: int = 1000) -> dict[str, Any]:
    """An idle reader keeps its iterator: moto stores a new one at each call, for ever."""
    if not self.stream_shard.get(self.sequence_number, 1):
        return {"NextShardIterator": self.arn, "Records": []}
    return _read_shard(self, limit)


def _with_version(event_name: str, bucket: Any, key: Any, notification_id: str) -> dict[str, Any]:
    """S3 names the version in a versioned bucket's notification; moto leaves it out."""
    event = _describe_upload(event_name, bucket, key, notification_id)
    if bucket.is_versioned:
        event["Records"][0]["s3"]["object"]["versionId"] = key.version_id
    return event
