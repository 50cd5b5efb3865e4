"""The template and the code say the same: settings, calls and their permissions, retention, configuration."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cfnlint
import pytest

from chalicelib.platform.routing import QUEUES
from chalicelib.platform.settings import Settings
from infra.checks.reading import actions, functions, role_statements
from infra.package import ROOT
from infra.wheels import SERVICES

Template = dict[str, Any]

CALLS = {
    "get_item": "dynamodb:GetItem",
    "batch_get_item": "dynamodb:BatchGetItem",
    "put_item": "dynamodb:PutItem",
    "delete_item": "dynamodb:DeleteItem",
    "update_item": "dynamodb:UpdateItem",
    "transact_write_items": "dynamodb:PutItem",
    "query": "dynamodb:Query",
    "scan": "dynamodb:Scan",
    "head_object": "s3:GetObject",
    "get_object": "s3:GetObject",
    "put_object": "s3:PutObject",
    "delete_object": "s3:DeleteObject",
    "list_objects_v2": "s3:ListBucket",
    "generate_presigned_post": "s3:PutObject",
    "generate_presigned_url": "s3:GetObject",
    "send_message": "sqs:SendMessage",
    "receive_message": "sqs:ReceiveMessage",
    "delete_message": "sqs:DeleteMessage",
    "change_message_visibility": "sqs:ChangeMessageVisibility",
    "get_queue_attributes": "sqs:GetQueueAttributes",
    "sign": "kms:Sign",
    "get_public_key": "kms:GetPublicKey",
    "describe_key": "kms:DescribeKey",
    "send_email": "ses:SendEmail",
    "admin_user_global_sign_out": "cognito-idp:AdminUserGlobalSignOut",
    "send_object_malware_scan": "guardduty:SendObjectMalwareScan",
}
UNSIGNED = {
    "initiate_auth",
    "respond_to_auth_challenge",
    "associate_software_token",
    "verify_software_token",
    "global_sign_out",
    "revoke_token",
    "get_user",
    "change_password",
}
"""Calls of the user pool that carry the person's own token and need no permission."""


def _calls() -> Iterator[str]:
    """Every call on an AWS client under chalicelib/, by its method (which may be named as text)."""
    for path in (ROOT / "chalicelib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and str(node.value).startswith("admin_"):
                yield str(node.value)
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            holder = node.func.value
            if isinstance(holder, ast.Attribute) and holder.attr == "client":
                named = node.func.attr == "get_paginator" and isinstance(node.args[0], ast.Constant)
                yield str(node.args[0].value) if named else node.func.attr  # type: ignore[attr-defined]


def test_every_call_of_aws_is_permitted_to_somebody(prod: Template) -> None:
    granted = {action for _, statement in role_statements(prod) for action in actions(statement)}
    calls = set(_calls()) - UNSIGNED
    assert len(calls) > 10
    assert {call for call in calls if CALLS.get(call) not in granted} == set()


def test_every_action_exists_and_names_a_resource_if_it_can(prod: Template) -> None:
    known = json.loads((Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())
    for role, statement in role_statements(prod):
        for action in actions(statement):
            service, _, name = action.partition(":")
            takes_resources = "Resources" in known[service]["Actions"][name.lower()]
            assert takes_resources == (statement["Resource"] != "*"), (role, action)


def test_every_setting_is_in_every_functions_environment(prod: Template) -> None:
    wanted = {name.upper() for name in Settings.__dataclass_fields__}
    for name, function in functions(prod).items():
        assert wanted <= set(function["Environment"]["Variables"]), name


def test_every_queue_of_the_routing_table_exists(prod: Template) -> None:
    for queue in QUEUES:
        assert f"{queue.capitalize()}Queue" in prod["Resources"]
        assert f"{queue.capitalize()}Dlq" in prod["Resources"]


def test_every_client_that_the_platform_makes_ships() -> None:
    made = set(re.findall(r'Literal\["([\w-]+)"\]', (ROOT / "chalicelib/platform/aws.py").read_text()))
    assert made
    assert made <= SERVICES


def test_the_stream_lets_outbox_items_through(prod: Template) -> None:
    events = functions(prod)["OnOutbox"]["Events"]["OnOutboxDynamodbEventSource"]["Properties"]
    pattern = json.loads(events["FilterCriteria"]["Filters"][0]["Pattern"])
    assert pattern == {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "outbox#"}]}}}}
    assert 'f"outbox#{' in (ROOT / "chalicelib/platform/unit_of_work.py").read_text()


@pytest.mark.parametrize(
    ("bucket", "name"),
    [
        ("quarantine", "QuarantineBucket"),
        ("clean", "CleanBucket"),
        ("certificates", "CertificatesBucket"),
        ("reports", "ReportsBucket"),
        ("copies", "CopiesBucket"),
    ],
)
def test_buckets_forget_as_the_retention_schedule_says(prod: Template, bucket: str, name: str) -> None:
    schedule = json.loads((ROOT / "infra/retention.json").read_text())
    days = {period["bucket"]: period["days"] for period in schedule["objects"]}[bucket]
    properties = prod["Resources"][name]["Properties"]
    assert properties["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == days
    lock = properties.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    assert lock.get("Days", 0) <= days


def test_audit_segments_are_locked_as_long_as_the_schedule_says(prod: Template) -> None:
    schedule = json.loads((ROOT / "infra/retention.json").read_text())
    rule = prod["Resources"]["AuditBucket"]["Properties"]["ObjectLockConfiguration"]["Rule"]
    assert rule["DefaultRetention"] == {"Mode": "COMPLIANCE", "Days": schedule["audit_segment_days"]}


def test_chalice_has_the_three_stages_and_a_policy_file_for_each_function(prod: Template) -> None:
    stages = json.loads((ROOT / ".chalice/config.json").read_text())["stages"]
    names = {"api_handler" if n == "APIHandler" else _snake(n) for n in functions(prod)}
    assert set(stages) == {"local", "test", "prod"}
    for stage in stages.values():
        assert stage["autogen_policy"] is False
        assert set(stage["lambda_functions"]) == names
        for name, settings in stage["lambda_functions"].items():
            assert settings == {"autogen_policy": False, "iam_policy_file": f"policy-{name}.json"}


def test_policy_files_let_a_function_write_its_own_log_and_no_more() -> None:
    for path in (ROOT / ".chalice").glob("policy-*.json"):
        (statement,) = json.loads(path.read_text())["Statement"]
        assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
        group = path.stem.removeprefix("policy-").replace("_", "-")
        assert statement["Resource"] == [f"arn:aws:logs:*:*:log-group:/probity/*/{group}:*"]


def test_bytes_leave_the_gateway_as_bytes_for_every_client(prod: Template) -> None:
    """The log's tiles go to clients that accept anything; without this the gateway hands out base64."""
    assert prod["Resources"]["RestAPI"]["Properties"]["BinaryMediaTypes"] == ["*~1*"]


def test_runbooks_are_all_used(prod: Template) -> None:
    text = json.dumps(prod)
    written = {path.name for path in (ROOT / "docs/operations").glob("*.md")} - {"deploy.md"}
    assert {name for name in written if f"docs/operations/{name}" not in text} == set()


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
