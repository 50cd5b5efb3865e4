"""Our moto server: exact under concurrency, waits that hold nobody up, and mail that can be read."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest


class TestConcurrency:
    THREADS, EACH = 8, 25

    @pytest.fixture
    def table(self, moto_place, request):
        name = request.node.name
        moto_place.client("dynamodb").create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        return name

    def in_threads(self, work):
        with ThreadPoolExecutor(self.THREADS) as pool:
            return list(pool.map(work, range(self.THREADS)))

    def test_a_counter_counts_exactly(self, moto_place, table):
        dynamodb = moto_place.client("dynamodb")

        def add(_):
            for _ in range(self.EACH):
                dynamodb.update_item(
                    TableName=table,
                    Key={"pk": {"S": "counter"}},
                    UpdateExpression="ADD n :one",
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )

        self.in_threads(add)
        item = dynamodb.get_item(TableName=table, Key={"pk": {"S": "counter"}})["Item"]
        assert int(item["n"]["N"]) == self.THREADS * self.EACH

    def test_one_key_has_one_winner_and_losers_leave_nothing(self, moto_place, table):
        dynamodb = moto_place.client("dynamodb")

        def put(key, text):
            item = {"pk": {"S": key}, "text": {"S": text}}
            return {
                "Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
            }

        def race(thread):
            won = 0
            for i in range(self.EACH):
                mine = [put(f"own-{i}-{thread}", "beside"), put(f"key-{i}", str(thread))]
                try:
                    dynamodb.transact_write_items(TransactItems=mine)
                    won += 1
                except dynamodb.exceptions.TransactionCanceledException:
                    pass
            return won

        assert sum(self.in_threads(race)) == self.EACH
        assert dynamodb.scan(TableName=table, Select="COUNT")["Count"] == 2 * self.EACH

    def test_a_cancelled_transaction_leaves_items_and_stream_as_they_were(self, moto_place, table):
        dynamodb, streams = moto_place.client("dynamodb"), moto_place.client("dynamodbstreams")
        dynamodb.put_item(TableName=table, Item={"pk": {"S": "a"}, "n": {"N": "1"}})
        add = {
            "TableName": table,
            "Key": {"pk": {"S": "a"}},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
        clash = {"TableName": table, "Key": {"pk": {"S": "b"}}, "ConditionExpression": "attribute_exists(pk)"}
        with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as error:
            dynamodb.transact_write_items(TransactItems=[{"Update": add}, {"ConditionCheck": clash}])
        assert [r["Code"] for r in error.value.response["CancellationReasons"]] == [
            "None",
            "ConditionalCheckFailed",
        ]
        assert dynamodb.get_item(TableName=table, Key={"pk": {"S": "a"}})["Item"]["n"] == {"N": "1"}
        arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        records = streams.get_records(ShardIterator=at["ShardIterator"])["Records"]
        assert [r["eventName"] for r in records] == ["INSERT"]

    def test_a_transaction_costs_the_same_in_a_full_table(self, moto_place, table):
        dynamodb = moto_place.client("dynamodb")

        def put(prefix, i):
            return {
                "Put": {"TableName": table, "Item": {"pk": {"S": f"{prefix}{i}"}, "text": {"S": "x" * 200}}}
            }

        def seconds(prefix):
            """The quickest of ten: what the table costs, not what else the machine does."""
            took = []
            for i in range(10):
                begun = time.perf_counter()
                dynamodb.transact_write_items(TransactItems=[put(f"{prefix}-{i}-", j) for j in range(4)])
                took.append(time.perf_counter() - begun)
            return min(took)

        empty = seconds("empty")
        for i in range(20):
            dynamodb.transact_write_items(TransactItems=[put(f"fill-{i}-", j) for j in range(100)])
        assert seconds("full") < 4 * empty + 0.05


class TestWaits:
    def test_a_long_poll_ends_when_a_message_comes_and_holds_nobody_up(self, moto_place):
        sqs = moto_place.client("sqs")
        url = sqs.create_queue(QueueName="long-poll", Attributes={"ReceiveMessageWaitTimeSeconds": "20"})[
            "QueueUrl"
        ]

        def send():
            time.sleep(0.3)
            sqs.send_message(QueueUrl=url, MessageBody="hello")

        sender = threading.Thread(target=send)
        begun = time.monotonic()
        sender.start()
        received = sqs.receive_message(QueueUrl=url)
        sender.join()
        assert received["Messages"][0]["Body"] == "hello"
        assert time.monotonic() - begun < 15, "not the twenty seconds of the queue"

    def test_an_idle_stream_is_waited_on_only_when_asked(self, moto_place):
        dynamodb, streams = moto_place.client("dynamodb"), moto_place.client("dynamodbstreams")
        arn = dynamodb.create_table(
            TableName="idle",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        )["TableDescription"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        took = []
        for _ in range(3):
            begun = time.monotonic()
            answer = streams.get_records(ShardIterator=at["ShardIterator"])
            took.append(time.monotonic() - begun)
            assert answer["Records"] == []
            assert answer["NextShardIterator"] == at["ShardIterator"]
        assert min(took) < 1


def test_mail_can_be_read_back(moto_place):
    ses = moto_place.client("sesv2")
    ses.create_email_identity(EmailIdentity="office@probity.example")
    ses.send_email(
        FromEmailAddress="office@probity.example",
        Destination={"ToAddresses": ["ada@example.org"]},
        Content={"Simple": {"Subject": {"Data": "Your link"}, "Body": {"Text": {"Data": "Here"}}}},
    )
    message = httpx.get(f"{moto_place.endpoint}/_local/mail").json()["messages"][-1]
    assert (message["to"], message["subject"], message["body"]) == (["ada@example.org"], "Your link", "Here")
