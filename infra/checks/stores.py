"""Checks of what is kept: tables, buckets, keys and the staff's user pool."""

from infra.checks.reading import Found, Resource, Template, actions, is_prod, of_type, statements, target

LOCKS = {"CertificatesBucket": "GOVERNANCE", "AuditBucket": "COMPLIANCE"}
ENDLESS = {"NamesTable"}
"""Tables whose items go with what they index: nothing in them expires by itself."""
KEPT = (
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::Cognito::UserPool",
)


def tables_can_be_recovered(template: Template) -> Found:
    """Point-in-time recovery, expiry where something expires, our key and, in prod, deletion protection."""
    found = []
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        if not table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            found.append(f"{name}: no point-in-time recovery")
        if name not in ENDLESS and not table.get("TimeToLiveSpecification", {}).get("Enabled"):
            found.append(f"{name}: nothing expires")
        if not target(table.get("SSESpecification", {}).get("KMSMasterKeyId")):
            found.append(f"{name}: not encrypted under a key of ours")
        if is_prod(template) and not table.get("DeletionProtectionEnabled"):
            found.append(f"{name}: can be deleted")
    return found


def buckets_are_closed(template: Template) -> Found:
    """Nothing public, encrypted under a key of ours, versioned, and no request without TLS."""
    found = []
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        block = bucket.get("PublicAccessBlockConfiguration", {})
        if len(block) != 4 or not all(block.values()):  # noqa: PLR2004 - the four switches that S3 has
            found.append(f"{name}: does not block public access")
        if not _encrypted(bucket):
            found.append(f"{name}: not encrypted under a key of ours")
        if bucket.get("VersioningConfiguration", {}).get("Status") != "Enabled":
            found.append(f"{name}: not versioned")
        if not _tls_only(template, name):
            found.append(f"{name}: answers without TLS")
    return found


def buckets_hold_their_locks(template: Template) -> Found:
    """Certificates can be erased by those who may, audit segments by nobody."""
    found = []
    for name, mode in LOCKS.items():
        bucket = of_type(template, "AWS::S3::Bucket").get(name, {})
        rule = bucket.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
        if not bucket.get("ObjectLockEnabled") or rule.get("Mode") != mode:
            found.append(f"{name}: not locked in {mode} mode")
    return found


def keys_turn(template: Template) -> Found:
    """Keys that encrypt are renewed every year, and no key goes at once."""
    found = []
    for name, key in of_type(template, "AWS::KMS::Key").items():
        if key.get("KeyUsage") != "SIGN_VERIFY" and not key.get("EnableKeyRotation"):
            found.append(f"{name}: is never renewed")
        if key.get("PendingWindowInDays", 30) < 30:  # noqa: PLR2004 - the longest window that KMS has
            found.append(f"{name}: can be gone in less than 30 days")
    return found


def stores_outlive_the_stack(template: Template) -> Found:
    """In prod, deleting or replacing a part of the stack deletes no data and no key."""
    if not is_prod(template):
        return []
    return [
        f"{name}: would be deleted with the stack"
        for name, resource in template["Resources"].items()
        if (resource.get("Type") in KEPT or name in _stage_keys(template))
        and {resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")} != {"Retain"}
    ]


def staff_sign_in_twice(template: Template) -> Found:
    """In prod every member of staff has a second factor, and the pool cannot be deleted."""
    pool = of_type(template, "AWS::Cognito::UserPool").get("StaffPool", {})
    found = []
    if not pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"):
        found.append("StaffPool: anybody can sign up")
    if is_prod(template) and pool.get("MfaConfiguration") != "ON":
        found.append("StaffPool: a password is enough")
    if is_prod(template) and pool.get("DeletionProtection") != "ACTIVE":
        found.append("StaffPool: can be deleted")
    return found


def _stage_keys(template: Template) -> set[str]:
    """Keys that data or signatures depend on: those with an alias."""
    return {target(alias["TargetKeyId"]) for alias in of_type(template, "AWS::KMS::Alias").values()}


def _encrypted(bucket: Resource) -> bool:
    rules = bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [])
    defaults = [rule.get("ServerSideEncryptionByDefault", {}) for rule in rules]
    return any(d.get("SSEAlgorithm") == "aws:kms" and target(d.get("KMSMasterKeyID")) for d in defaults)


def _tls_only(template: Template, bucket: str) -> bool:
    return any(
        statement["Effect"] == "Deny"
        and "s3:*" in actions(statement)
        and statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for policy in of_type(template, "AWS::S3::BucketPolicy").values()
        if target(policy["Bucket"]) == bucket
        for statement in statements(policy["PolicyDocument"])
    )


CHECKS = (
    tables_can_be_recovered,
    buckets_are_closed,
    buckets_hold_their_locks,
    keys_turn,
    stores_outlive_the_stack,
    staff_sign_in_twice,
)
