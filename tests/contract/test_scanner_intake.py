"""An upload over real HTTP: the browser's POST, S3's notification, the scan, GuardDuty's event, the clean copy."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import boto3
import httpx
import pytest

from chalicelib.documents import handlers, rewriting
from chalicelib.documents.adapters.guardduty import GuardDutyScanner
from chalicelib.documents.intake import Intake
from chalicelib.documents.models import Document, Role, State
from chalicelib.documents.reasons import Reason
from chalicelib.documents.services import Documents
from chalicelib.kernel.errors import ProbityError
from chalicelib.platform.malware import MalwareScans
from chalicelib.platform.objects import S3Objects, UploadForm
from infra.join import joined
from infra.local.applier.registry import Place
from infra.local.samples import passport_page, proof_of_address
from infra.local.simulators.scanner.cloud import Cloud
from infra.local.simulators.scanner.scan import EICAR
from infra.local.simulators.scanner.server import ScannerServer, running
from tests.fakes.documents import Room
from tests.stackrun import eventually

APPLY = "http://localhost:8001"


@dataclass
class Line:
    """Both buckets, the queue and the simulator; and our room on them."""

    place: Place
    queue_url: str
    server: ScannerServer
    room: Room
    documents: Documents
    intake: Intake

    def work(self) -> bool:
        """Handle what is on the queue, as the worker would; whether there was anything."""
        sqs = self.place.client("sqs")
        messages = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            try:
                handlers.on_intake(json.loads(message["Body"]), self.intake)
            except ProbityError:
                continue  # it stays in the queue
            sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def state_after_work(self, document: Document) -> State:
        """Its state when what was on the queue is handled."""
        self.work()
        return self.room.store.get(document.id).state.state

    def decided(self, document: Document) -> Document:
        """The document when nothing more happens by itself."""

        def probe() -> Document | None:
            self.work()
            now = self.room.store.get(document.id).state
            return None if now.state is State.AWAITING or now.state.is_waiting else now

        return eventually(probe)


@pytest.fixture
def line(moto_place: Place, monkeypatch) -> Iterator[Line]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    quarantine, clean = (f"{what}-{uuid.uuid4().hex[:12]}" for what in ("quarantine", "clean"))
    queue_url = _make(moto_place, quarantine, clean)
    room = Room()
    s3 = moto_place.client("s3")
    with running(Cloud(moto_place.endpoint)) as server:
        scans = boto3.client(
            "guardduty",
            endpoint_url=server.url,
            region_name="eu-west-2",
            aws_access_key_id="k",
            aws_secret_access_key="s",
        )
        scanner = GuardDutyScanner(MalwareScans(scans, quarantine))
        files = (S3Objects(s3, quarantine, str(moto_place.endpoint)), S3Objects(s3, clean))
        documents = Documents(room.store, *files, room.applications, room.documents.mailer, APPLY)
        intake = replace(room.intake, bucket=quarantine, quarantine=files[0], clean=files[1], scanner=scanner)
        intake = replace(intake, rewrite=rewriting.rewrite)
        yield Line(moto_place, queue_url, server, room, documents, intake)


def _make(place: Place, quarantine: str, clean: str) -> str:
    """What the template has of it, under names of this test's own."""
    s3, sqs, events = (place.client(service) for service in ("s3", "sqs", "events"))
    queue_url = sqs.create_queue(QueueName=quarantine, Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    kms = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    for bucket in (quarantine, clean):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [kms]})
    template = joined("test")["Resources"]["QuarantineBucket"]["Properties"]
    rule = template["CorsConfiguration"]["CorsRules"][0] | {"AllowedOrigins": [APPLY]}
    rule["MaxAgeSeconds"] = rule.pop("MaxAge")
    s3.put_bucket_cors(Bucket=quarantine, CORSConfiguration={"CORSRules": [rule]})
    noted = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    s3.put_bucket_notification_configuration(Bucket=quarantine, NotificationConfiguration=noted)
    pattern = {"source": ["aws.guardduty"], "detail": {"s3ObjectDetails": {"bucketName": [quarantine]}}}
    events.put_rule(Name=quarantine, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=quarantine, Targets=[{"Id": "intake", "Arn": arn}])
    return queue_url


def post(form: UploadForm, content: bytes, name: str = "passport.jpg") -> httpx.Response:
    """What a browser sends."""
    return httpx.post(
        form.url,
        data=dict(form.fields),
        files={"file": (name, content, "application/octet-stream")},
        headers={"Origin": APPLY},
        timeout=30,
    )


@pytest.mark.parametrize(
    ("role", "content", "kind"),
    [(Role.PASSPORT, passport_page(), "image/jpeg"), (Role.ADDRESS, proof_of_address(), "application/pdf")],
)
def test_from_the_browsers_post_to_the_clean_copy(line: Line, role, content, kind) -> None:
    offer = line.documents.request_upload(line.room.application_id, role)
    answer = post(offer.form, content)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{APPLY}/apply/documents/{role.value}/sent?document=")
    accepted = line.decided(offer.document)
    assert accepted.state is State.ACCEPTED
    copy = httpx.get(line.documents.clean_copy_url(offer.document.id))
    assert copy.headers["content-type"] == kind
    assert copy.headers["content-disposition"].startswith("attachment")
    assert len(copy.content) > 10_000
    assert copy.content != content


def test_a_script_is_answered_201_across_origins(line: Line) -> None:
    offer = line.documents.request_upload(
        line.room.application_id, Role.PASSPORT, "image/jpeg", by_script=True
    )
    asked = {"Origin": APPLY, "Access-Control-Request-Method": "POST"}
    before = httpx.options(offer.form.url, headers=asked)
    assert before.headers["access-control-allow-origin"] == APPLY
    answer = post(offer.form, passport_page())
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == APPLY
    assert line.decided(offer.document).state is State.ACCEPTED


def test_the_test_virus_is_refused(line: Line) -> None:
    offer = line.documents.request_upload(line.room.application_id, Role.PASSPORT)
    post(offer.form, passport_page() + EICAR)
    assert line.decided(offer.document).reason == Reason.THREAT.value


def test_thirty_megabytes_over_http_are_refused(line: Line) -> None:
    offer = line.documents.request_upload(line.room.application_id, Role.PASSPORT)
    post(offer.form, passport_page() + b"\0" * (30 * 1024 * 1024))
    assert line.decided(offer.document).reason == Reason.TOO_BIG.value


def test_the_same_upload_twenty_times_is_one_document(line: Line) -> None:
    offer = line.documents.request_upload(line.room.application_id, Role.PASSPORT)
    for _ in range(20):
        post(offer.form, passport_page())
    decided = line.decided(offer.document)
    while line.work():
        pass
    assert line.room.store.get(offer.document.id).state == decided
    assert line.room.events() == ["DocumentAccepted"]


def test_a_scanner_that_is_down_and_comes_back_delays_and_loses_nothing(line: Line) -> None:
    line.server.faults.switch("down", times=6)  # the SDK itself tries a few times
    offer = line.documents.request_upload(line.room.application_id, Role.PASSPORT)
    post(offer.form, passport_page())
    assert line.decided(offer.document).state is State.ACCEPTED


@pytest.mark.parametrize("mode", ["silent", "wrong-version"])
def test_a_verdict_that_never_comes_goes_to_a_person(line: Line, monkeypatch, mode) -> None:
    line.server.faults.switch(mode)
    offer = line.documents.request_upload(line.room.application_id, Role.PASSPORT)
    post(offer.form, passport_page())
    eventually(lambda: line.state_after_work(offer.document) is State.SCANNING)
    monkeypatch.setattr("chalicelib.documents.intake.SCAN_PATIENCE", timedelta(0))
    assert line.intake.overdue_scans() == 1
    assert line.decided(offer.document).reason == Reason.SCAN_OVERDUE.value
