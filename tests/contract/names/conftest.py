"""Every names index under one contract: the mapped files, and the table in memory and as moto emulates it."""

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from chalicelib.platform.items import DynamoItems, Items
from chalicelib.records.names.embedded import index as embedded
from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.hosted import HostedIndex
from chalicelib.records.names.subjects import read_subject
from tests.contract.names.asked import RECORDS, Subject
from tests.fakes.items import MemoryItems


def _table(client) -> None:
    client.create_table(
        TableName="names",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )


def _hosted(items: Items) -> HostedIndex:
    index = HostedIndex(items)
    index.load(read_subject(record) for record in RECORDS)
    return index


@pytest.fixture(scope="module", params=["embedded", "memory", "dynamodb"])
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    if request.param == "embedded":
        folder = tmp_path_factory.mktemp("names")
        build((json.dumps(record).encode() for record in RECORDS), folder, model="test", processes=1)
        yield Subject(embedded.EmbeddedIndex(folder), "embedded")
    elif request.param == "memory":
        yield Subject(_hosted(MemoryItems()), "memory")
    else:
        with pytest.MonkeyPatch.context() as patch, mock_aws():
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            patch.delenv("AWS_ENDPOINT_URL", raising=False)
            client = boto3.client("dynamodb", region_name="eu-west-2")
            _table(client)
            yield Subject(_hosted(DynamoItems(client, "names")), "dynamodb")
