"""Quarantine can be read by the intake function and the scanner alone, with IAM and the bucket's policy enforced.

The whole template is applied to a moto of its own; every function's role then tries with its own credentials.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.join import joined
from infra.local.applier.apply import Applied, apply
from infra.local.applier.registry import Place
from tests.stackrun import running_moto

READERS = {"OnIntakeRole", "MalwareScanRole"}
ROLES = sorted(
    name for name, resource in joined("test")["Resources"].items() if resource["Type"] == "AWS::IAM::Role"
)
KEY = "q/someones-passport-1"
DENIED = {"AccessDenied", "403", "Forbidden"}
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@dataclass
class Enforced:
    """The applied template, with IAM in force and one file in quarantine."""

    place: Place
    applied: Applied
    version: str
    administrator: dict[str, str]
    roles: dict[str, dict[str, str]]

    @property
    def bucket(self) -> str:
        return self.applied.ids["QuarantineBucket"]

    def as_role(self, name: str) -> Any:
        """An S3 client with the credentials of a role of the template."""
        return self._client(self.roles[name])

    def as_administrator(self) -> Any:
        return self._client(self.administrator)

    def _client(self, credentials: dict[str, str]) -> Any:
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        return boto3.client(
            "s3", endpoint_url=self.place.endpoint, region_name="eu-west-2", config=config, **credentials
        )


@pytest.fixture(scope="module")
def enforced() -> Iterator[Enforced]:
    with running_moto() as place:
        applied = apply(joined("test"), place, {"LogPolicy": "quorum none"})
        iam, s3 = place.client("iam"), place.client("s3")
        iam.create_user(UserName="administrator")
        iam.put_user_policy(UserName="administrator", PolicyName="all", PolicyDocument=json.dumps(ALL))
        key = iam.create_access_key(UserName="administrator")["AccessKey"]
        stored = s3.put_object(Bucket=applied.ids["QuarantineBucket"], Key=KEY, Body=b"a passport")
        roles = {name: _assumed(place, applied.attributes[name]["Arn"]) for name in ROLES}
        _enforce_from_now(place)
        yield Enforced(
            place,
            applied,
            stored["VersionId"],
            {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]},
            roles,
        )


def _assumed(place: Place, arn: str) -> dict[str, str]:
    given = place.client("sts").assume_role(RoleArn=arn, RoleSessionName="function")["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def _enforce_from_now(place: Place) -> None:
    """What `moto.core.set_initial_no_auth_action_count(0)` does, for a server."""
    plain = {"Content-Type": "text/plain"}
    switch = Request(f"{place.endpoint}/moto-api/reset-auth", b"0", plain)  # noqa: S310 - our own server
    urlopen(switch).close()  # noqa: S310 - as above


def _may(call: Any, **arguments: Any) -> bool:
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return False
        raise
    return True


def _reads(enforced: Enforced, s3: Any) -> dict[str, bool]:
    where = {"Bucket": enforced.bucket, "Key": KEY}
    version = where | {"VersionId": enforced.version}
    return {
        "get": _may(s3.get_object, **where),
        "get version": _may(s3.get_object, **version),
        "head": _may(s3.head_object, **where),
        "head version": _may(s3.head_object, **version),
    }


def test_the_template_names_every_role_that_is_tried_here() -> None:
    assert len(ROLES) > 10
    assert set(ROLES) >= READERS


@pytest.mark.parametrize("role", ROLES)
def test_only_the_intake_and_the_scanner_read_quarantine(enforced: Enforced, role) -> None:
    assert set(_reads(enforced, enforced.as_role(role)).values()) == {role in READERS}


def test_not_even_an_administrator_reads_it(enforced: Enforced) -> None:
    s3 = enforced.as_administrator()
    assert set(_reads(enforced, s3).values()) == {False}
    assert _may(s3.list_objects_v2, Bucket=enforced.bucket)


def test_nobody_copies_a_file_out_of_it(enforced: Enforced) -> None:
    source = {"Bucket": enforced.bucket, "Key": KEY}
    target = enforced.applied.ids["CleanBucket"]
    for s3 in (enforced.as_administrator(), enforced.as_role("ApiHandlerRole")):
        assert not _may(s3.copy_object, Bucket=target, Key="copied", CopySource=source)


def test_a_link_signed_by_another_function_does_not_open_it(enforced: Enforced) -> None:
    link = enforced.as_role("ApiHandlerRole").generate_presigned_url(
        "get_object", Params={"Bucket": enforced.bucket, "Key": KEY}
    )
    with pytest.raises(OSError, match="403"):
        urlopen(link)  # noqa: S310 - our own server
