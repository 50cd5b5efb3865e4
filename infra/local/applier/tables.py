"""DynamoDB tables, with the time to live and recovery that moto's CloudFormation drops."""

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes


@makes("AWS::DynamoDB::Table")
def table(place: Place, name: str, p: Properties) -> Made:
    """A table with its indexes, stream, encryption, time to live and point-in-time recovery."""
    dynamodb = place.client("dynamodb")
    table_name = p.take("TableName", f"probity-local-{name}")
    wanted = p.given(
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "GlobalSecondaryIndexes",
        "LocalSecondaryIndexes",
        "DeletionProtectionEnabled",
        "Tags",
        "TableClass",
    )
    if p.has("StreamSpecification"):
        view = p.part("StreamSpecification").take("StreamViewType")
        wanted["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": view}
    if p.has("SSESpecification"):
        sse = p.part("SSESpecification")
        wanted["SSESpecification"] = {
            "Enabled": sse.flag("SSEEnabled"),
            **sse.given("SSEType", "KMSMasterKeyId"),
        }
    made = dynamodb.create_table(TableName=table_name, **wanted)["TableDescription"]
    if p.has("TimeToLiveSpecification"):
        dynamodb.update_time_to_live(
            TableName=table_name, TimeToLiveSpecification=p.take("TimeToLiveSpecification")
        )
    if p.has("PointInTimeRecoverySpecification"):
        dynamodb.update_continuous_backups(
            TableName=table_name, PointInTimeRecoverySpecification=p.take("PointInTimeRecoverySpecification")
        )
    stream = {"StreamArn": made["LatestStreamArn"]} if "LatestStreamArn" in made else {}
    return Made(table_name, {"Arn": made["TableArn"], **stream})
