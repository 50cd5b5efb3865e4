"""What every `Items` promises, run on the table in memory and on DynamoDB as moto emulates it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.kernel.identifiers import new_id
from chalicelib.platform.items import DynamoItems, Items, Key, TableUnavailable, Write, WriteRefused
from tests.fakes.items import MemoryItems

A = Key("thing#1", "a")
B = Key("thing#1", "b")


@pytest.fixture(params=["memory", "moto", "our server"])
def items(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Items]:
    if request.param == "memory":
        yield MemoryItems()
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    if request.param == "our server":
        yield _table(request.getfixturevalue("moto_place").client("dynamodb"))
        return
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield _table(boto3.client("dynamodb", region_name="eu-west-2"))


def _table(client: Any) -> DynamoItems:
    table, names = f"contract-{new_id()}", ("pk", "sk", "gsi1pk", "gsi1sk")
    index = {
        "IndexName": "gsi1",
        "KeySchema": _keys("gsi1pk", "gsi1sk"),
        "Projection": {"ProjectionType": "ALL"},
    }
    client.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[index],
    )
    return DynamoItems(client, table)


def _keys(first: str, second: str) -> list:
    return [{"AttributeName": first, "KeyType": "HASH"}, {"AttributeName": second, "KeyType": "RANGE"}]


def test_what_is_written_is_read_with_its_types(items):
    items.write(Write(A, {"text": "é", "number": 7, "raw": b"\x00\xff", "yes": True, "nothing": None}))
    assert items.get(A) == {
        "pk": "thing#1", "sk": "a", "text": "é", "number": 7, "raw": b"\x00\xff", "yes": True,
    }  # fmt: skip


def test_nothing_is_none(items):
    assert items.get(A) is None


def test_many_are_read_at_once_and_only_those_that_are_there(items):
    keys = [Key(f"thing#{number}", "a") for number in range(130)]
    for number, key in enumerate(keys[:120]):
        items.write(Write(key, {"number": number}))
    found = items.get_many([*keys, keys[0]])
    assert found.keys() == set(keys[:120])
    assert found[keys[7]] == {"pk": "thing#7", "sk": "a", "number": 7}
    assert items.get_many([]) == {}


def test_put_replaces_everything(items):
    items.write(Write(A, {"one": 1}))
    items.write(Write(A, {"two": 2}))
    assert items.get(A) == {"pk": "thing#1", "sk": "a", "two": 2}


def test_delete_removes_and_twice_is_no_error(items):
    items.write(Write(A, {"one": 1}))
    items.write(Write(A, None))
    items.write(Write(A, None))
    assert items.get(A) is None


def test_absent_refuses_and_shows_what_is_there(items):
    items.write(Write(A, {"one": 1}))
    with pytest.raises(WriteRefused) as refused:
        items.write(Write(A, {"one": 2}, absent=True))
    assert refused.value.index == 0
    assert refused.value.existing["one"] == 1
    assert items.get(A)["one"] == 1


@pytest.mark.parametrize("there", [None, {"version": 2}, {"other": 1}])
def test_equals_refuses_another_value_and_nothing(items, there):
    if there:
        items.write(Write(A, there))
    with pytest.raises(WriteRefused) as refused:
        items.write(Write(A, {"version": 2}, equals={"version": 1}))
    assert {k: v for k, v in refused.value.existing.items() if k not in {"pk", "sk"}} == (there or {})


def test_equals_lets_the_same_value_pass(items):
    items.write(Write(A, {"version": 1, "name": "n"}))
    items.write(Write(A, {"version": 2, "name": "n"}, equals={"version": 1, "name": "n"}))
    assert items.get(A)["version"] == 2


def test_delete_obeys_its_condition(items):
    items.write(Write(A, {"tries": 5}))
    with pytest.raises(WriteRefused):
        items.write(Write(A, None, equals={"tries": 4}))
    items.write(Write(A, None, equals={"tries": 5}))
    assert items.get(A) is None


def test_several_writes_are_all_or_none(items):
    items.write(Write(B, {"there": True}))
    with pytest.raises(WriteRefused) as refused:
        items.write(Write(A, {"one": 1}, absent=True), Write(B, {"two": 2}, absent=True))
    assert refused.value.index == 1
    assert refused.value.existing["there"] is True
    assert items.get(A) is None


def test_query_is_in_order_and_by_prefix(items):
    for name in ("b#2", "a#1", "b#1"):
        items.write(Write(Key("list", name), {"name": name}))
    items.write(Write(Key("other", "b#0"), {"name": "x"}))
    assert [item["sk"] for item in items.query("list").items] == ["a#1", "b#1", "b#2"]
    assert [item["sk"] for item in items.query("list", prefix="b#").items] == ["b#1", "b#2"]
    assert [item["sk"] for item in items.query("list", newest_first=True).items] == ["b#2", "b#1", "a#1"]


def test_query_goes_on_where_it_stopped(items):
    for number in range(5):
        items.write(Write(Key("list", f"{number}"), {"n": number}))
    seen, after = [], None
    while True:
        page = items.query("list", limit=2, after=after)
        seen += [item["n"] for item in page.items]
        after = page.next_key
        if after is None:
            break
    assert seen == [0, 1, 2, 3, 4]


def test_index_holds_only_what_has_its_keys(items):
    items.write(Write(Key("case#1", "state"), {"gsi1pk": "open", "gsi1sk": "2"}))
    items.write(Write(Key("case#2", "state"), {"gsi1pk": "open", "gsi1sk": "1"}))
    items.write(Write(Key("case#3", "state"), {"name": "not indexed"}))
    assert [item["pk"] for item in items.query("open", index="gsi1").items] == ["case#2", "case#1"]
    assert items.count("open", index="gsi1") == 2
    assert items.count("case#3") == 1


def test_index_pages_go_on_where_they_stopped(items):
    for number in range(3):
        items.write(Write(Key(f"case#{number}", "state"), {"gsi1pk": "open", "gsi1sk": f"{number}"}))
    first = items.query("open", index="gsi1", limit=2)
    assert first.next_key is not None
    rest = items.query("open", index="gsi1", limit=2, after=first.next_key)
    assert [item["pk"] for item in rest.items] == ["case#2"]


@pytest.mark.parametrize("items", ["moto"], indirect=True)
@pytest.mark.parametrize(
    ("code", "status", "raised"),
    [
        ("ThrottlingException", 400, TableUnavailable),
        ("ServiceUnavailable", 503, TableUnavailable),
        ("AccessDeniedException", 400, ClientError),
    ],
)
def test_an_outage_is_told_apart_from_a_mistake_of_ours(items, code, status, raised):
    def fail(**_):
        meta = {"HTTPStatusCode": status}
        raise ClientError({"Error": {"Code": code}, "ResponseMetadata": meta}, "any")

    items.client.meta.events.register("before-call.dynamodb", fail)
    for ask in (
        lambda: items.get(A),
        lambda: items.get_many([A]),
        lambda: items.write(Write(A, {})),
        lambda: items.write(Write(A, {}), Write(B, {})),
        lambda: items.query("thing#1"),
        lambda: items.count("thing#1"),
        lambda: list(items.scan()),
    ):
        with pytest.raises(raised):
            ask()


def test_counts_grow_in_one_step_from_nothing(items):
    assert [items.add(A, 2, 100), items.add(A, 3, 200), items.add(B, 1, 100)] == [2, 5, 1]
    row = items.get(A)
    assert (row["count"], row["ttl"]) == (5, 200)
