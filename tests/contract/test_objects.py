"""What every bucket does: the fake and S3 (as moto has it) alike; and what an upload form's policy says."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from chalicelib.platform import aws
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects, S3Objects
from infra.join import joined
from tests.fakes.objects import MemoryObjects

BUCKET = "probity-test-quarantine"


@pytest.fixture
def s3(monkeypatch) -> Iterator[S3Objects]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-2")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield S3Objects(client, BUCKET, "https://uploads.example")


@pytest.fixture(params=["memory", "s3"])
def objects(request) -> Objects:
    return MemoryObjects() if request.param == "memory" else request.getfixturevalue("s3")


def test_each_version_is_kept_and_read_by_its_id(objects: Objects) -> None:
    first = objects.put("k", b"one", "text/plain", {"who": "x"})
    second = objects.put("k", b"three", "text/plain")
    assert first != second
    assert (objects.get("k", first), objects.get("k")) == (b"one", b"three")
    facts = objects.head("k", first)
    assert (facts.version, facts.size, facts.content_type, facts.metadata) == (
        first,
        3,
        "text/plain",
        {"who": "x"},
    )
    assert objects.head("k").version == second


@pytest.mark.parametrize("version", [None, "no-such-version"])
def test_what_is_not_there_is_missing(objects: Objects, version) -> None:
    if version:
        objects.put("k", b"one", "text/plain")
    with pytest.raises(ObjectMissing):
        objects.head("k", version)
    with pytest.raises(ObjectMissing):
        objects.get("k", version)


def test_a_write_once_key_is_written_once(objects: Objects) -> None:
    objects.put_once("k", b"first", "text/plain")
    with pytest.raises(ObjectExists):
        objects.put_once("k", b"second", "text/plain")
    assert objects.get("k") == b"first"


def test_a_deleted_object_is_missing(objects: Objects) -> None:
    objects.put("k", b"one", "text/plain")
    objects.delete("k")
    with pytest.raises(ObjectMissing):
        objects.get("k")


def test_a_form_names_its_key_type_and_encryption(objects: Objects) -> None:
    fields = objects.upload_form("q/1", "image/png", 10, timedelta(minutes=10), "https://apply/sent").fields
    assert fields["key"] == "q/1"
    assert fields["Content-Type"] == "image/png"
    assert fields["x-amz-server-side-encryption"] == "aws:kms"
    assert fields["success_action_redirect"] == "https://apply/sent"


def test_a_script_gets_a_status_instead_of_a_redirect(objects: Objects) -> None:
    fields = objects.upload_form("q/1", "image/png", 10, timedelta(minutes=10), None).fields
    assert fields["success_action_status"] == "201"
    assert "success_action_redirect" not in fields


def test_a_download_link_carries_its_expiry(objects: Objects) -> None:
    assert "60" in objects.download_url("d/1", timedelta(seconds=60), "passport.jpg")


def test_a_form_names_the_key_that_its_bucket_is_under(s3: S3Objects) -> None:
    form = replace(s3, key_id="arn:aws:kms:eu-west-2:1:key/k").upload_form(
        "q/1", "image/png", 9, timedelta(1), None
    )
    wanted = {"x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:eu-west-2:1:key/k"}
    assert wanted in json.loads(base64.b64decode(form.fields["policy"]))["conditions"]


def test_the_signed_policy_allows_one_key_one_type_one_size_range(s3: S3Objects) -> None:
    form = s3.upload_form("q/1", "image/png", 10_485_760, timedelta(minutes=10), "https://apply/sent")
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    assert form.url == f"https://uploads.example/{BUCKET}"
    for wanted in (
        {"bucket": BUCKET},
        {"key": "q/1"},
        {"Content-Type": "image/png"},
        {"x-amz-server-side-encryption": "aws:kms"},
        {"success_action_redirect": "https://apply/sent"},
        ["content-length-range", 1, 10_485_760],
    ):
        assert wanted in conditions
    assert not [c for c in conditions if isinstance(c, list) and c[0] == "starts-with"]


def test_in_aws_browsers_post_to_the_regions_own_host_which_the_pages_allow(monkeypatch) -> None:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_REGION", "eu-west-2"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    objects = S3Objects(aws._client.__wrapped__("s3"), BUCKET)
    host = f"https://{BUCKET}.s3.eu-west-2.amazonaws.com"
    form = objects.upload_form("q/1", "image/png", 10, timedelta(minutes=10), None)
    link = objects.download_url("d/1", timedelta(seconds=60), "passport.jpg")
    assert form.url.removesuffix("/") == host
    assert link.startswith(host)
    allowed = joined("prod")["Resources"]["OnIntake"]["Properties"]["Environment"]["Variables"][
        "UPLOAD_ORIGIN"
    ]
    assert "https://${QuarantineBucket}.s3.${AWS::Region}.amazonaws.com" in allowed["Fn::Sub"]
