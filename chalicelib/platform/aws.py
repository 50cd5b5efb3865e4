"""Clients of AWS, made once a process and only when used (importing boto3 costs a cold start 0.2 s)."""

import os
from functools import cache
from typing import TYPE_CHECKING, Literal, cast, overload

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_guardduty import GuardDutyClient
    from types_boto3_kms import KMSClient
    from types_boto3_s3 import S3Client
    from types_boto3_sesv2 import SESV2Client
    from types_boto3_sqs import SQSClient

    AnyClient = (
        CognitoIdentityProviderClient
        | DynamoDBClient
        | GuardDutyClient
        | KMSClient
        | S3Client
        | SESV2Client
        | SQSClient
    )


@overload
def client(service: Literal["dynamodb"]) -> "DynamoDBClient": ...
@overload
def client(service: Literal["s3"]) -> "S3Client": ...
@overload
def client(service: Literal["sqs"]) -> "SQSClient": ...
@overload
def client(service: Literal["kms"]) -> "KMSClient": ...
@overload
def client(service: Literal["sesv2"]) -> "SESV2Client": ...
@overload
def client(service: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
@overload
def client(service: Literal["guardduty"]) -> "GuardDutyClient": ...
def client(service: str) -> "AnyClient":
    """This process's client of a service: bounded time-outs, standard retries with jitter."""
    return _client(service)


@cache
def _client(service: str) -> "AnyClient":
    import boto3  # noqa: PLC0415 - see the module's sentence
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=2,
        read_timeout=15,
        retries={"mode": "standard", "max_attempts": 4},
        # The bucket's regional host, as UPLOAD_ORIGIN has it; moto is one host for all buckets.
        s3={"addressing_style": "path" if "AWS_ENDPOINT_URL" in os.environ else "virtual"},
        signature_version="s3v4" if service == "s3" else None,
        max_pool_connections=50,
    )
    return cast("AnyClient", boto3.client(service, config=config))  # type: ignore[call-overload]


def error_code(error: Exception) -> str:
    """The service's own code of a `ClientError`, such as `ConditionalCheckFailedException`."""
    response = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))
