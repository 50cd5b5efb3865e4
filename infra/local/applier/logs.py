"""What keeps records of its own: log groups, and the identity that mail is sent under."""

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes


@makes("AWS::Logs::LogGroup")
def log_group(place: Place, name: str, p: Properties) -> Made:
    """A log group with its retention."""
    logs = place.client("logs")
    group = p.take("LogGroupName", f"/probity/local/{name}")
    logs.create_log_group(logGroupName=group, **p.renamed({"KmsKeyId": "kmsKeyId"}))
    if p.has("RetentionInDays"):
        logs.put_retention_policy(logGroupName=group, retentionInDays=int(p.take("RetentionInDays")))
    return Made(group, {"Arn": f"arn:aws:logs:{place.region}:{place.account}:log-group:{group}:*"})


@makes("AWS::SES::EmailIdentity")
def email_identity(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- named by its property
    """The sender of our mail."""
    identity = p.take("EmailIdentity")
    place.client("sesv2").create_email_identity(EmailIdentity=identity)
    return Made(identity)
