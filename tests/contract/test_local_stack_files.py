"""The files of our moto server: links that end, browsers' uploads, notifications and bucket policies as in AWS."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import botocore.auth
import httpx
import pytest
from botocore.exceptions import ClientError
from moto.iam.access_control import PermissionResult

from infra.local.moto_server.bucket_policy import Caller, UnknownConditionError, evaluate


class TestFiles:
    ORIGIN = "http://localhost:8001"

    @pytest.fixture
    def s3(self, moto_place):
        return moto_place.client("s3")

    @pytest.fixture
    def bucket(self, s3, moto_place, request):
        name = "files-" + request.node.name.lower().replace("_", "-")[:40].strip("-")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": moto_place.region})
        return name

    def test_a_presigned_download_ends_in_time(self, s3, bucket, monkeypatch):
        s3.put_object(Bucket=bucket, Key="k", Body=b"text")
        wanted = {"Params": {"Bucket": bucket, "Key": "k"}, "ExpiresIn": 60}
        assert httpx.get(s3.generate_presigned_url("get_object", **wanted)).content == b"text"
        an_age_ago = datetime.now(UTC) - timedelta(seconds=61)
        monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: an_age_ago)
        assert httpx.get(s3.generate_presigned_url("get_object", **wanted)).status_code == 403

    def test_a_browser_may_ask_and_post_from_its_origin(self, s3, bucket, moto_place):
        rules = [{"AllowedOrigins": [self.ORIGIN], "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}]
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
        headers = {"Origin": self.ORIGIN, "Access-Control-Request-Method": "POST"}
        answer = httpx.options(f"{moto_place.endpoint}/{bucket}", headers=headers)
        assert answer.headers["Access-Control-Allow-Origin"] == self.ORIGIN
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]

    def test_a_notification_names_the_version(self, s3, bucket, moto_place):
        sqs = moto_place.client("sqs")
        url = sqs.create_queue(QueueName="uploads")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        wanted = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wanted)
        version = s3.put_object(Bucket=bucket, Key="q/1", Body=b"x")["VersionId"]
        bodies = [
            json.loads(m["Body"])
            for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        ]
        assert bodies[0]["Event"] == "s3:TestEvent"
        assert bodies[1]["Records"][0]["s3"]["object"]["versionId"] == version


class TestBucketPolicies:
    """The quarantine's rule: one role reads, whoever else may do other things."""

    @pytest.fixture
    def roles(self, moto_place):
        iam = moto_place.client("iam")
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
        }
        names = ("reads-quarantine", "answers-pages")
        found = {}
        for name in names:
            try:
                found[name] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))[
                    "Role"
                ]["Arn"]
            except iam.exceptions.EntityAlreadyExistsException:
                found[name] = iam.get_role(RoleName=name)["Role"]["Arn"]
        return found

    @pytest.fixture
    def quarantine(self, moto_place, roles, request):
        s3 = moto_place.client("s3")
        name = f"quarantine-{abs(hash(request.node.name))}"
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": moto_place.region})
        deny = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:GetObject", "s3:GetObjectVersion"],
            "Resource": f"arn:aws:s3:::{name}/*",
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [roles["reads-quarantine"]]}},
        }
        insecure = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
        policy = {"Version": "2012-10-17", "Statement": [deny, insecure]}
        s3.put_object(Bucket=name, Key="q/1", Body=b"a passport")
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
        return name

    def s3_as(self, moto_place, role):
        sts = boto3.client(
            "sts",
            endpoint_url=moto_place.endpoint,
            region_name=moto_place.region,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        keys = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        return boto3.client(
            "s3",
            endpoint_url=moto_place.endpoint,
            region_name=moto_place.region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
        )

    def test_the_one_role_reads(self, moto_place, roles, quarantine):
        s3 = self.s3_as(moto_place, roles["reads-quarantine"])
        assert s3.get_object(Bucket=quarantine, Key="q/1")["Body"].read() == b"a passport"

    def test_another_role_writes_but_cannot_read_look_or_copy(self, moto_place, roles, quarantine):
        s3 = self.s3_as(moto_place, roles["answers-pages"])
        s3.put_object(Bucket=quarantine, Key="q/2", Body=b"mine")
        for read in (
            lambda: s3.get_object(Bucket=quarantine, Key="q/1"),
            lambda: s3.head_object(Bucket=quarantine, Key="q/1"),
            lambda: s3.copy_object(
                Bucket=quarantine, Key="q/3", CopySource={"Bucket": quarantine, "Key": "q/1"}
            ),
        ):
            with pytest.raises(ClientError) as error:
                read()
            assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403

    def test_nobody_reads_without_a_name(self, moto_place, quarantine):
        assert httpx.get(f"{moto_place.endpoint}/{quarantine}/q/1").status_code == 403

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ({"Effect": "Allow", "Principal": "*", "Action": "s3:Get*"}, PermissionResult.PERMITTED),
            ({"Effect": "Deny", "NotPrincipal": {"AWS": "me"}, "Action": "s3:*"}, PermissionResult.NEUTRAL),
            ({"Effect": "Deny", "NotPrincipal": {"AWS": "you"}, "Action": "s3:*"}, PermissionResult.DENIED),
            ({"Effect": "Deny", "Principal": {"AWS": "me"}, "NotAction": "s3:Put*"}, PermissionResult.DENIED),
            (
                {"Effect": "Deny", "Principal": "*", "Action": "*", "Condition": {"Null": {"aws:x": "true"}}},
                PermissionResult.DENIED,
            ),
            (
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "*",
                    "Condition": {"StringEquals": {"s3:ExistingObjectTag/scan": ["clean"]}},
                },
                PermissionResult.PERMITTED,
            ),
        ],
    )
    def test_statements(self, statement, said):
        caller = Caller(frozenset({"me"}), {"s3:existingobjecttag/scan": "clean"})
        policy = {"Statement": {**statement, "Resource": "arn:aws:s3:::b/*"}}
        assert evaluate(policy, "s3:GetObject", "arn:aws:s3:::b/k", caller) is said

    def test_an_unknown_condition_is_refused(self):
        condition = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": condition,
        }
        caller = Caller(frozenset(), {"aws:sourceip": "10.0.0.1"})
        with pytest.raises(UnknownConditionError):
            evaluate({"Statement": [statement]}, "s3:GetObject", "x", caller)
