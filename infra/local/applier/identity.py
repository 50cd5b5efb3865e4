"""Who may sign in and who may do what: the staff's user pool, and IAM roles with their policies."""

import json
from typing import Any

from infra.local.applier.properties import Properties
from infra.local.applier.registry import Made, Place, makes

_POOL = {
    "UserPoolName": "PoolName",
    "UserPoolTier": "UserPoolTier",
    "MfaConfiguration": "MfaConfiguration",
    "DeletionProtection": "DeletionProtection",
    "UsernameAttributes": "UsernameAttributes",
    "UsernameConfiguration": "UsernameConfiguration",
    "AutoVerifiedAttributes": "AutoVerifiedAttributes",
    "AdminCreateUserConfig": "AdminCreateUserConfig",
    "Policies": "Policies",
    "Schema": "Schema",
    "AccountRecoverySetting": "AccountRecoverySetting",
    "UserPoolAddOns": "UserPoolAddOns",
    "UserPoolTags": "UserPoolTags",
}


@makes("AWS::Cognito::UserPool")
def user_pool(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- named by its property
    """A user pool; second factors are set only where they are on, as Cognito itself demands."""
    cognito = place.client("cognito-idp")
    factors = p.take("EnabledMfas", [])
    wanted = p.renamed(_POOL)
    pool = cognito.create_user_pool(**wanted)["UserPool"]
    if wanted.get("MfaConfiguration", "OFF") != "OFF" and "SOFTWARE_TOKEN_MFA" in factors:
        cognito.set_user_pool_mfa_config(
            UserPoolId=pool["Id"],
            MfaConfiguration=wanted["MfaConfiguration"],
            SoftwareTokenMfaConfiguration={"Enabled": True},
        )
    provider = f"cognito-idp.{place.region}.amazonaws.com/{pool['Id']}"
    arn = f"arn:aws:cognito-idp:{place.region}:{place.account}:userpool/{pool['Id']}"
    return Made(pool["Id"], {"Arn": arn, "ProviderName": provider, "ProviderURL": f"https://{provider}"})


@makes("AWS::Cognito::UserPoolClient")
def user_pool_client(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- as above
    """The client that our staff pages sign in with."""
    wanted = p.given(
        "ClientName",
        "UserPoolId",
        "GenerateSecret",
        "ExplicitAuthFlows",
        "PreventUserExistenceErrors",
        "EnableTokenRevocation",
        "TokenValidityUnits",
        "AccessTokenValidity",
        "IdTokenValidity",
        "RefreshTokenValidity",
        "ReadAttributes",
        "WriteAttributes",
    )
    made = place.client("cognito-idp").create_user_pool_client(**wanted)["UserPoolClient"]
    return Made(made["ClientId"], {"ClientId": made["ClientId"]})


@makes("AWS::Cognito::UserPoolGroup")
def user_pool_group(place: Place, name: str, p: Properties) -> Made:  # noqa: ARG001 -- as above
    """A group of staff, which is a role in our pages."""
    wanted = p.given("GroupName", "UserPoolId", "Description", "Precedence", "RoleArn")
    place.client("cognito-idp").create_group(**wanted)
    return Made(wanted["GroupName"])


@makes("AWS::IAM::Role")
def role(place: Place, name: str, p: Properties) -> Made:
    """A role with its inline and attached policies."""
    iam = place.client("iam")
    role_name = p.take("RoleName", f"probity-local-{name}")
    made = iam.create_role(
        RoleName=role_name,
        AssumeRolePolicyDocument=json.dumps(p.take("AssumeRolePolicyDocument")),
        **p.given("Description", "MaxSessionDuration", "Path", "Tags"),
    )["Role"]
    for policy in p.parts("Policies"):
        _put_policy(iam, role_name, policy)
    for arn in p.take("ManagedPolicyArns", []):
        iam.attach_role_policy(RoleName=role_name, PolicyArn=arn)
    return Made(role_name, {"Arn": made["Arn"], "RoleId": made["RoleId"]})


@makes("AWS::IAM::RolePolicy")
def role_policy(place: Place, name: str, p: Properties) -> Made:
    """An inline policy of one role."""
    _put_policy(place.client("iam"), p.take("RoleName"), p)
    return Made(name)


@makes("AWS::IAM::Policy")
def policy(place: Place, name: str, p: Properties) -> Made:
    """An inline policy of several roles."""
    policy_name, document = p.take("PolicyName"), json.dumps(p.take("PolicyDocument"))
    for role_name in p.take("Roles"):
        place.client("iam").put_role_policy(
            RoleName=role_name, PolicyName=policy_name, PolicyDocument=document
        )
    return Made(name)


def _put_policy(iam: Any, role_name: str, p: Properties) -> None:
    document = json.dumps(p.take("PolicyDocument"))
    iam.put_role_policy(RoleName=role_name, PolicyName=p.take("PolicyName"), PolicyDocument=document)
