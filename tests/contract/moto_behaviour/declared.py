"""How a gap is declared, and what several of them begin with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3


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


def gap(instead: str, fault: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a behaviour that moto lacks."""

    def declare(check: Callable[[], None]) -> Callable[[], None]:
        GAPS[check.__name__] = Gap(check, instead, fault)
        return check

    return declare


def bucket(**settings: Any) -> Any:
    """S3 with a bucket `bbb`."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="bbb", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}, **settings)
    return s3
