"""What AWS does and stock moto doesn't: each function passes on AWS, and fails on moto with the fault it names.

`python -m tests.contract.moto_behaviour` runs all on the moto of that process and prints a JSON object,
behaviour to error (null: moto does it right). `test_moto_gaps.py` reads that.
"""

import base64
import concurrent.futures
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from moto import mock_aws
from moto.dynamodb.models.table import Table
from moto.dynamodbstreams.models import dynamodbstreams_backends
from moto.server import ThreadedMotoServer
from moto.sqs.models import Message


@dataclass(frozen=True)
class Gap:
    """A behaviour of AWS, what of ours stands in for it, and how moto's fault shows."""

    check: Callable[[], None]
    instead: str
    fault: str


GAPS: dict[str, Gap] = {}

TABLE: dict[str, Any] = {
    "TableName": "t",
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
PUT = {
    "Put": {"TableName": "t", "Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(pk)"}
}


def _stream() -> str:
    """A table with a stream; the stream's ARN."""
    wanted = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    made = boto3.client("dynamodb").create_table(**TABLE, StreamSpecification=wanted)
    return made["TableDescription"]["LatestStreamArn"]


def stack(resources):
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": resources}))


def bucket(**settings):
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="bbb", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}, **settings)
    return s3


def gap(instead: str, fault: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a behaviour that moto lacks."""

    def declare(check: Callable[[], None]) -> Callable[[], None]:
        GAPS[check.__name__] = Gap(check, instead, fault)
        return check

    return declare


@gap(instead="infra/local/moto_server/kms.py", fault="ECC_NIST_EDWARDS25519")
def ed25519_keys():
    """Ed25519 keys exist."""
    boto3.client("kms").create_key(KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")


@gap(instead="infra/local/moto_server/kms.py", fault="InvalidSignature")
def digest_signatures():
    """KMS signs a digest as it is."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    digest = hashlib.sha256(b"x").digest()
    signed = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256")
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    public.verify(signed["Signature"], b"x", ec.ECDSA(hashes.SHA256()))


@gap(instead="infra/local/moto_server/kms.py", fault="it signed")
def disabled_keys():
    """A disabled key does not sign."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    try:
        kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")
    except kms.exceptions.DisabledException:
        pass
    else:
        raise AssertionError("it signed")


@gap(instead="infra/local/moto_server/kms.py", fault="it signed")
def raw_limit():
    """KMS refuses a RAW message above 4096 bytes."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    try:
        kms.sign(KeyId=key, Message=b"x" * 5000, SigningAlgorithm="ECDSA_SHA_256")
    except kms.exceptions.ClientError:
        pass
    else:
        raise AssertionError("it signed")


@gap(instead="our own idempotency item", fault="ConditionalCheckFailed")
def transaction_tokens():
    """A repeated transaction token is the same transaction."""
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(**TABLE)
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=[PUT], ClientRequestToken="one")


@gap(instead="shim: no instance tracking", fault="still tracked")
def tracking():
    """Nothing is kept of what is gone."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.purge_queue(QueueUrl=url)
    assert not Message.instances_tracked, "still tracked"


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
    address = s3.generate_presigned_url("get_object", {"Bucket": "bbb", "Key": "k"}, ExpiresIn=1)
    time.sleep(2.1)
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


@gap(instead="infra/local/applier", fault="DISABLED")
def cloudformation_ttl():
    """CloudFormation keeps a table's time to live."""
    stack(
        {
            "T": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {**TABLE, "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True}},
            }
        }
    )
    found = boto3.client("dynamodb").describe_time_to_live(TableName="t")["TimeToLiveDescription"]
    assert found["TimeToLiveStatus"] == "ENABLED", found


@gap(instead="infra/local/applier", fault="DISABLED")
def cloudformation_recovery():
    """CloudFormation keeps a table's recovery."""
    stack(
        {
            "T": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    **TABLE,
                    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                },
            }
        }
    )
    found = boto3.client("dynamodb").describe_continuous_backups(TableName="t")
    recovery = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED", recovery


@gap(instead="infra/local/applier", fault="None")
def cloudformation_versioning():
    """CloudFormation keeps a bucket's versioning."""
    stack(
        {
            "B": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"BucketName": "bbb", "VersioningConfiguration": {"Status": "Enabled"}},
            }
        }
    )
    status = boto3.client("s3").get_bucket_versioning(Bucket="bbb").get("Status")
    assert status == "Enabled", status


@gap(instead="infra/local/applier", fault="ObjectLockConfigurationNotFoundError")
def cloudformation_lock():
    """CloudFormation keeps a bucket's object lock."""
    stack({"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb", "ObjectLockEnabled": True}}})
    boto3.client("s3").get_object_lock_configuration(Bucket="bbb")


@gap(instead="infra/local/applier", fault="NoSuchBucketPolicy")
def cloudformation_bucket_policy():
    """CloudFormation makes bucket policies."""
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::bbb/*"}
    stack(
        {
            "B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb"}},
            "P": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {
                    "Bucket": {"Ref": "B"},
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [deny]},
                },
            },
        }
    )
    boto3.client("s3").get_bucket_policy(Bucket="bbb")


@gap(instead="infra/local/applier", fault="SYMMETRIC_DEFAULT")
def cloudformation_key_spec():
    """CloudFormation keeps a key's spec."""
    properties = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "KeyPolicy": "{}"}
    stack({"K": {"Type": "AWS::KMS::Key", "Properties": properties}})
    kms = boto3.client("kms")
    key = kms.describe_key(KeyId=kms.list_keys()["Keys"][0]["KeyId"])["KeyMetadata"]
    assert key["KeySpec"] == "ECC_NIST_P256", key["KeySpec"]


@gap(instead="infra/local/applier", fault="no pool")
def cloudformation_pools():
    """CloudFormation makes user pools."""
    stack({"P": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "staff"}}})
    assert boto3.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"], "no pool"


@gap(instead="infra/local/applier", fault="NotFoundException")
def cloudformation_mail():
    """CloudFormation makes mail identities."""
    stack({"I": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "a@b.example"}}})
    boto3.client("sesv2").get_email_identity(EmailIdentity="a@b.example")


@gap(instead="our own replay", fault="start_message_move_task")
def redrive():
    """Dead letters can be moved back."""
    sqs = boto3.client("sqs")
    sqs.create_queue(QueueName="dead")
    arn = "arn:aws:sqs:eu-west-2:123456789012:dead"
    sqs.create_queue(
        QueueName="live",
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})},
    )
    sqs.start_message_move_task(SourceArn=arn)


@gap(instead="infra/local/simulators/scanner", fault="Not yet implemented")
def malware_plan():
    """The plan of GuardDuty exists."""
    boto3.client("guardduty").create_malware_protection_plan(
        Role="arn:aws:iam::123456789012:role/r", ProtectedResource={"S3Bucket": {"BucketName": "bbb"}}
    )


@gap(instead="platform.identity refuses kid dummy outside local", fault="dummy")
def token_key():
    """Tokens are signed with a key that nobody knows."""
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="u")
    cognito.admin_set_user_password(UserPoolId=pool, Username="u", Password="Passw0rd!x", Permanent=True)
    tokens = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "u", "PASSWORD": "Passw0rd!x"},
    )["AuthenticationResult"]
    header = tokens["AccessToken"].split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
    assert kid != "dummy", kid


@gap(instead="infra/local/moto_server/gateway.py: one lock", fault="winners of 40")
def threads():
    """The server is exact with several threads."""
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    dynamodb = boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{server.get_host_and_port()[1]}")
    dynamodb.create_table(**TABLE)

    def race(_: int) -> int:
        won = 0
        for i in range(40):
            try:
                dynamodb.transact_write_items(TransactItems=[_put(str(i))])
                won += 1
            except dynamodb.exceptions.ClientError:
                continue
        return won

    try:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            won = sum(pool.map(race, range(8)))
    finally:
        server.stop()
        sys.setswitchinterval(switching)
    assert won == 40, f"{won} winners of 40"


def _put(key: str) -> dict[str, Any]:
    return {"Put": {**PUT["Put"], "Item": {"pk": {"S": key}}}}


def outcome(check: Callable[[], None]) -> str | None:
    """The error with which a behaviour shows moto's fault, or None."""
    try:
        if check is threads:
            check()
        else:
            with mock_aws():
                check()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the test compares it
        return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    os.environ.update(
        AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="x",
        AWS_DEFAULT_REGION="eu-west-2",
        AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
    )
    sys.stdout.write(json.dumps({name: outcome(gap.check) for name, gap in GAPS.items()}))
