"""Tables and their streams: DynamoDB."""

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import boto3
from moto.dynamodb.models.table import Table
from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.server import ThreadedMotoServer

from tests.contract.moto_behaviour.declared import TABLE, gap

PUT = {
    "Put": {"TableName": "t", "Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(pk)"}
}


def _stream() -> str:
    """A table with a stream; the stream's ARN."""
    wanted = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    made = boto3.client("dynamodb").create_table(**TABLE, StreamSpecification=wanted)
    return made["TableDescription"]["LatestStreamArn"]


@gap(instead="our own idempotency item", fault="ConditionalCheckFailed")
def transaction_tokens():
    """A repeated transaction token is the same transaction."""
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(**TABLE)
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=[PUT], ClientRequestToken="one")


@gap(instead="shim: touched items only", fault="it was copied")
def table_copies():
    """A transaction does not copy its tables."""
    copied = []
    Table.__deepcopy__ = lambda self, _memo: copied.append(self) or self
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(**TABLE)
    dynamodb.transact_write_items(TransactItems=[PUT])
    del Table.__deepcopy__
    assert not copied, "it was copied"


@gap(instead="shim: the iterator is kept", fault="iterators are kept")
def stream_iterators():
    """An idle stream reader leaves nothing behind."""
    arn = _stream()
    streams = boto3.client("dynamodbstreams")
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    iterator = at["ShardIterator"]
    for _ in range(5):
        iterator = streams.get_records(ShardIterator=iterator)["NextShardIterator"]
    assert len(dynamodbstreams_backends["123456789012"]["eu-west-2"].shard_iterators) < 5, (
        "iterators are kept"
    )


@gap(instead="AWS_ACCOUNT_ID_ENDPOINT_MODE=disabled", fault="Not yet implemented")
def account_hosts():
    """Streams answer under an account's own host."""
    os.environ["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "preferred"
    try:
        arn = _stream()
        boto3.client("dynamodbstreams").describe_stream(StreamArn=arn)
    finally:
        os.environ["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"


@gap(instead="infra/local/lambda_events.py sets it", fault="us-east-1")
def stream_region():
    """A stream record names its region."""
    arn = _stream()
    boto3.client("dynamodb").put_item(TableName="t", Item={"pk": {"S": "a"}})
    streams = boto3.client("dynamodbstreams")
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    record = streams.get_records(ShardIterator=at["ShardIterator"])["Records"][0]
    assert record["awsRegion"] == "eu-west-2", record["awsRegion"]


@gap(instead="infra/local/moto_server/gateway.py: one lock", fault="2 winners of 1")
def threads():
    """The server does one thing after another."""
    met, look = threading.Barrier(2), Table.get_item

    def look_together(*asked):
        """Look whether the item is there when somebody else does; behind a lock nobody would come."""
        found = look(*asked)
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait(10)
        return found

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    dynamodb = boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{server.get_host_and_port()[1]}")
    dynamodb.create_table(**TABLE)

    def race(_: int) -> int:
        try:
            dynamodb.put_item(**PUT["Put"])
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return 0
        return 1

    try:
        with patch.object(Table, "get_item", look_together), ThreadPoolExecutor(2) as pool:
            won = sum(pool.map(race, range(2)))
    finally:
        server.stop()
    assert won == 1, f"{won} winners of 1"
