"""Checks of who may do what: a role and a policy each, no wildcard, the key table, quarantine."""

from infra.checks.reading import (
    Found,
    Resource,
    Template,
    actions,
    concerned,
    functions,
    listed,
    of_type,
    role_of,
    role_statements,
    statements,
    target,
)

SIGNERS = {
    **dict.fromkeys(("SealKey", "QrKey", "LogKey", "StatusKey", "PqKey"), "OnIssue"),
    "AuditKey": "OnAuditSegment",
    "ReportKey": "OnReports",
    "CopyKey": "OnCopies",
}
"""The design's table: the one function that may sign with each key."""
QUARANTINE = "QuarantineBucket"
READERS = {"OnIntakeRole", "MalwareScanRole"}
"""Who may read what has not been checked yet: the intake, and GuardDuty when it scans."""
NAMES = "NamesTable"
KEEPERS = {"ApiHandlerRole", "OnRetentionRole"}
"""Who may take an entry out of the names index: whoever enters and merges records, and whoever erases them."""
SIGNING = "kms:Sign"
WITHOUT_RESOURCE = {"dynamodb:ListStreams", "guardduty:SendObjectMalwareScan"}
"""Actions that AWS grants on everything or not at all."""


def functions_have_their_own_role(template: Template) -> Found:
    """No function can do what another one may."""
    roles = [role_of(function) for function in functions(template).values()]
    allowed = {role for role, _ in role_statements(template)}
    found = []
    for name, role in zip(functions(template), roles, strict=True):
        if roles.count(role) != 1 or role not in of_type(template, "AWS::IAM::Role"):
            found.append(f"{name}: has no role of its own")
        elif role not in allowed:
            found.append(f"{name}: its role has no policy")
    return found


def no_action_has_a_wildcard(template: Template) -> Found:
    """Every permission is named. (A Deny may be as wide as it likes.)"""
    granted = [*role_statements(template), *_key_statements(template), *_queue_statements(template)]
    found = []
    for name, statement in granted:
        if statement["Effect"] != "Allow":
            continue
        if "NotAction" in statement or any("*" in action for action in actions(statement)):
            found.append(f"{name}: allows {', '.join(actions(statement))}")
    return found


def no_role_reaches_everything(template: Template) -> Found:
    """Every permission names what it is for."""
    return [
        f"{role}: {', '.join(actions(statement))} on every resource"
        for role, statement in role_statements(template)
        if "*" in listed(statement.get("Resource", "*")) and not set(actions(statement)) <= WITHOUT_RESOURCE
    ]


def keys_sign_for_one_function(template: Template) -> Found:
    """The table key -> function holds, in the functions' policies and in the keys' own."""
    roles = {key: role_of(functions(template).get(name, {})) for key, name in SIGNERS.items()}
    expected = set(roles.items())
    by_role = {
        (key, role)
        for role, statement in role_statements(template)
        if SIGNING in actions(statement) and statement["Effect"] == "Allow"
        for key in concerned(statement)
    }
    by_key = {
        (key, target(principal))
        for key, statement in _key_statements(template)
        if SIGNING in actions(statement) and statement["Effect"] == "Allow"
        for principal in listed(statement["Principal"].get("AWS"))
    }
    found = [f"{key}: signs for {role or 'anybody'} by a role's policy" for key, role in by_role - expected]
    found += [f"{key}: signs for {role or 'anybody'} by its own policy" for key, role in by_key - expected]
    found += [f"{key}: {role} cannot sign with it" for key, role in expected - (by_role & by_key)]
    return found + _unlisted_signing_keys(template)


def _unlisted_signing_keys(template: Template) -> Found:
    signing = {
        name
        for name, key in of_type(template, "AWS::KMS::Key").items()
        if key.get("KeyUsage") == "SIGN_VERIFY"
    }
    return [f"{name}: a signing key that the table does not name" for name in signing - set(SIGNERS)]


def quarantine_is_read_by_the_intake(template: Template) -> Found:
    """Nobody but the intake and the scanner reads what was uploaded: by grant, and by the bucket's own Deny."""
    readers = {
        role
        for role, statement in role_statements(template)
        if statement["Effect"] == "Allow"
        and QUARANTINE in concerned(statement)
        and any(action.startswith("s3:GetObject") for action in actions(statement))
    }
    found = [] if readers == READERS else [f"{QUARANTINE}: can be read by {', '.join(sorted(readers))}"]
    return found if _denied_to_others(template) else [*found, f"{QUARANTINE}: its policy lets others read"]


def names_go_with_their_records(template: Template) -> Found:
    """Only those who enter, merge or erase records delete in the names table."""
    keepers = {
        role
        for role, statement in role_statements(template)
        if NAMES in concerned(statement) and "dynamodb:DeleteItem" in actions(statement)
    }
    return [] if keepers == KEEPERS else [f"{NAMES}: entries are deleted by {', '.join(sorted(keepers))}"]


def _denied_to_others(template: Template) -> bool:
    for policy in of_type(template, "AWS::S3::BucketPolicy").values():
        if target(policy["Bucket"]) != QUARANTINE:
            continue
        for statement in statements(policy["PolicyDocument"]):
            if statement["Effect"] == "Deny" and "s3:GetObject*" in actions(statement):
                condition = statement.get("Condition", {}).get("ArnNotEquals", {})
                return {target(arn) for arn in listed(condition.get("aws:PrincipalArn"))} == READERS
    return False


def functions_may_take_what_feeds_them(template: Template) -> Found:
    """A queue or stream that feeds a function is one that its role may read."""
    needed = {"SQS": ("Queue", "sqs:ReceiveMessage"), "DynamoDB": ("Stream", "dynamodb:GetRecords")}
    found = []
    for name, function in functions(template).items():
        for event in function.get("Events", {}).values():
            if event["Type"] not in needed:
                continue
            source, action = needed[event["Type"]]
            if not _may(template, role_of(function), action, target(event["Properties"].get(source))):
                found.append(f"{name}: {action} is missing for what feeds it")
    return found


def _may(template: Template, role: str, action: str, resource: str) -> bool:
    return any(
        role == holder and action in actions(statement) and resource in concerned(statement)
        for holder, statement in role_statements(template)
    )


def _key_statements(template: Template) -> list[tuple[str, Resource]]:
    keys = of_type(template, "AWS::KMS::Key").items()
    return [(name, statement) for name, key in keys for statement in statements(key["KeyPolicy"])]


def _queue_statements(template: Template) -> list[tuple[str, Resource]]:
    policies = of_type(template, "AWS::SQS::QueuePolicy").items()
    return [(name, one) for name, policy in policies for one in statements(policy["PolicyDocument"])]


CHECKS = (
    functions_have_their_own_role,
    no_action_has_a_wildcard,
    no_role_reaches_everything,
    keys_sign_for_one_function,
    quarantine_is_read_by_the_intake,
    names_go_with_their_records,
    functions_may_take_what_feeds_them,
)
