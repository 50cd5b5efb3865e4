"""Queues and the malware scan: SQS and GuardDuty."""

import json

import boto3
from moto.sqs.models import Message

from tests.contract.moto_behaviour.declared import gap


@gap(instead="shim: no instance tracking", fault="still tracked")
def tracking():
    """Nothing is kept of what is gone."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.purge_queue(QueueUrl=url)
    assert not Message.instances_tracked, "still tracked"


@gap(instead="our own replay", fault="start_message_move_task")
def redrive():
    """Dead letters can be moved back."""
    sqs = boto3.client("sqs")
    sqs.create_queue(QueueName="dead")
    arn = "arn:aws:sqs:eu-west-2:123456789012:dead"
    sqs.create_queue(
        QueueName="live",
        Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})},
    )
    sqs.start_message_move_task(SourceArn=arn)


@gap(instead="infra/local/simulators/scanner", fault="Not yet implemented")
def malware_plan():
    """The plan of GuardDuty exists."""
    boto3.client("guardduty").create_malware_protection_plan(
        Role="arn:aws:iam::123456789012:role/r", ProtectedResource={"S3Bucket": {"BucketName": "bbb"}}
    )
