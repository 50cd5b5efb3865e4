"""What every scanner does: the fake, and GuardDuty's client on the simulator; and verdicts as queues bring them."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config

from chalicelib.documents.adapters.guardduty import GuardDutyScanner
from chalicelib.documents.errors import ScannerDown
from chalicelib.documents.messages import DETAIL_TYPE, read_scan_event
from chalicelib.documents.ports import Scanner, ScanResult, Verdict
from chalicelib.platform.malware import MalwareScans
from infra.join import joined
from infra.local.applier.registry import Place
from infra.local.simulators.scanner.cloud import Cloud
from infra.local.simulators.scanner.scan import EICAR, TAG, OneWord
from infra.local.simulators.scanner.server import ScannerServer, running
from tests.fakes.scanner import MemoryScanner
from tests.stackrun import eventually

KEY = "q/someones-passport-1"


@dataclass
class Bench:
    """A scanner, a way to store a file for it, and a way to put it out of order."""

    scanner: Scanner
    store: Callable[[bytes], str]
    break_down: Callable[[], None]


@dataclass
class Guarded:
    """A bucket, the simulator before it, and the queue that its events come to."""

    place: Place
    bucket: str
    queue_url: str
    server: ScannerServer

    def scanner(self) -> GuardDutyScanner:
        client = boto3.client(
            "guardduty",
            endpoint_url=self.server.url,
            region_name="eu-west-2",
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}),
        )
        return GuardDutyScanner(MalwareScans(client, self.bucket))

    def put(self, content: bytes) -> str:
        return self.place.client("s3").put_object(Bucket=self.bucket, Key=KEY, Body=content)["VersionId"]

    def fault(self, **how: object) -> None:
        switch = Request(f"{self.server.url}/_faults", json.dumps(how).encode())  # noqa: S310 - our own server
        urlopen(switch).close()  # noqa: S310 - as above

    def events(self, wait: int = 0) -> list[dict]:
        answer = self.place.client("sqs").receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=wait
        )
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def verdicts(self, content: bytes) -> list[Verdict]:
        """What comes by queue when this content is scanned."""
        version = self.put(content)
        self.scanner().request_scan(KEY, version)
        found = [read_scan_event(event).verdict() for event in eventually(self.events)]
        assert found[0].key == KEY
        return found


@pytest.fixture
def guarded(moto_place: Place, monkeypatch) -> Iterator[Guarded]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    name = f"scan-{uuid.uuid4().hex[:12]}"
    s3, sqs, events = (moto_place.client(service) for service in ("s3", "sqs", "events"))
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=name, EventPattern=json.dumps(_pattern(name)))
    events.put_targets(Rule=name, Targets=[{"Id": "intake", "Arn": arn}])
    with running(Cloud(moto_place.endpoint)) as server:
        yield Guarded(moto_place, name, queue_url, server)


def _pattern(bucket: str) -> dict:
    """The very pattern of our template, for this test's bucket."""
    pattern = joined("test")["Resources"]["MalwareVerdictRule"]["Properties"]["EventPattern"]
    assert set(pattern["detail"]["s3ObjectDetails"]) == {"bucketName"}
    return {**pattern, "detail": {"s3ObjectDetails": {"bucketName": [bucket]}}}


@pytest.fixture(params=["memory", "guardduty"])
def bench(request) -> Bench:
    if request.param == "memory":
        fake = MemoryScanner()
        return Bench(fake, lambda _: "v1", lambda: setattr(fake, "is_down", True))
    guarded = request.getfixturevalue("guarded")
    return Bench(guarded.scanner(), guarded.put, lambda: guarded.fault(mode="down"))


def test_a_scan_may_be_asked_for_twice(bench: Bench) -> None:
    version = bench.store(b"a file")
    bench.scanner.request_scan(KEY, version)
    bench.scanner.request_scan(KEY, version)


def test_a_scanner_that_does_not_take_the_request_is_down(bench: Bench) -> None:
    version = bench.store(b"a file")
    bench.break_down()
    with pytest.raises(ScannerDown):
        bench.scanner.request_scan(KEY, version)


def test_nobody_at_the_address_is_down_too(guarded: Guarded) -> None:
    scanner = guarded.scanner()
    guarded.server.server_close()
    with pytest.raises(ScannerDown):
        scanner.request_scan(KEY, "v1")


def test_a_version_that_is_not_there_is_refused(guarded: Guarded) -> None:
    guarded.put(b"a file")
    with pytest.raises(ScannerDown):
        guarded.scanner().request_scan(KEY, "no-such-version")


def test_a_clean_file_is_said_to_be_clean_and_tagged(guarded: Guarded) -> None:
    (verdict,) = guarded.verdicts(b"a file")
    assert verdict.is_clean
    tags = guarded.place.client("s3").get_object_tagging(Bucket=guarded.bucket, Key=KEY)["TagSet"]
    assert tags == [{"Key": TAG, "Value": "NO_THREATS_FOUND"}]


def test_the_test_virus_is_found(guarded: Guarded) -> None:
    (verdict,) = guarded.verdicts(b"\xff\xd8\xff" + EICAR)
    assert (verdict.result, verdict.is_clean) == (ScanResult.THREATS_FOUND, False)


def test_a_locked_pdf_is_told_apart(guarded: Guarded) -> None:
    import io  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    (verdict,) = guarded.verdicts(out.getvalue())
    assert verdict.is_locked


def test_the_scanned_version_is_the_one_asked_for(guarded: Guarded) -> None:
    first = guarded.put(b"\xff\xd8\xff" + EICAR)
    guarded.put(b"a clean one over it")
    guarded.scanner().request_scan(KEY, first)
    (event,) = eventually(guarded.events)
    verdict = read_scan_event(event).verdict()
    assert (verdict.version, verdict.result) == (first, ScanResult.THREATS_FOUND)


@pytest.mark.parametrize(
    ("mode", "count"), [("duplicate", 2), ("fail", 1), ("wrong-version", 1), ("slow", 1)]
)
def test_faults_come_when_they_are_asked_for_and_go(guarded: Guarded, mode, count) -> None:
    guarded.fault(mode=mode, seconds=0.2, times=1)
    version = guarded.put(b"a file")
    guarded.scanner().request_scan(KEY, version)
    found: list[Verdict] = []
    while len(found) < count:
        found += [read_scan_event(event).verdict() for event in eventually(guarded.events)]
    assert all(verdict.is_clean == (mode != "fail") for verdict in found)
    assert all((verdict.version == version) == (mode != "wrong-version") for verdict in found)
    (after,) = guarded.verdicts(b"a file")
    assert after.is_clean


def test_a_silent_scanner_says_nothing(guarded: Guarded) -> None:
    guarded.fault(mode="silent", times=1)
    guarded.scanner().request_scan(KEY, guarded.put(b"a file"))
    assert guarded.events(wait=1) == []


def test_events_go_to_the_queue_itself_when_the_bus_does_not_take_them(guarded: Guarded, monkeypatch) -> None:
    cloud = Cloud(guarded.place.endpoint, guarded.queue_url)
    monkeypatch.setattr(cloud._events, "put_events", lambda **_: {"FailedEntryCount": 1})
    wanted = cloud.find(guarded.bucket, KEY, guarded.put(b"a file"))
    cloud.tell(wanted, cloud.scan(wanted))
    (event,) = eventually(guarded.events)
    assert event["detail-type"] == DETAIL_TYPE
    assert read_scan_event(event).verdict().is_clean


def test_the_simulator_says_what_it_is(guarded: Guarded) -> None:
    with urlopen(guarded.server.url) as answer:  # noqa: S310 - our own server
        assert json.load(answer)["what"] == OneWord.label
    assert "SIMULATOR" in OneWord.label
    assert "FAKE" in OneWord.label


def test_an_unknown_fault_is_refused(guarded: Guarded) -> None:
    with pytest.raises(HTTPError):
        guarded.fault(mode="explode")


def test_the_simulator_is_never_used_in_aws(monkeypatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with pytest.raises(SystemExit):
        Cloud()
    environment = joined("prod")["Resources"]["OnIntake"]["Properties"]["Environment"]["Variables"]
    assert not [name for name in environment if name.startswith("AWS_ENDPOINT_URL")]
