"""What must hold of the template holds, and each check notices when it does not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra import checks
from infra.checks import access, artefact, functions, stores, watching
from infra.join import joined

Template = dict[str, Any]
Check = Callable[[Template], list[str]]


def _properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def _set(name: str, *path: str | int, value: object = None) -> Callable[[Template], None]:
    """A change of one property of a resource; None takes it away."""

    def spoil(template: Template) -> None:
        place: Any = _properties(template, name)
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return spoil


def _grant(role: str, action: str, resource: object) -> Callable[[Template], None]:
    """One more inline policy for a role."""

    def spoil(template: Template) -> None:
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        policy = {"PolicyName": "more", "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
        _properties(template, role).setdefault("Policies", []).append(policy)

    return spoil


def _drop(name: str) -> Callable[[Template], None]:
    return lambda template: template["Resources"].pop(name)


def _deny_nobody(template: Template) -> None:
    statements = _properties(template, "QuarantineBucketPolicy")["PolicyDocument"]["Statement"]
    del statements[1]["Condition"]["ArnNotEquals"]["aws:PrincipalArn"][1:]


def _another_signing_key(template: Template) -> None:
    template["Resources"]["NewKey"] = template["Resources"]["QrKey"]


def _deletable(template: Template) -> None:
    template["Resources"]["SealKey"]["DeletionPolicy"] = "Delete"


SQS = ("Events", "OnMailSqsEventSource", "Properties")
STREAM = ("Events", "OnOutboxDynamodbEventSource", "Properties")
BUCKET_KEY = ("BucketEncryption", "ServerSideEncryptionConfiguration", 0, "ServerSideEncryptionByDefault")

SPOILED: list[tuple[Check, Callable[[Template], None], str]] = [
    (functions.handlers_are_in_app, _set("OnMail", "Handler", value="chalicelib.mail.go"), "OnMail"),
    (functions.queue_events_report_failures, _set("OnMail", *SQS, "FunctionResponseTypes"), "OnMail"),
    (functions.queue_events_report_failures, _set("OnOutbox", *STREAM, "FunctionResponseTypes"), "OnOutbox"),
    (functions.queues_wait_long_enough, _set("MailQueue", "VisibilityTimeout", value=180), "MailQueue"),
    (functions.queues_wait_long_enough, _set("MailQueue", "VisibilityTimeout"), "MailQueue"),
    (functions.queues_wait_long_enough, _set("OnMail", *SQS, "Queue", value="arn:other"), "OnMail"),
    (functions.queues_have_dead_letters, _set("MailQueue", "RedrivePolicy"), "OnMail"),
    (functions.queues_have_dead_letters, _set("OnOutbox", *STREAM, "DestinationConfig"), "OnOutbox"),
    (functions.queues_are_encrypted, _set("MailDlq", "SqsManagedSseEnabled", value=False), "MailDlq"),
    (functions.issuer_is_alone, _set("OnIssue", "ReservedConcurrentExecutions", value=2), "OnIssue"),
    (functions.layers_are_attached_where_used, _set("OnIssue", "Layers"), "OnIssue"),
    (functions.functions_log_to_their_group, _set("OnMailLog", "RetentionInDays"), "OnMailLog"),
    (
        functions.functions_log_to_their_group,
        _set("OnMail", "LoggingConfig", value={"LogGroup": {"Ref": "OnIssueLog"}}),
        "OnMail",
    ),
    (
        access.functions_have_their_own_role,
        _set("OnMail", "Role", value={"Fn::GetAtt": ["OnIssueRole", "Arn"]}),
        "OnMail",
    ),
    (access.functions_have_their_own_role, _drop("OnMailPolicy"), "OnMail"),
    (access.no_action_has_a_wildcard, _grant("OnMailRole", "s3:Get*", {"Ref": "PublicBucket"}), "OnMailRole"),
    (access.no_role_reaches_everything, _grant("OnMailRole", "s3:GetObject", "*"), "OnMailRole"),
    (
        access.keys_sign_for_one_function,
        _grant("OnSweepRole", "kms:Sign", {"Fn::GetAtt": ["SealKey", "Arn"]}),
        "SealKey",
    ),
    (access.keys_sign_for_one_function, _drop("OnIssuePolicy"), "SealKey"),
    (
        access.keys_sign_for_one_function,
        _set("AuditKey", "KeyPolicy", "Statement", 1, "Principal", value={"AWS": "*"}),
        "AuditKey",
    ),
    (access.keys_sign_for_one_function, _another_signing_key, "NewKey"),
    (
        access.quarantine_is_read_by_the_intake,
        _grant("ApiHandlerRole", "s3:GetObject", {"Fn::Sub": "${QuarantineBucket.Arn}/*"}),
        "ApiHandlerRole",
    ),
    (
        access.names_go_with_their_records,
        _grant("OnChecksRole", "dynamodb:DeleteItem", {"Fn::GetAtt": ["NamesTable", "Arn"]}),
        "OnChecksRole",
    ),
    (access.quarantine_is_read_by_the_intake, _deny_nobody, "QuarantineBucket"),
    (access.functions_may_take_what_feeds_them, _drop("OnChecksPolicy"), "OnChecks"),
    (stores.tables_can_be_recovered, _set("MainTable", "PointInTimeRecoverySpecification"), "MainTable"),
    (stores.tables_can_be_recovered, _set("NamesTable", "PointInTimeRecoverySpecification"), "NamesTable"),
    (stores.tables_can_be_recovered, _set("NamesTable", "SSESpecification"), "NamesTable"),
    (stores.tables_can_be_recovered, _set("SessionsTable", "TimeToLiveSpecification"), "SessionsTable"),
    (
        stores.tables_can_be_recovered,
        _set("MainTable", "DeletionProtectionEnabled", value=False),
        "MainTable",
    ),
    (stores.tables_can_be_recovered, _set("MainTable", "SSESpecification"), "MainTable"),
    (
        stores.buckets_are_closed,
        _set("CleanBucket", "PublicAccessBlockConfiguration", "BlockPublicAcls", value=False),
        "CleanBucket",
    ),
    (stores.buckets_are_closed, _set("CleanBucket", *BUCKET_KEY, "KMSMasterKeyID"), "CleanBucket"),
    (
        stores.buckets_are_closed,
        _set("CleanBucket", "VersioningConfiguration", "Status", value="Suspended"),
        "CleanBucket",
    ),
    (stores.buckets_are_closed, _drop("PublicBucketPolicy"), "PublicBucket"),
    (stores.buckets_hold_their_locks, _set("AuditBucket", "ObjectLockConfiguration"), "AuditBucket"),
    (stores.keys_turn, _set("PersonalDataKey", "EnableKeyRotation"), "PersonalDataKey"),
    (stores.keys_turn, _set("SealKey", "PendingWindowInDays", value=7), "SealKey"),
    (stores.stores_outlive_the_stack, _deletable, "SealKey"),
    (stores.staff_sign_in_twice, _set("StaffPool", "MfaConfiguration", value="OPTIONAL"), "StaffPool"),
    (stores.staff_sign_in_twice, _set("StaffPool", "DeletionProtection"), "StaffPool"),
    (stores.staff_sign_in_twice, _set("StaffPool", "AdminCreateUserConfig"), "StaffPool"),
    (watching.queues_are_watched, _drop("MailDlqAlarm"), "MailDlq"),
    (watching.queues_are_watched, _set("MailDlqAlarm", "Threshold", value=5), "MailDlq"),
    (watching.queues_are_watched, _drop("MailAgeAlarm"), "MailQueue"),
    (watching.sweeps_are_watched, _drop("OutboxLagAlarm"), "OutboxOldestSeconds"),
    (
        watching.sweeps_are_watched,
        _set("IssuedNotPublishedAlarm", "TreatMissingData", value="missing"),
        "IssuedNotPublished",
    ),
    (
        watching.alarms_have_runbooks,
        _set("MailDlqAlarm", "AlarmDescription", value="See docs/operations/none.md"),
        "MailDlqAlarm",
    ),
    (watching.alarms_have_runbooks, _set("MailDlqAlarm", "AlarmActions"), "MailDlqAlarm"),
    (watching.gateway_answers_safely, _set("RestAPI", "GatewayResponses", "DEFAULT_5XX"), "DEFAULT_5XX"),
    (watching.gateway_answers_safely, _set("RestAPI", "AccessLogSetting"), "RestAPI"),
    (watching.gateway_answers_safely, _set("RestAPI", "DisableExecuteApiEndpoint"), "RestAPI"),
    (
        watching.gateway_answers_safely,
        _set("RestAPI", "MethodSettings", 0, "DataTraceEnabled", value=True),
        "RestAPI",
    ),
]


@pytest.mark.parametrize("stage", ["local", "test", "prod"])
def test_nothing_is_wrong(stage: str) -> None:
    assert checks.problems(joined(stage)) == []


@pytest.mark.parametrize(
    ("check", "spoil", "named"), SPOILED, ids=[f"{c.__name__}-{n}-{i}" for i, (c, _, n) in enumerate(SPOILED)]
)
def test_a_check_notices(prod: Template, check: Check, spoil: Callable[[Template], None], named: str) -> None:
    assert check(prod) == []
    spoil(prod)
    assert any(named in problem for problem in check(prod))


def test_every_check_can_fail() -> None:
    assert {check for check, _, _ in SPOILED} == set(checks.CHECKS)


def test_cfn_lint_is_clean_and_can_complain(prod: Template, tmp_path: Path) -> None:
    for resource in prod["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"] |= {"CodeUri": "s3://bucket/key", "Runtime": "python3.11"}
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = "s3://bucket/key"
    swagger = {"swagger": "2.0", "info": {"title": "x", "version": "1"}, "paths": {}}
    prod["Resources"]["RestAPI"]["Properties"] |= {"StageName": "prod", "DefinitionBody": swagger}
    path = tmp_path / "template.json"
    path.write_text(json.dumps(prod))
    assert artefact.lint(path) == []
    prod["Resources"]["MainTable"]["Properties"]["BillingMode"] = "FREE"
    path.write_text(json.dumps(prod))
    assert any("BillingMode" in line or "FREE" in line for line in artefact.lint(path))
