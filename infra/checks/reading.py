"""How the checks read a template: resources by type, what a reference points to, statements of policies."""

import re
from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]
Resource = dict[str, Any]
Found = list[str]
"""What a check hands back: one sentence for each thing that is wrong, none when all is well."""

_SUB_TARGET = re.compile(r"\$\{(\w+)(?:\.\w+)?\}")


def of_type(template: Template, kind: str) -> dict[str, Resource]:
    """Logical id -> properties of every resource of a CloudFormation type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource.get("Type") == kind
    }


def functions(template: Template) -> dict[str, Resource]:
    """Logical id -> properties of every function."""
    return of_type(template, "AWS::Serverless::Function")


def target(value: object) -> str:
    """The logical id that a Ref, GetAtt or Sub points to; empty for anything else."""
    if not isinstance(value, dict):
        return ""
    if "Ref" in value:
        return str(value["Ref"])
    if "Fn::GetAtt" in value:
        attribute = value["Fn::GetAtt"]
        return str(attribute.split(".")[0] if isinstance(attribute, str) else attribute[0])
    found = _SUB_TARGET.match(str(value.get("Fn::Sub", "")))
    return found.group(1) if found else ""


def listed(value: object) -> list[Any]:
    """A policy element as a list, which it may or may not be."""
    return value if isinstance(value, list) else [value]


def statements(document: Resource) -> list[Resource]:
    """The statements of one policy document."""
    return listed(document["Statement"])


def role_statements(template: Template) -> Iterator[tuple[str, Resource]]:
    """(role's logical id, statement) of every policy of every role, inline or beside it."""
    for role, properties in of_type(template, "AWS::IAM::Role").items():
        for policy in properties.get("Policies", []):
            yield from ((role, statement) for statement in statements(policy["PolicyDocument"]))
    for policy in of_type(template, "AWS::IAM::RolePolicy").values():
        for statement in statements(policy["PolicyDocument"]):
            yield target(policy["RoleName"]), statement


def actions(statement: Resource) -> list[str]:
    """The actions that a statement names."""
    return [str(action) for action in listed(statement.get("Action", statement.get("NotAction", "*")))]


def concerned(statement: Resource) -> set[str]:
    """Logical ids of the resources that a statement names."""
    return {target(resource) for resource in listed(statement.get("Resource", []))}


def role_of(function: Resource) -> str:
    """The logical id of a function's role."""
    return target(function.get("Role"))


def is_prod(template: Template) -> bool:
    """Whether this is the template of stage prod."""
    return bool(template["Parameters"]["Stage"]["Default"] == "prod")
