"""SQS queues and policies, and the EventBridge rules that feed them."""

import json
from typing import Any

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes

_QUEUE_ATTRIBUTES = (
    "DelaySeconds",
    "FifoQueue",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)


@makes("AWS::SQS::Queue")
def queue(place: Place, name: str, p: Properties) -> Made:
    """A queue; its `Ref` is its URL."""
    sqs = place.client("sqs")
    queue_name = p.take("QueueName", f"probity-local-{name}")
    attributes = {k: _text(v) for k, v in p.given(*_QUEUE_ATTRIBUTES).items()}
    tags = {tag["Key"]: tag["Value"] for tag in p.take("Tags", [])}
    url = sqs.create_queue(QueueName=queue_name, Attributes=attributes, tags=tags)["QueueUrl"]
    arn = f"arn:aws:sqs:{place.region}:{place.account}:{queue_name}"
    return Made(url, {"Arn": arn, "QueueName": queue_name, "QueueUrl": url})


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict) else str(value)


@makes("AWS::SQS::QueuePolicy")
def queue_policy(place: Place, name: str, p: Properties) -> Made:
    """One policy on one or more queues."""
    policy = json.dumps(p.take("PolicyDocument"))
    for url in p.take("Queues"):
        place.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(name)


@makes("AWS::Events::Rule")
def rule(place: Place, name: str, p: Properties) -> Made:
    """An EventBridge rule with its targets."""
    events = place.client("events")
    rule_name = p.take("Name", f"probity-local-{name}")
    wanted = p.given("ScheduleExpression", "State", "Description", "EventBusName", "RoleArn")
    if p.has("EventPattern"):
        wanted["EventPattern"] = json.dumps(p.take("EventPattern"))
    arn = events.put_rule(Name=rule_name, **wanted)["RuleArn"]
    if p.has("Targets"):
        events.put_targets(Rule=rule_name, Targets=p.take("Targets"))
    return Made(rule_name, {"Arn": arn})
