"""The applier: nothing in the template is dropped, and what it doesn't know it refuses."""

import copy
import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from infra.join import joined
from infra.local.applier.apply import Applied, apply
from infra.local.applier.filters import UnknownOperatorError, matches, read_pattern
from infra.local.applier.properties import UnknownPropertyError
from infra.local.applier.registry import Place, UnknownTypeError
from infra.local.applier.template import Scope, TemplateError, in_order
from tests.stackrun import running_moto

QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}


def template(**resources):
    return {"Parameters": {"Stage": {"Type": "String", "Default": "local"}}, "Resources": resources}


@pytest.fixture
def place(monkeypatch) -> Iterator[Place]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    with mock_aws():
        yield Place(None)


class TestRefusals:
    def test_an_unknown_type_is_refused(self, place):
        with pytest.raises(UnknownTypeError, match="Thing is a AWS::Nimbus::Cloud"):
            apply(template(Thing={"Type": "AWS::Nimbus::Cloud"}), place)

    def test_an_unknown_property_is_refused(self, place):
        bad = copy.deepcopy(QUEUE)
        bad["Properties"]["Colour"] = "blue"
        with pytest.raises(UnknownPropertyError, match="Thing has Colour"):
            apply(template(Thing=bad), place)

    def test_an_unknown_part_of_a_property_is_refused(self, place):
        cors = {"CorsRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "Mood": "open"}]}
        bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb", "CorsConfiguration": cors}}
        with pytest.raises(UnknownPropertyError, match=r"Thing.CorsConfiguration.CorsRules\[0\] has Mood"):
            apply(template(Thing=bucket), place)

    def test_what_is_not_made_locally_is_still_read(self, place):
        alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Loudness": 11}}
        with pytest.raises(UnknownPropertyError, match="Thing has Loudness"):
            apply(template(Thing=alarm), place)

    def test_an_unknown_key_beside_the_properties_is_refused(self, place):
        with pytest.raises(UnknownPropertyError, match="Thing has Propertys"):
            apply(template(Thing={"Type": "AWS::SQS::Queue", "Propertys": {}}), place)

    def test_a_queue_without_partial_batches_is_refused(self, place):
        event = {
            "Type": "SQS",
            "Properties": {"Queue": "arn:aws:sqs:eu-west-2:1:q", "FunctionResponseTypes": []},
        }
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Handler": "app.x", "Events": {"E": event}},
        }
        with pytest.raises(UnknownPropertyError, match="ReportBatchItemFailures"):
            apply(template(Thing=function), place)

    def test_an_unknown_kind_of_event_is_refused(self, place):
        function = {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Handler": "app.x", "Events": {"E": {"Type": "Kinesis", "Properties": {}}}},
        }
        with pytest.raises(UnknownPropertyError, match="lacks Kinesis"):
            apply(template(Thing=function), place)

    def test_two_values_of_one_setting_are_refused(self, place):
        def function(value):
            variables = {"Environment": {"Variables": {"X": value}}}
            return {"Type": "AWS::Serverless::Function", "Properties": {"Handler": "app.x", **variables}}

        applied = apply(template(One=function("1"), Two=function("2")), place)
        with pytest.raises(TemplateError, match="X="):
            applied.environment()


class TestLanguage:
    def scope(self, **more):
        whole = {
            "Parameters": {"Stage": {"Default": "local"}, "Count": {"Default": 3}},
            "Conditions": {"Real": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
            **more,
        }
        scope = Scope(whole, {}, region="eu-west-2", account="1")
        scope.made("Queue", "the-url", {"Arn": "the-arn"})
        return scope

    @pytest.mark.parametrize(
        ("said", "means"),
        [
            ({"Ref": "Stage"}, "local"),
            ({"Ref": "AWS::Region"}, "eu-west-2"),
            ({"Fn::GetAtt": ["Queue", "Arn"]}, "the-arn"),
            ({"Fn::GetAtt": "Queue.Arn"}, "the-arn"),
            ({"Fn::Sub": "${Stage}-${Queue.Arn}-${!Kept}"}, "local-the-arn-${Kept}"),
            ({"Fn::Sub": ["${a}${Stage}", {"a": {"Ref": "Queue"}}]}, "the-urllocal"),
            ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}]]}, "a-local"),
            ({"Fn::If": ["Real", "yes", "no"]}, "no"),
            ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
            ([{"Ref": "AWS::NoValue"}, 1], [1]),
            ({"a": {"Ref": "AWS::NoValue"}, "b": 1}, {"b": 1}),
        ],
    )
    def test_functions(self, said, means):
        assert self.scope().resolve(said) == means

    def test_an_unknown_function_is_refused(self):
        with pytest.raises(TemplateError, match="Fn::Cidr"):
            self.scope().resolve({"Fn::Cidr": []})

    def test_a_reference_to_nothing_is_refused(self):
        with pytest.raises(TemplateError, match="Ref Nothing"):
            self.scope().resolve({"Ref": "Nothing"})

    def test_a_parameter_without_a_value_is_refused(self):
        with pytest.raises(TemplateError, match="Mail"):
            self.scope(Parameters={"Mail": {"Type": "String"}})

    def test_order_follows_references_and_depends_on(self):
        resources = {
            "A": {"Properties": {"x": {"Fn::Sub": "${B.Arn}"}}},
            "B": {"DependsOn": "C"},
            "C": {"Properties": {"x": [{"Ref": "D"}]}},
            "D": {},
        }
        assert in_order(resources) == ["D", "C", "B", "A"]

    def test_a_circle_is_refused(self):
        with pytest.raises(TemplateError, match="circle"):
            in_order({"A": {"DependsOn": "B"}, "B": {"DependsOn": "A"}})


class TestFilters:
    PATTERN = '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"outbox#"}]}}}}'

    def record(self, name="INSERT", pk="outbox#1"):
        return {"eventName": name, "dynamodb": {"Keys": {"pk": {"S": pk}}}}

    def test_a_pattern_lets_through_what_it_names(self):
        pattern = read_pattern(self.PATTERN)
        assert matches(pattern, self.record())
        assert not matches(pattern, self.record(name="REMOVE"))
        assert not matches(pattern, self.record(pk="case#1"))
        assert not matches(pattern, {})

    def test_an_unknown_operator_is_refused(self):
        with pytest.raises(UnknownOperatorError):
            read_pattern('{"a":[{"cidr":"10.0.0.0/8"}]}')


@pytest.fixture(scope="class")
def made(moto_place) -> tuple[Place, Applied]:
    given = {"ApplyOrigin": "http://localhost:9", "LogPolicy": "quorum none"}
    return moto_place, apply(joined("local"), moto_place, given)


class TestWholeTemplate:
    """What the template says and what AWS (moto) answers afterwards, property by property."""

    def test_every_resource_is_made_or_skipped_by_name(self, made):
        assert set(made[1].ids) == set(joined("local")["Resources"])

    def test_prod_is_understood_as_well(self):
        whole = joined("prod")
        required = {n: "x" for n, p in whole["Parameters"].items() if "Default" not in p}
        with running_moto() as place:
            assert apply(whole, place, required).functions

    def test_every_function_has_the_same_environment(self, made):
        environment = made[1].environment()
        assert environment["STAGE"] == "local"
        assert environment["APPLY_ORIGIN"] == "http://localhost:9"
        assert environment["CHECKS_QUEUE_URL"].endswith("/probity-local-checks")

    def test_tables(self, made):
        dynamodb = made[0].client("dynamodb")
        for name in ("MainTable", "SessionsTable"):
            table = made[1].ids[name]
            ttl = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
            assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}
            backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
            assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
            assert dynamodb.describe_table(TableName=table)["Table"]["SSEDescription"]["SSEType"] == "KMS"
        described = dynamodb.describe_table(TableName=made[1].ids["MainTable"])["Table"]
        assert described["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
        assert {
            i["IndexName"]: i["Projection"]["ProjectionType"] for i in described["GlobalSecondaryIndexes"]
        } == {
            "gsi1": "ALL",
            "gsi2": "INCLUDE",
        }

    @pytest.mark.parametrize("name", ["Quarantine", "Clean", "Certificates", "Audit", "Public"])
    def test_every_bucket_is_closed_versioned_and_encrypted(self, made, name):
        s3, bucket = made[0].client("s3"), made[1].ids[f"{name}Bucket"]
        closed = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert set(closed.values()) == {True}
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
        rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=bucket)["Policy"]
        assert s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]

    def test_quarantine_takes_posts_and_tells_the_intake(self, made):
        s3, bucket = made[0].client("s3"), made[1].ids["QuarantineBucket"]
        rule = s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]
        assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == (["http://localhost:9"], ["POST"])
        told = s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"][0]
        assert told["QueueArn"] == made[1].attributes["IntakeQueue"]["Arn"]
        assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]

    @pytest.mark.parametrize(("name", "mode"), [("Certificates", "GOVERNANCE"), ("Audit", "COMPLIANCE")])
    def test_locks(self, made, name, mode):
        s3, bucket = made[0].client("s3"), made[1].ids[f"{name}Bucket"]
        lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        assert lock["Rule"]["DefaultRetention"]["Mode"] == mode

    def test_queues_have_their_visibility_and_dead_letter_queue(self, made):
        sqs, resources = made[0].client("sqs"), joined("local")["Resources"]
        for name in ("Intake", "Checks", "Casework", "Issue", "Mail", "Applications"):
            declared = resources[f"{name}Queue"]["Properties"]
            found = sqs.get_queue_attributes(QueueUrl=made[1].ids[f"{name}Queue"], AttributeNames=["All"])
            redrive = json.loads(found["Attributes"]["RedrivePolicy"])
            assert found["Attributes"]["VisibilityTimeout"] == str(declared["VisibilityTimeout"])
            assert redrive["deadLetterTargetArn"] == made[1].attributes[f"{name}Dlq"]["Arn"]
            assert redrive["maxReceiveCount"] == declared["RedrivePolicy"]["maxReceiveCount"]
        policy = sqs.get_queue_attributes(QueueUrl=made[1].ids["IntakeQueue"], AttributeNames=["Policy"])
        assert "VerdictsArrive" in policy["Attributes"]["Policy"]

    def test_verdicts_reach_the_intake(self, made):
        events, rule = made[0].client("events"), made[1].ids["MalwareVerdictRule"]
        assert "aws.guardduty" in events.describe_rule(Name=rule)["EventPattern"]
        target = events.list_targets_by_rule(Rule=rule)["Targets"][0]
        assert target["Arn"] == made[1].attributes["IntakeQueue"]["Arn"]

    @pytest.mark.parametrize(
        "name", ["Seal", "Qr", "Log", "Audit", "PersonalData", "IdentityImages", "Certificates"]
    )
    def test_keys_have_their_spec_policy_and_alias(self, made, name):
        kms, declared = made[0].client("kms"), joined("local")["Resources"][f"{name}Key"]["Properties"]
        metadata = kms.describe_key(KeyId=made[1].ids[f"{name}KeyAlias"])["KeyMetadata"]
        assert metadata["KeyId"] == made[1].ids[f"{name}Key"]
        assert metadata["KeySpec"] == declared["KeySpec"]
        policy = json.loads(kms.get_key_policy(KeyId=metadata["KeyId"], PolicyName="default")["Policy"])
        assert policy["Statement"][0]["Sid"] == "Administration"
        if declared.get("EnableKeyRotation"):
            assert kms.get_key_rotation_status(KeyId=metadata["KeyId"])["KeyRotationEnabled"]

    def test_staff_pool(self, made):
        cognito = made[0].client("cognito-idp")
        pool = made[1].ids["StaffPool"]
        described = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
        assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 14
        assert described["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
        client = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=made[1].ids["StaffPoolClient"])
        assert "ALLOW_USER_PASSWORD_AUTH" in client["UserPoolClient"]["ExplicitAuthFlows"]
        groups = cognito.list_groups(UserPoolId=pool)["Groups"]
        assert {g["GroupName"] for g in groups} == {"officer", "supervisor", "record_keeper"}

    def test_mail_and_logs(self, made):
        identity = made[0].client("sesv2").get_email_identity(EmailIdentity=made[1].ids["MailIdentity"])
        assert identity["IdentityType"] == "EMAIL_ADDRESS"
        groups = made[0].client("logs").describe_log_groups(logGroupNamePrefix="/probity/local/")["logGroups"]
        assert {g["retentionInDays"] for g in groups} == {1}

    def test_roles_and_what_each_may_do(self, made):
        iam = made[0].client("iam")
        resources = joined("local")["Resources"]
        for name, resource in resources.items():
            if resource["Type"] == "AWS::IAM::RolePolicy":
                role = made[1].ids[resource["Properties"]["RoleName"]["Ref"]]
                found = iam.get_role_policy(RoleName=role, PolicyName=resource["Properties"]["PolicyName"])
                assert len(found["PolicyDocument"]["Statement"]) == len(
                    resource["Properties"]["PolicyDocument"]["Statement"]
                ), name

    def test_functions_and_what_starts_them(self, made):
        functions = made[1].functions
        assert all(f.handler.startswith("app.") for f in functions.values())
        assert functions["OnOutbox"].sources[0].target == made[1].attributes["MainTable"]["StreamArn"]
        assert functions["OnIntake"].sources[0].target == made[1].attributes["IntakeQueue"]["Arn"]
        assert functions["OnSweep"].sources[0].kind == "schedule"
        assert functions["OnIssue"].concurrency == 1
