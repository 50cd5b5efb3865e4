"""The simulator's side of AWS: reads the object, tags it, and puts the event on the bus."""

import json
import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.simulators.scanner.scan import (
    DENIED,
    DETAIL_TYPE,
    SOURCE,
    TAG,
    Finding,
    OneWord,
    Scanner,
    event_detail,
)

PLAN = "arn:aws:guardduty:{region}:{account}:malware-protection-plan/simulator"
ACCOUNT = "123456789012"
_MISSING = {"404", "NoSuchBucket", "NoSuchKey", "NoSuchVersion", "NotFound"}


class NoSuchObjectError(Exception):
    """There is no such bucket, key or version."""


@dataclass(frozen=True)
class Wanted:
    """The version of an object that is to be scanned."""

    bucket: str
    key: str
    version: str
    etag: str


class Cloud:
    """Clients of the embedded AWS (`AWS_ENDPOINT_URL`)."""

    def __init__(
        self, endpoint: str | None = None, queue_url: str | None = None, scanner: Scanner | None = None
    ) -> None:
        """`queue_url`: where events go when the bus does not take them."""
        self.scanner = scanner or OneWord()
        self.region = os.environ.get("AWS_REGION", "eu-west-2")
        self._queue_url = queue_url or os.environ.get("INTAKE_QUEUE_URL", "")
        self._endpoint = endpoint or os.environ.get("AWS_ENDPOINT_URL")
        if not self._endpoint:
            raise SystemExit("AWS_ENDPOINT_URL is not set: this simulator never speaks to the real AWS.")
        self._s3, self._events, self._sqs = (self._client(name) for name in ("s3", "events", "sqs"))

    def find(self, bucket: str, key: str, version: str | None) -> Wanted:
        """The object, of its newest version unless one is named. Raises `NoSuchObjectError`."""
        try:
            found = self._s3.head_object(
                Bucket=bucket, Key=key, **({"VersionId": version} if version else {})
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                raise NoSuchObjectError(f"There is no {bucket}/{key} ({version}).") from error
            return Wanted(bucket, key, version or "", "")
        return Wanted(bucket, key, found.get("VersionId", "null"), found["ETag"].strip('"'))

    def scan(self, wanted: Wanted) -> Finding:
        """What is found in it."""
        try:
            answer = self._s3.get_object(Bucket=wanted.bucket, Key=wanted.key, VersionId=wanted.version)
        except ClientError:
            return DENIED
        return self.scanner.examine(answer["Body"].read())

    def tag(self, wanted: Wanted, found: Finding) -> None:
        """Tag the version with the result; as in AWS, a tag that fails is no reason not to tell."""
        tags = {"TagSet": [{"Key": TAG, "Value": found.result}]}
        try:
            self._s3.put_object_tagging(
                Bucket=wanted.bucket, Key=wanted.key, VersionId=wanted.version, Tagging=tags
            )
        except ClientError as error:
            print(f"not tagged: {error.response['Error']['Code']}", flush=True)

    def tell(self, wanted: Wanted, found: Finding) -> None:
        """Put the event on the default bus, or on the queue itself when the bus does not take it."""
        stored = {"bucket": wanted.bucket, "key": wanted.key, "version": wanted.version, "etag": wanted.etag}
        detail, plan = event_detail(found, stored), PLAN.format(region=self.region, account=ACCOUNT)
        entry = {
            "Source": SOURCE,
            "DetailType": DETAIL_TYPE,
            "Resources": [plan],
            "Detail": json.dumps(detail),
        }
        try:
            refused = self._events.put_events(Entries=[entry])["FailedEntryCount"]
        except (ClientError, BotoCoreError):
            refused = 1
        if refused and self._queue_url:
            self._sqs.send_message(
                QueueUrl=self._queue_url, MessageBody=json.dumps(self._whole(plan, detail))
            )

    def _whole(self, plan: str, detail: dict[str, Any]) -> dict[str, Any]:
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": DETAIL_TYPE,
            "source": SOURCE,
            "account": ACCOUNT,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self.region,
            "resources": [plan],
            "detail": detail,
        }

    def _client(self, service: str) -> Any:
        config = Config(s3={"addressing_style": "path"}, max_pool_connections=20)
        return boto3.client(service, endpoint_url=self._endpoint, region_name=self.region, config=config)
