"""S3 buckets with everything that moto's CloudFormation drops, and their policies."""

import json
from typing import Any

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes


@makes("AWS::S3::Bucket")
def bucket(place: Place, name: str, p: Properties) -> Made:
    """A bucket: closed to the public, versioned, encrypted, locked, listened to, as the template says."""
    s3 = place.client("s3")
    bucket_name = p.take("BucketName", f"probity-local-{name.lower()}")
    s3.create_bucket(
        Bucket=bucket_name,
        ObjectLockEnabledForBucket=p.flag("ObjectLockEnabled"),
        CreateBucketConfiguration={"LocationConstraint": place.region},
    )
    for ours, setting in _SETTINGS.items():
        if p.has(ours):
            setting(s3, bucket_name, p.part(ours))
    if p.has("Tags"):
        s3.put_bucket_tagging(Bucket=bucket_name, Tagging={"TagSet": p.take("Tags")})
    return Made(
        bucket_name,
        {
            "Arn": f"arn:aws:s3:::{bucket_name}",
            "DomainName": f"{bucket_name}.s3.amazonaws.com",
            "RegionalDomainName": f"{bucket_name}.s3.{place.region}.amazonaws.com",
        },
    )


@makes("AWS::S3::BucketPolicy")
def bucket_policy(place: Place, name: str, p: Properties) -> Made:
    """The policy of a bucket."""
    policy = json.dumps(p.take("PolicyDocument"))
    place.client("s3").put_bucket_policy(Bucket=p.take("Bucket"), Policy=policy)
    return Made(name)


def _public_access(s3: Any, bucket_name: str, p: Properties) -> None:
    flags = {
        n: p.flag(n)
        for n in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    }
    s3.put_public_access_block(Bucket=bucket_name, PublicAccessBlockConfiguration=flags)


def _ownership(s3: Any, bucket_name: str, p: Properties) -> None:
    s3.put_bucket_ownership_controls(Bucket=bucket_name, OwnershipControls={"Rules": p.take("Rules")})


def _versioning(s3: Any, bucket_name: str, p: Properties) -> None:
    s3.put_bucket_versioning(Bucket=bucket_name, VersioningConfiguration=p.given("Status"))


def _encryption(s3: Any, bucket_name: str, p: Properties) -> None:
    rules = [
        {
            **rule.given("BucketKeyEnabled"),
            "ApplyServerSideEncryptionByDefault": rule.take("ServerSideEncryptionByDefault"),
        }
        for rule in p.parts("ServerSideEncryptionConfiguration")
    ]
    s3.put_bucket_encryption(Bucket=bucket_name, ServerSideEncryptionConfiguration={"Rules": rules})


def _cors(s3: Any, bucket_name: str, p: Properties) -> None:
    names = {
        "Id": "ID",
        "AllowedHeaders": "AllowedHeaders",
        "AllowedMethods": "AllowedMethods",
        "AllowedOrigins": "AllowedOrigins",
        "ExposedHeaders": "ExposeHeaders",
        "MaxAge": "MaxAgeSeconds",
    }
    rules = [rule.renamed(names) for rule in p.parts("CorsRules")]
    s3.put_bucket_cors(Bucket=bucket_name, CORSConfiguration={"CORSRules": rules})


def _notification(s3: Any, bucket_name: str, p: Properties) -> None:
    wanted: dict[str, Any] = {
        "QueueConfigurations": [
            {"QueueArn": q.take("Queue"), "Events": [q.take("Event")], **_key_filter(q)}
            for q in p.parts("QueueConfigurations")
        ]
    }
    if p.part("EventBridgeConfiguration").flag("EventBridgeEnabled"):
        wanted["EventBridgeConfiguration"] = {}
    s3.put_bucket_notification_configuration(Bucket=bucket_name, NotificationConfiguration=wanted)


def _key_filter(p: Properties) -> dict[str, Any]:
    if not p.has("Filter"):
        return {}
    rules = p.part("Filter").part("S3Key").take("Rules")
    return {"Filter": {"Key": {"FilterRules": rules}}}


def _lifecycle(s3: Any, bucket_name: str, p: Properties) -> None:
    rules = [
        {
            **rule.renamed({"Id": "ID", "Status": "Status"}),
            "Filter": {"Prefix": rule.take("Prefix", "")},
            **rule.renamed({"ExpirationInDays": "Expiration"}, lambda days: {"Days": int(days)}),
            **rule.given("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"),
        }
        for rule in p.parts("Rules")
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket_name, LifecycleConfiguration={"Rules": rules})


def _object_lock(s3: Any, bucket_name: str, p: Properties) -> None:
    s3.put_object_lock_configuration(
        Bucket=bucket_name, ObjectLockConfiguration=p.given("ObjectLockEnabled", "Rule")
    )


_SETTINGS = {
    "PublicAccessBlockConfiguration": _public_access,
    "OwnershipControls": _ownership,
    "VersioningConfiguration": _versioning,
    "BucketEncryption": _encryption,
    "CorsConfiguration": _cors,
    "NotificationConfiguration": _notification,
    "LifecycleConfiguration": _lifecycle,
    "ObjectLockConfiguration": _object_lock,
}
