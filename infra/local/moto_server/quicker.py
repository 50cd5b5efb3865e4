"""What moto does at every request, though once or less is enough; its answers stay the same.

Each one is pinned by `tests/contract/test_moto_gaps.py`; when a pin turns, the change here can go.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from moto import backends
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoType
from moto.dynamodb.models.table import Item, Table

_query = Table.query
_list_modules = backends.list_of_moto_modules
_serialize_structure = BaseJSONSerializer._serialize_type_structure  # noqa: SLF001 -- moto has no public name for it

_INDEX = 6  # the place of an index's name among what a query is given after its key


def install() -> None:
    """Change the moto of this process; harmless to call twice. One request at a time may be under way."""
    modules = tuple(_list_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = lru_cache(method_names_from_class)
    BaseJSONSerializer._serialize_type_structure = _serialize_what_is_there  # noqa: SLF001 -- as above
    Table.query = query_partition


def query_partition(self: Table, hash_key: DynamoType | None, *asked: Any, **conditions: Any) -> Any:
    """A query that looks at the items of its partition: moto sorts the whole table first."""
    index = asked[_INDEX] if len(asked) > _INDEX else None
    keys = conditions["hash_key_conditions"] if index else [(self.hash_key_attr, hash_key)]
    found = sorted(_partition(self, keys), key=lambda item: (item.hash_key, item.range_key or item.hash_key))
    self.all_items = lambda: found
    try:
        return _query(self, hash_key, *asked, **conditions)
    finally:
        del self.all_items


def _partition(table: Table, keys: Sequence[tuple[str, DynamoType]]) -> list[Item]:
    if [name for name, _ in keys] == [table.hash_key_attr]:
        rows = table.items.get(keys[0][1])
        if rows is None:
            return []
        return list(rows.values()) if table.range_key_attr else [rows]
    rows = table.items.values()
    items = (item for row in rows for item in row.values()) if table.range_key_attr else rows
    return [item for item in items if all(_has(item, name, value) for name, value in keys)]


def _has(item: Item, name: str, wanted: DynamoType) -> bool:
    value = item.attrs.get(name)
    return value is not None and value.type == wanted.type and value.value == wanted.value


def _serialize_what_is_there(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """An attribute of an item has one of ten types: moto looks for all ten under four names each."""
    if shape.name != "AttributeValue" or type(value) is not dict or not value.keys() <= shape.members.keys():
        _serialize_structure(self, serialized, value, shape, key)
        return
    wrapper = self.MAP_TYPE() if key else serialized
    for name, member in value.items():
        member_shape = shape.members[name]
        member_shape.parent = shape
        if member is not None:
            self._serialize(wrapper, member, member_shape, name)
    if key:
        self._default_serialize(serialized, wrapper, shape, key)
