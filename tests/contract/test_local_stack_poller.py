"""The poller: real event JSON, partial failures, redelivery, dead letters, streams and schedules."""

import json
import threading
from datetime import UTC, datetime

import pytest

from infra.local.applier.functions import Function, Source
from infra.local.feeders import FailedInvocationError, QueueFeeder, Schedule, StreamFeeder
from infra.local.lambda_events import Context, failed, schedule_event

REGION, ACCOUNT = "eu-west-2", "123456789012"


def function(*sources: Source) -> Function:
    return Function("OnTest", "app.on_test", timeout=1, concurrency=0, sources=sources)


class Recorder:
    """A handler that notes what it was given and answers what the test wants."""

    def __init__(self, answer=None):
        self.answer = answer or (lambda _: None)
        self.events = []

    def __call__(self, _function, event):
        self.events.append(event)
        return self.answer(event)

    @property
    def bodies(self):
        return [[r["body"] for r in e["Records"]] for e in self.events]


def refuse(*bodies):
    """An answer that reports the messages with these bodies as failed."""

    def answer(event):
        items = [{"itemIdentifier": r["messageId"]} for r in event["Records"] if r["body"] in bodies]
        return {"batchItemFailures": items}

    return answer


def explode(_event):
    raise FailedInvocationError


@pytest.fixture
def queue(moto_place, request):
    """A queue whose messages are delivered twice, then go to its dead-letter queue; they come back when told to."""
    sqs, name = moto_place.client("sqs"), request.node.name[:60]
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    redrive = {"deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}-dead", "maxReceiveCount": 2}
    attributes = {"VisibilityTimeout": "600", "RedrivePolicy": json.dumps(redrive)}
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return url, dead, Source("queue", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", batch_size=10)


@pytest.fixture
def send(moto_place, queue):
    def send(*bodies):
        for body in bodies:
            moto_place.client("sqs").send_message(QueueUrl=queue[0], MessageBody=body)

    return send


def feeder(moto_place, queue, recorder):
    return QueueFeeder(function(queue[2]), queue[2], moto_place.client("sqs"), recorder)


def show_again(moto_place, queue, recorder, body):
    """Let time pass for a message that was handed over last."""
    (handle,) = (r["receiptHandle"] for r in recorder.events[-1]["Records"] if r["body"] == body)
    moto_place.client("sqs").change_message_visibility(
        QueueUrl=queue[0], ReceiptHandle=handle, VisibilityTimeout=0
    )


def waiting(moto_place, url):
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = moto_place.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


class TestQueues:
    def test_a_record_looks_as_lambda_makes_it(self, moto_place, queue, send):
        recorder = Recorder()
        send('{"id":"1"}')
        assert feeder(moto_place, queue, recorder).feed(wait=1) == 1
        record = recorder.events[0]["Records"][0]
        assert record["body"] == '{"id":"1"}'
        assert record["eventSource"] == "aws:sqs"
        assert record["eventSourceARN"] == queue[2].target
        assert record["awsRegion"] == REGION
        assert record["attributes"]["ApproximateReceiveCount"] == "1"
        assert {"messageId", "receiptHandle", "md5OfBody", "messageAttributes"} <= set(record)

    def test_what_succeeded_is_deleted_and_what_failed_comes_back(self, moto_place, queue, send):
        recorder = Recorder(refuse("bad"))
        feeding = feeder(moto_place, queue, recorder)
        send("good", "bad")
        assert feeding.feed(wait=1) == 2
        assert waiting(moto_place, queue[0]) == 1
        assert feeding.feed(wait=0) == 0, "it is hidden at first"
        recorder.answer = lambda _: None
        show_again(moto_place, queue, recorder, "bad")
        assert feeding.feed(wait=1) == 1
        assert recorder.bodies == [["good", "bad"], ["bad"]]
        assert recorder.events[1]["Records"][0]["attributes"]["ApproximateReceiveCount"] == "2"
        assert waiting(moto_place, queue[0]) == 0

    def test_a_handler_that_raises_keeps_the_whole_batch(self, moto_place, queue, send):
        send("one", "two")
        feeder(moto_place, queue, Recorder(explode)).feed(wait=1)
        assert waiting(moto_place, queue[0]) == 2

    def test_a_poisoned_message_ends_among_the_dead(self, moto_place, queue, send):
        recorder = Recorder(explode)
        feeding = feeder(moto_place, queue, recorder)
        send("poison")
        for _ in range(2):
            assert feeding.feed(wait=1) == 1
            show_again(moto_place, queue, recorder, "poison")
        assert feeding.feed(wait=0) == 0
        assert len(recorder.events) == 2
        assert waiting(moto_place, queue[0]) == 0
        dead = moto_place.client("sqs").receive_message(QueueUrl=queue[1])["Messages"]
        assert [m["Body"] for m in dead] == ["poison"]


class TestAnswers:
    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (None, set()),
            ({}, set()),
            ({"batchItemFailures": []}, set()),
            ({"batchItemFailures": None}, set()),
            ({"batchItemFailures": [{"itemIdentifier": "a"}]}, {"a"}),
            ({"batchItemFailures": [{"itemIdentifier": ""}]}, {"a", "b"}),
            ({"batchItemFailures": [{"itemIdentifier": "z"}]}, {"a", "b"}),
            ({"batchItemFailures": [{"item": "a"}]}, {"a", "b"}),
            ({"batchItemFailures": ["a"]}, {"a", "b"}),
        ],
    )
    def test_as_lambda_reads_them(self, answer, expected):
        assert failed(answer, ["a", "b"]) == expected


NEW_OUTBOX_ITEMS = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "outbox#"}]}}}}


class TestStreams:
    @pytest.fixture
    def table(self, moto_place, request):
        made = moto_place.client("dynamodb").create_table(
            TableName=f"stream-{request.node.name}",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )["TableDescription"]
        return made["TableName"], made["LatestStreamArn"]

    def feeder(self, moto_place, table, recorder, **source):
        streams, sqs = moto_place.client("dynamodbstreams"), moto_place.client("sqs")
        described = Source("stream", table[1], batch_size=2, patterns=(NEW_OUTBOX_ITEMS,), **source)
        return StreamFeeder(function(described), described, streams, sqs, recorder, pause=lambda _: None)

    def put(self, moto_place, table, *keys):
        for key in keys:
            item = {"pk": {"S": key}, "raw": {"B": b"\x00"}}
            moto_place.client("dynamodb").put_item(TableName=table[0], Item=item)

    def keys(self, recorder):
        return [[r["dynamodb"]["Keys"]["pk"]["S"] for r in e["Records"]] for e in recorder.events]

    def test_new_outbox_items_arrive_in_order_in_batches_and_nothing_else(self, moto_place, table):
        recorder = Recorder()
        feeding = self.feeder(moto_place, table, recorder)
        self.put(moto_place, table, "outbox#1", "case#1", "outbox#2", "outbox#3")
        moto_place.client("dynamodb").delete_item(TableName=table[0], Key={"pk": {"S": "outbox#1"}})
        assert feeding.feed() == 5
        assert self.keys(recorder) == [["outbox#1", "outbox#2"], ["outbox#3"]]
        assert feeding.feed() == 0
        record = recorder.events[0]["Records"][0]
        assert record["eventSourceARN"] == table[1]
        assert record["dynamodb"]["NewImage"]["raw"]["B"] == "AA=="
        assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], float)
        json.dumps(recorder.events)

    def test_it_goes_on_from_the_record_that_failed(self, moto_place, table):
        failing = ["outbox#2"]

        def answer(event):
            for record in event["Records"]:
                if record["dynamodb"]["Keys"]["pk"]["S"] in failing:
                    failing.clear()
                    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            return None

        recorder = Recorder(answer)
        feeding = self.feeder(moto_place, table, recorder)
        self.put(moto_place, table, "outbox#1", "outbox#2", "outbox#3")
        feeding.feed()
        assert self.keys(recorder) == [["outbox#1", "outbox#2"], ["outbox#2", "outbox#3"]]

    def test_what_never_succeeds_is_named_to_the_failure_queue_and_the_rest_goes_on(self, moto_place, table):
        def answer(event):
            if event["Records"][0]["dynamodb"]["Keys"]["pk"]["S"] == "outbox#1":
                raise FailedInvocationError

        url = moto_place.client("sqs").create_queue(QueueName="given-up")["QueueUrl"]
        recorder = Recorder(answer)
        on_failure = f"arn:aws:sqs:{REGION}:{ACCOUNT}:given-up"
        feeding = self.feeder(moto_place, table, recorder, attempts=1, on_failure=on_failure)
        self.put(moto_place, table, "outbox#1", "outbox#2")
        feeding.feed()
        assert self.keys(recorder) == [["outbox#1", "outbox#2"], ["outbox#1", "outbox#2"], ["outbox#2"]]
        told = json.loads(moto_place.client("sqs").receive_message(QueueUrl=url)["Messages"][0]["Body"])
        assert (
            told["DDBStreamBatchInfo"]["startSequenceNumber"]
            == (recorder.events[0]["Records"][0]["dynamodb"]["SequenceNumber"])
        )
        assert "outbox#1" not in json.dumps(told)


class TestSchedules:
    NOON = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("expression", "minute", "seconds"),
        [
            ("rate(1 minute)", 60, 60),
            ("rate(15 minutes)", 2, 30),
            ("rate(1 day)", 60, 86400),
            ("cron(15 3 * * ? *)", 60, (15 * 60 + 15) * 60),
            ("cron(30 12 * * ? *)", 60, 30 * 60),
        ],
    )
    def test_when_it_runs_next(self, expression, minute, seconds):
        schedule = Schedule(function(), Source("schedule", expression), minute)
        assert schedule.seconds(self.NOON) == seconds

    def test_it_runs_with_an_event_and_survives_a_failure(self):
        recorder = Recorder(explode)
        schedule = Schedule(function(), Source("schedule", "rate(1 minute)"), 0.01, recorder)
        schedule.feed(threading.Event())
        assert recorder.events[0]["detail-type"] == "Scheduled Event"
        assert set(schedule_event("X")) == set(recorder.events[0])

    def test_it_stops_while_it_waits(self):
        recorder, stop = Recorder(), threading.Event()
        stop.set()
        Schedule(function(), Source("schedule", "rate(1 minute)"), 60, recorder).feed(stop)
        assert recorder.events == []


def test_the_context_counts_down():
    context = Context("OnTest", timeout=60)
    assert 0 < context.get_remaining_time_in_millis() <= 60_000
    late = Context("OnTest", timeout=60, started=context.started - 50)
    assert late.get_remaining_time_in_millis() <= 10_000
    assert context.invoked_function_arn.endswith(":OnTest")
    assert context.aws_request_id
