"""Our moto server: exact under concurrency, with the keys, waits, expiry and bucket policies of AWS."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from moto.iam.access_control import PermissionResult

from infra.local.moto_server.bucket_policy import Caller, UnknownConditionError, evaluate

ED25519 = {"SigningAlgorithm": "ED25519_SHA_512"}
P256 = {"SigningAlgorithm": "ECDSA_SHA_256"}


def code(error):
    return error.value.response["Error"]["Code"]


class TestKeys:
    @pytest.fixture
    def kms(self, moto_place):
        return moto_place.client("kms")

    @pytest.fixture
    def key(self, kms):
        return kms.create_key(KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")["KeyMetadata"]

    def test_ed25519_signatures_verify_outside(self, kms, key):
        signature = kms.sign(KeyId=key["KeyId"], Message=b"a checkpoint", MessageType="RAW", **ED25519)
        public = load_der_public_key(kms.get_public_key(KeyId=key["Arn"])["PublicKey"])
        public.verify(signature["Signature"], b"a checkpoint")
        with pytest.raises(InvalidSignature):
            public.verify(signature["Signature"], b"another checkpoint")

    def test_ml_dsa_signatures_verify_outside(self, kms):
        key = kms.create_key(KeySpec="ML_DSA_44", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
        assert key["KeySpec"] == "ML_DSA_44"
        said = {"MessageType": "RAW", "SigningAlgorithm": "ML_DSA_SHAKE_256"}
        signature = kms.sign(KeyId=key["KeyId"], Message=b"x" * 4096, **said)["Signature"]
        assert len(signature) == 2420
        answer = kms.get_public_key(KeyId=key["Arn"])
        assert answer["SigningAlgorithms"] == ["ML_DSA_SHAKE_256"]
        load_der_public_key(answer["PublicKey"]).verify(signature, b"x" * 4096)
        assert kms.verify(KeyId=key["KeyId"], Message=b"x" * 4096, Signature=signature, **said)[
            "SignatureValid"
        ]
        with pytest.raises(kms.exceptions.InvalidKeyUsageException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **P256)
        with pytest.raises(kms.exceptions.ClientError, match="4096"):
            kms.sign(KeyId=key["KeyId"], Message=b"x" * 4097, **said)

    def test_the_key_says_what_it_is(self, kms, key):
        described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        assert described["KeySpec"] == "ECC_NIST_EDWARDS25519"
        assert described["SigningAlgorithms"] == ["ED25519_SHA_512"]
        assert described["KeyState"] == "Enabled"

    def test_an_alias_names_it(self, kms, key):
        kms.create_alias(AliasName="alias/log-under-test", TargetKeyId=key["KeyId"])
        signature = kms.sign(KeyId="alias/log-under-test", Message=b"x", **ED25519)["Signature"]
        assert kms.verify(KeyId=key["KeyId"], Message=b"x", Signature=signature, **ED25519)["SignatureValid"]
        with pytest.raises(kms.exceptions.KMSInvalidSignatureException):
            kms.verify(KeyId=key["KeyId"], Message=b"y", Signature=signature, **ED25519)

    def test_another_algorithm_is_refused(self, kms, key):
        with pytest.raises(kms.exceptions.InvalidKeyUsageException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **P256)

    @pytest.mark.parametrize("spec", ["ECC_NIST_EDWARDS25519", "ECC_NIST_P256"])
    def test_a_disabled_key_does_not_sign(self, kms, spec):
        key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        kms.disable_key(KeyId=key)
        with pytest.raises(kms.exceptions.DisabledException):
            kms.sign(KeyId=key, Message=b"x", **(P256 if "P256" in spec else ED25519))

    def test_a_key_that_waits_for_deletion_does_not_sign(self, kms, key):
        kms.schedule_key_deletion(KeyId=key["KeyId"])
        with pytest.raises(kms.exceptions.KMSInvalidStateException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **ED25519)

    def test_an_unknown_key_is_not_found(self, kms):
        with pytest.raises(kms.exceptions.NotFoundException):
            kms.sign(KeyId="00000000-0000-0000-0000-000000000000", Message=b"x", **ED25519)

    @pytest.mark.parametrize(
        "extra", [{"Message": b"x" * 4097}, {"Message": b"x" * 31, "MessageType": "DIGEST"}]
    )
    def test_what_aws_would_answer_otherwise_is_refused(self, kms, extra):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        with pytest.raises(ClientError) as error:
            kms.sign(KeyId=key, **extra, **P256)
        assert code(error) == "ValidationException"

    def test_p256_raw_signatures_verify_outside(self, kms):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        signature = kms.sign(KeyId=key, Message=b"attributes", MessageType="RAW", **P256)["Signature"]
        public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        public.verify(signature, b"attributes", ec.ECDSA(hashes.SHA256()))

    def test_a_digest_is_signed_as_it_is(self, kms):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        digest = sha256(b"a long list").digest()
        signature = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", **P256)["Signature"]
        public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        public.verify(signature, b"a long list", ec.ECDSA(hashes.SHA256()))


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
            begun = time.perf_counter()
            for i in range(10):
                dynamodb.transact_write_items(TransactItems=[put(f"{prefix}-{i}-", j) for j in range(4)])
            return time.perf_counter() - begun

        empty = seconds("empty")
        for i in range(20):
            dynamodb.transact_write_items(TransactItems=[put(f"fill-{i}-", j) for j in range(100)])
        assert seconds("full") < 4 * empty + 0.5


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
        assert time.monotonic() - begun < 2

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
        begun = time.monotonic()
        answer = streams.get_records(ShardIterator=at["ShardIterator"])
        assert answer["Records"] == []
        assert answer["NextShardIterator"] == at["ShardIterator"]
        assert time.monotonic() - begun < 1


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

    def test_a_presigned_download_ends_in_time(self, s3, bucket):
        s3.put_object(Bucket=bucket, Key="k", Body=b"text")
        address = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"}, ExpiresIn=1)
        assert httpx.get(address).content == b"text"
        time.sleep(2.1)
        assert httpx.get(address).status_code == 403

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
