"""The issuer on DynamoDB, S3 and KMS as our moto server has them: conditional puts and keys behave as it needs."""

import threading

import pytest

from chalicelib.certificates import qr
from chalicelib.certificates.models import Step
from chalicelib.kernel.changes import ConcurrentChange
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.objects import ObjectExists, S3Objects
from chalicelib.platform.signer import KmsSigner
from tests.fakes.issuing import Workshop, ordered
from tests.fakes.log import published_leaves


@pytest.fixture(scope="module")
def aws(moto_place, tmp_path_factory) -> Workshop:
    kms = moto_place.client("kms")
    specs = dict.fromkeys(("seal", "qr", "status"), "ECC_NIST_P256")
    specs |= {"log": "ECC_NIST_EDWARDS25519", "pq": "ML_DSA_44"}
    key_ids = {
        use: kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=spec)["KeyMetadata"]["KeyId"]
        for use, spec in specs.items()
    }
    return Workshop(
        tmp_path_factory.mktemp("aws"),
        items=_table(moto_place.client("dynamodb"), "certificates-contract"),
        public=_bucket(moto_place.client("s3"), "certificates-contract-public"),
        files=_bucket(moto_place.client("s3"), "certificates-contract-files"),
        signer=KmsSigner(kms),
        kms=kms,
        key_ids=key_ids,
        post_quantum=True,
    )


def _table(client, name: str) -> DynamoItems:
    names = ("pk", "sk", "gsi1pk", "gsi1sk")
    keys = [{"AttributeName": n, "KeyType": t} for n, t in zip(names, ("HASH", "RANGE") * 2, strict=True)]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in names],
        KeySchema=keys[:2],
        GlobalSecondaryIndexes=[
            {"IndexName": "gsi1", "KeySchema": keys[2:], "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    return DynamoItems(client, name)


def _bucket(client, name: str) -> S3Objects:
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return S3Objects(client, name)


def test_one_order_becomes_one_certificate_that_its_keys_verify(aws):
    certificate = aws.service.issue(aws.order(ordered(matters=2)))
    assert certificate.step is Step.PUBLISHED
    code = qr.disassemble(bytes.fromhex(certificate.code))
    assert qr.verifies(code, aws.signer.public_key(aws.key_ids["qr"]))
    assert aws.service.register.find_number(certificate.content.number).state == certificate
    with pytest.raises(ObjectExists):
        aws.files.put_once(certificate.stored.key, b"another", "application/pdf")


def test_many_writers_lose_no_leaf(aws):
    leaves = [bytes([i]) * 32 for i in range(1, 13)]
    entries = {}

    def append(leaf: bytes) -> None:
        log = aws.make_service().tools.log
        for _ in range(20):
            try:
                entries[leaf] = log.append(leaf)
            except Unavailable:
                continue
            return

    threads = [threading.Thread(target=append, args=(leaf,)) for leaf in leaves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = published_leaves(aws.public)
    assert len(stored) == len(set(stored))
    assert set(entries) == set(leaves)
    for leaf, entry in entries.items():
        assert stored[entry.index] == leaf


def test_a_batch_over_several_tiles_and_a_half_written_tile(aws):
    before = published_leaves(aws.public)
    size = len(before)
    aws.public.put("log/tile/0/000", b"half" * 1000, "application/octet-stream")
    batch = [number.to_bytes(32, "big") for number in range(600)]
    entries = aws.service.tools.log.append_all(batch, since=size)
    assert [entry.index for entry in entries] == list(range(size, size + 600))
    assert published_leaves(aws.public) == [*before, *batch]
    again = aws.make_service().tools.log.append_all(batch[:2], since=size)
    assert [entry.index for entry in again] == [size, size + 1]


def test_four_issuers_with_one_order_make_one_certificate(aws):
    order_id = aws.order()

    def deliver() -> None:
        service = aws.make_service()
        for _ in range(50):
            try:
                service.issue(order_id)
            except (ConcurrentChange, Unavailable):
                continue
            return

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    certificate = aws.service.register.get(order_id).state
    assert certificate.step is Step.PUBLISHED
    versions = aws.files.client.list_object_versions(Bucket=aws.files.bucket, Prefix=certificate.stored.key)
    assert len(versions["Versions"]) == 1
    leaf = qr.leaf(qr.disassemble(bytes.fromhex(certificate.code)).claims)
    assert published_leaves(aws.public).count(leaf) == 1
