"""Items of a DynamoDB table as plain dictionaries, with conditions and transactions and nothing else."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, cast

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.platform.aws import error_code

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_LOT = 100
"""Items that BatchGetItem gives at a time."""
_LOTS_AT_ONCE, _TRIES, _FIRST_PAUSE = 8, 8, 0.02
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingError",
        "ThrottlingException",
    }
)

Value = str | int | bytes | bool | None
ItemMap = Mapping[str, Value]


@dataclass(frozen=True)
class Key:
    """Where an item lies."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Write:
    """Put `item` at `key`, or delete what is there when `item` is None.

    With `absent`, only if nothing is there; with `equals`, only if what is there has these values.
    """

    key: Key
    item: ItemMap | None
    absent: bool = False
    equals: ItemMap = field(default_factory=dict)


class WriteRefused(Conflict):
    """A condition did not hold: `index` of the write that failed, and `existing`, the item in its way."""

    def __init__(self, index: int, existing: ItemMap) -> None:
        super().__init__("Somebody else changed this first. Reload the page and try again.")
        self.index = index
        self.existing = existing


class TableUnavailable(Unavailable):
    """The table did not answer, or refused for its limits after every retry: nothing is known of what it holds."""

    def __init__(self) -> None:
        super().__init__("The store did not answer. Nothing was lost. Try again in a few minutes.")


@dataclass(frozen=True)
class Page:
    """Some items of a query, and where to go on (None at the end)."""

    items: list[dict[str, Any]]
    next_key: Mapping[str, str] | None = None


class Items(Protocol):
    """A table. Reads are strongly consistent except through an index. All raise `TableUnavailable`."""

    def get(self, key: Key) -> dict[str, Any] | None:
        """The item at `key`, or None."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        """The items that are there, by their keys; asks for many at a time."""

    def write(self, *writes: Write) -> None:
        """All the writes or none; raises `WriteRefused` when a condition does not hold."""

    def add(self, key: Key, amount: int, ttl: int) -> int:
        """Add to the count at `key` in one step, from 0 when nothing is there; the count after it.

        `ttl` (seconds since 1970) is when the table may forget it. For counts alone: nothing else is updated.
        """

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str | None = None,
        limit: int = 100,
        after: Mapping[str, str] | None = None,
        newest_first: bool = False,
        only: Sequence[str] = (),
    ) -> Page:
        """Items with partition key `pk` whose sort key begins with `prefix`, in its order.

        With `only`, each holds these attributes alone: reading the rest costs time that a long page feels.
        """

    def count(self, pk: str, *, index: str | None = None) -> int:
        """How many items have partition key `pk`."""

    def scan(self) -> Iterator[dict[str, Any]]:
        """Every item of the table in no order: for checks and clean-ups, never for a page."""


@dataclass(frozen=True)
class DynamoItems:
    """`Items` on a DynamoDB table whose keys are `pk` and `sk` (an index `gsi1` has `gsi1pk`, `gsi1sk`)."""

    client: "DynamoDBClient"
    table: str

    def get(self, key: Key) -> dict[str, Any] | None:
        with _answering():
            answer = self.client.get_item(TableName=self.table, Key=_raw_key(key), ConsistentRead=True)
        return _from_raw(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, dict[str, Any]]:
        wanted = list(dict.fromkeys(keys))
        lots = [wanted[at : at + _LOT] for at in range(0, len(wanted), _LOT)]
        found: dict[Key, dict[str, Any]] = {}
        with ThreadPoolExecutor(max_workers=_LOTS_AT_ONCE) as pool:
            for items in pool.map(self._get_lot, lots):
                found |= {Key(item["pk"], item["sk"]): item for item in items}
        return found

    def _get_lot(self, keys: Sequence[Key]) -> list[dict[str, Any]]:
        """Up to a hundred items; what the table leaves out for its limits is asked for again, ever more slowly."""
        found: list[dict[str, Any]] = []
        asked: Any = {self.table: {"Keys": [_raw_key(key) for key in keys], "ConsistentRead": True}}
        for attempt in range(_TRIES):
            with _answering():
                answer = self.client.batch_get_item(RequestItems=asked)
            found += [_from_raw(item) for item in answer["Responses"].get(self.table, [])]
            asked = answer.get("UnprocessedKeys")
            if not asked:
                return found
            time.sleep(_FIRST_PAUSE * 2**attempt)
        raise TableUnavailable

    def write(self, *writes: Write) -> None:
        if len(writes) == 1:
            self._write_one(writes[0])
        else:
            self._write_all(writes)

    def add(self, key: Key, amount: int, ttl: int) -> int:
        with _answering():
            answer = self.client.update_item(
                TableName=self.table,
                Key=_raw_key(key),
                UpdateExpression="ADD #count :amount SET #ttl = :ttl",
                ExpressionAttributeNames={"#count": "count", "#ttl": "ttl"},
                ExpressionAttributeValues=_to_raw({":amount": amount, ":ttl": ttl}),
                ReturnValues="UPDATED_NEW",
            )
        return int(_from_raw(answer["Attributes"])["count"])

    def _write_one(self, write: Write) -> None:
        operation, arguments = _operation(self.table, write)
        call = self.client.put_item if operation == "Put" else self.client.delete_item
        try:
            with _answering():
                call(**arguments)
        except self.client.exceptions.ConditionalCheckFailedException as refused:
            raise WriteRefused(
                0, _from_raw(cast("dict[str, Any]", refused.response.get("Item", {})))
            ) from refused

    def _write_all(self, writes: Sequence[Write]) -> None:
        operations = [dict([_operation(self.table, write)]) for write in writes]
        try:
            with _answering():
                self.client.transact_write_items(TransactItems=operations)  # type: ignore[arg-type]
        except self.client.exceptions.TransactionCanceledException as cancelled:
            raise _refusal(cancelled.response.get("CancellationReasons", [])) from cancelled

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str | None = None,
        limit: int = 100,
        after: Mapping[str, str] | None = None,
        newest_first: bool = False,
        only: Sequence[str] = (),
    ) -> Page:
        request = self._query_request(pk, prefix, index)
        request |= {"Limit": limit, "ScanIndexForward": not newest_first}
        if only:
            names = {f"#only{i}": name for i, name in enumerate(only)}
            request["ExpressionAttributeNames"] |= names
            request["ProjectionExpression"] = ", ".join(names)
        if after:
            request["ExclusiveStartKey"] = _to_raw(after)
        with _answering():
            answer = self.client.query(**request)
        last = answer.get("LastEvaluatedKey")
        return Page([_from_raw(item) for item in answer["Items"]], _from_raw(last) if last else None)

    def count(self, pk: str, *, index: str | None = None) -> int:
        request = self._query_request(pk, "", index) | {"Select": "COUNT"}
        total = 0
        while True:
            with _answering():
                answer = self.client.query(**request)
            total += answer["Count"]
            if not answer.get("LastEvaluatedKey"):
                return total
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def scan(self) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        with _answering():
            for page in pages:
                yield from (_from_raw(item) for item in page["Items"])

    def _query_request(self, pk: str, prefix: str, index: str | None) -> dict[str, Any]:
        names = {"#pk": f"{index or ''}pk"}
        values: dict[str, Value] = {":pk": pk}
        condition = "#pk = :pk"
        if prefix:
            names["#sk"], values[":sk"] = f"{index or ''}sk", prefix
            condition += " AND begins_with(#sk, :sk)"
        where = {"IndexName": index} if index else {"ConsistentRead": True}
        return {
            "TableName": self.table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": _to_raw(values),
        } | where


def _operation(table: str, write: Write) -> tuple[str, dict[str, Any]]:
    arguments: dict[str, Any] = {"TableName": table}
    if write.item is None:
        arguments["Key"] = _raw_key(write.key)
    else:
        arguments["Item"] = _to_raw({**write.item, "pk": write.key.pk, "sk": write.key.sk})
    arguments |= _condition(write)
    return ("Delete" if write.item is None else "Put"), arguments


def _condition(write: Write) -> dict[str, Any]:
    if write.absent:
        return {
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    if not write.equals:
        return {}
    names = {f"#{i}": name for i, name in enumerate(write.equals)}
    values = {f":{i}": value for i, value in enumerate(write.equals.values())}
    return {
        "ConditionExpression": " AND ".join(f"#{i} = :{i}" for i in range(len(names))),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": _to_raw(values),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


@contextmanager
def _answering() -> Iterator[None]:
    """Turns an outage or a limit into `TableUnavailable`; every other error is its caller's."""
    from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004, PLC0415 - cold start

    try:
        yield
    except (ConnectionError, HTTPClientError) as error:
        raise TableUnavailable from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if error_code(error) in _THROTTLED or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TableUnavailable from error
        raise


def _refusal(reasons: Sequence[Mapping[str, Any]]) -> WriteRefused | TableUnavailable:
    if any(reason.get("Code") in _THROTTLED for reason in reasons):
        return TableUnavailable()
    for index, reason in enumerate(reasons):
        if reason.get("Code") == "ConditionalCheckFailed":
            return WriteRefused(index, _from_raw(reason.get("Item", {})))
    return WriteRefused(-1, {})


def _raw_key(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _to_raw(item: ItemMap) -> dict[str, Any]:
    return {name: _raw_value(value) for name, value in item.items() if value is not None}


def _raw_value(value: Value) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"B": value} if isinstance(value, bytes) else {"S": value}


def _from_raw(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in raw.items()}


def _plain_value(value: Mapping[str, Any]) -> Value:
    ((kind, inner),) = value.items()
    return int(inner) if kind == "N" else inner
