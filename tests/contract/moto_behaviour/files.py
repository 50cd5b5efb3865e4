"""Files, and who may read or replace them: S3."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import boto3
import requests

from tests.contract.moto_behaviour.declared import bucket, gap


@gap(instead="documents re-checks every condition", fault="204")
def upload_policy():
    """An upload obeys its presigned policy."""
    s3 = bucket()
    post = s3.generate_presigned_post("bbb", "k", Conditions=[["content-length-range", 1, 10]])
    answer = requests.post(post["url"], data=post["fields"], files={"file": b"x" * 100}, timeout=5)
    assert answer.status_code == 400, answer.status_code


@gap(instead="infra/local/moto_server/gateway.py", fault="200")
def download_expiry():
    """A presigned download ends in time."""
    s3 = bucket()
    s3.put_object(Bucket="bbb", Key="k", Body=b"x")
    an_age_ago = datetime.now(UTC) - timedelta(seconds=61)
    with patch("botocore.auth.get_current_datetime", lambda: an_age_ago):
        address = s3.generate_presigned_url("get_object", {"Bucket": "bbb", "Key": "k"}, ExpiresIn=60)
    answer = requests.get(address, timeout=5)
    assert answer.status_code == 403, answer.status_code


@gap(instead="documents hashes what it reads", fault="it was taken")
def checksums():
    """A wrong checksum is refused."""
    s3 = bucket()
    try:
        s3.put_object(Bucket="bbb", Key="k", Body=b"x", ChecksumSHA256="A" * 43 + "=")
    except s3.exceptions.ClientError:
        pass
    else:
        raise AssertionError("it was taken")


@gap(instead="shim", fault="no version")
def notification_version():
    """A notification names the version."""
    s3, sqs = bucket(), boto3.client("sqs")
    s3.put_bucket_versioning(Bucket="bbb", VersioningConfiguration={"Status": "Enabled"})
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    wanted = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    s3.put_bucket_notification_configuration(Bucket="bbb", NotificationConfiguration=wanted)
    s3.put_object(Bucket="bbb", Key="k", Body=b"x")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert "versionId" in messages[-1]["Body"], "no version"


@gap(instead="infra/local/moto_server/bucket_policy.py", fault="Forbidden")
def policy_conditions():
    """A bucket policy's conditions count."""
    s3 = bucket()
    s3.put_object(Bucket="bbb", Key="k", Body=b"x")
    secure = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::bbb/*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket="bbb", Policy=json.dumps({"Version": "2012-10-17", "Statement": [secure]}))
    s3.get_object(Bucket="bbb", Key="k")


@gap(instead="the audit's refusal is tested with a fake", fault="it was shortened")
def compliance_locks():
    """A COMPLIANCE lock cannot be shortened."""
    s3 = bucket(ObjectLockEnabledForBucket=True)
    until = datetime.now(UTC) + timedelta(days=30)
    s3.put_object(
        Bucket="bbb", Key="k", Body=b"x", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until
    )
    try:
        s3.put_object_retention(
            Bucket="bbb",
            Key="k",
            Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until - timedelta(days=20)},
        )
    except s3.exceptions.ClientError:
        pass
    else:
        raise AssertionError("it was shortened")


@gap(instead="infra/local/moto_server/gateway.py", fault="MissingUploadObjectWithObjectLockHeaders")
def checksum_of_locked_files():
    """A checksum in a header is enough to write into a locked bucket."""
    s3 = bucket(ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    wanted = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    s3.put_object_lock_configuration(Bucket="bbb", ObjectLockConfiguration=wanted)
    digest = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    s3.put_object(Bucket="bbb", Key="k", Body=b"x", ChecksumSHA256=digest)
