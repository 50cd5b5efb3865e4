"""What a template says and CloudFormation drops."""

import json

import boto3

from tests.contract.moto_behaviour.declared import TABLE, gap


def stack(resources):
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps({"Resources": resources}))


@gap(instead="infra/local/applier", fault="DISABLED")
def cloudformation_ttl():
    """CloudFormation keeps a table's time to live."""
    stack(
        {
            "T": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {**TABLE, "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True}},
            }
        }
    )
    found = boto3.client("dynamodb").describe_time_to_live(TableName="t")["TimeToLiveDescription"]
    assert found["TimeToLiveStatus"] == "ENABLED", found


@gap(instead="infra/local/applier", fault="DISABLED")
def cloudformation_recovery():
    """CloudFormation keeps a table's recovery."""
    stack(
        {
            "T": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    **TABLE,
                    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                },
            }
        }
    )
    found = boto3.client("dynamodb").describe_continuous_backups(TableName="t")
    recovery = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED", recovery


@gap(instead="infra/local/applier", fault="None")
def cloudformation_versioning():
    """CloudFormation keeps a bucket's versioning."""
    stack(
        {
            "B": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"BucketName": "bbb", "VersioningConfiguration": {"Status": "Enabled"}},
            }
        }
    )
    status = boto3.client("s3").get_bucket_versioning(Bucket="bbb").get("Status")
    assert status == "Enabled", status


@gap(instead="infra/local/applier", fault="ObjectLockConfigurationNotFoundError")
def cloudformation_lock():
    """CloudFormation keeps a bucket's object lock."""
    stack({"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb", "ObjectLockEnabled": True}}})
    boto3.client("s3").get_object_lock_configuration(Bucket="bbb")


@gap(instead="infra/local/applier", fault="NoSuchBucketPolicy")
def cloudformation_bucket_policy():
    """CloudFormation makes bucket policies."""
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", "Resource": "arn:aws:s3:::bbb/*"}
    stack(
        {
            "B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb"}},
            "P": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {
                    "Bucket": {"Ref": "B"},
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": [deny]},
                },
            },
        }
    )
    boto3.client("s3").get_bucket_policy(Bucket="bbb")


@gap(instead="infra/local/applier", fault="SYMMETRIC_DEFAULT")
def cloudformation_key_spec():
    """CloudFormation keeps a key's spec."""
    properties = {"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY", "KeyPolicy": "{}"}
    stack({"K": {"Type": "AWS::KMS::Key", "Properties": properties}})
    kms = boto3.client("kms")
    key = kms.describe_key(KeyId=kms.list_keys()["Keys"][0]["KeyId"])["KeyMetadata"]
    assert key["KeySpec"] == "ECC_NIST_P256", key["KeySpec"]


@gap(instead="infra/local/applier", fault="no pool")
def cloudformation_pools():
    """CloudFormation makes user pools."""
    stack({"P": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "staff"}}})
    assert boto3.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"], "no pool"


@gap(instead="infra/local/applier", fault="NotFoundException")
def cloudformation_mail():
    """CloudFormation makes mail identities."""
    stack({"I": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "a@b.example"}}})
    boto3.client("sesv2").get_email_identity(EmailIdentity="a@b.example")
