"""What moto does at every request, though once or less is enough."""

from typing import Any
from unittest.mock import patch

import boto3
from moto import backends
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.table import Table

from tests.contract.moto_behaviour.declared import TABLE, gap

QUICKER = "infra/local/moto_server/quicker.py"


@gap(instead=QUICKER, fault="all items were sorted")
def queries_of_a_partition():
    """A query looks at its own partition."""
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(**TABLE)
    wanted = {"KeyConditionExpression": "pk = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}
    with patch.object(Table, "all_items", autospec=True, return_value=[]) as looked:
        dynamodb.query(TableName="t", **wanted)
    assert not looked.called, "all items were sorted"


@gap(instead=QUICKER, fault="nine types that it has not")
def types_of_an_attribute():
    """An attribute is written as what it is."""
    dynamodb = boto3.client("dynamodb")
    dynamodb.create_table(**TABLE)
    dynamodb.put_item(TableName="t", Item={"pk": {"S": "a"}})
    look, looked = BaseJSONSerializer.get_value, []

    def noted(self: BaseJSONSerializer, value: Any, key: str, shape: Any) -> Any:
        looked.append(key)
        return look(self, value, key, shape)

    with patch.object(BaseJSONSerializer, "get_value", noted):
        dynamodb.get_item(TableName="t", Key={"pk": {"S": "a"}})
    assert "NULL" not in looked, "nine types that it has not"


@gap(instead=QUICKER, fault="listed anew")
def lists_of_services():
    """The services are known without a look into moto's folder."""
    with patch("os.listdir", return_value=[]) as listed:
        tuple(backends.list_of_moto_modules())
    assert not listed.called, "listed anew"
