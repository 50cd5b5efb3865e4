"""Bucket policies as S3 reads them: who asks and under which conditions.

moto matches action and resource alone, so that a Deny for all but one role, or for requests
without TLS, would deny everybody. Here principals and conditions count. A caller whose access
key moto did not issue is the local stack itself and passes, as moto's IAM lets it pass.
"""

import contextvars
import fnmatch
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.access_control import PermissionResult
from moto.iam.models import iam_backends
from moto.s3.models import FakeBucket, s3_backends
from moto.s3.responses import S3Response
from moto.sts.models import sts_backends

_ACTIONS = {"HEAD": "GetObject", "GET": "GetObject", "PUT": "PutObject", "POST": "PutObject"}
_ANONYMOUS = "anonymous"
_key_response = S3Response._key_response  # noqa: SLF001 -- the one place that every object request passes


@dataclass(frozen=True)
class Caller:
    """Who sends a request: the names its principal goes by, and the request's condition keys."""

    names: frozenset[str]
    context: Mapping[str, str] = field(default_factory=dict)


_caller: contextvars.ContextVar[Caller | None] = contextvars.ContextVar("caller", default=None)


class UnknownConditionError(NotImplementedError):
    """A policy uses an operator that this file does not know: add it, never ignore it."""


def install() -> None:
    """Let moto's S3 evaluate bucket policies with principals and conditions."""
    S3Response._key_response = _respond  # noqa: SLF001 -- see above
    FakeBucket.get_permission = _permission


def _permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    caller = _caller.get()
    if self.policy is None or caller is None:
        return PermissionResult.NEUTRAL
    action = caller.context.get("local:action", action)
    return evaluate(json.loads(self.policy), action, resource, caller)


def evaluate(policy: dict[str, Any], action: str, resource: str, caller: Caller) -> PermissionResult:
    """What a policy says of one request: an explicit Deny wins over any Allow."""
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    effects = {s["Effect"] for s in statements if _concerns(s, action, resource, caller)}
    if "Deny" in effects:
        return PermissionResult.DENIED
    return PermissionResult.PERMITTED if "Allow" in effects else PermissionResult.NEUTRAL


def _concerns(statement: dict[str, Any], action: str, resource: str, caller: Caller) -> bool:
    return (
        _element(statement, "Action", lambda p: _like(p.lower(), action.lower()))
        and _element(statement, "Resource", lambda p: _like(p, resource))
        and _element(statement, "Principal", lambda p: _is_principal(p, caller))
        and all(
            _condition(operator, key, expected, caller.context)
            for operator, tests in statement.get("Condition", {}).items()
            for key, expected in tests.items()
        )
    )


def _element(statement: dict[str, Any], name: str, matches: Callable[[str], bool]) -> bool:
    if name in statement:
        return any(matches(p) for p in _flat(statement[name]))
    return not any(matches(p) for p in _flat(statement[f"Not{name}"]))


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for part in value.values() for one in _flat(part)]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in _listed(value)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _like(pattern: str, value: str) -> bool:
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


def _is_principal(pattern: str, caller: Caller) -> bool:
    return pattern == "*" or pattern in caller.names


def _condition(operator: str, key: str, expected: Any, context: Mapping[str, str]) -> bool:
    name = operator.removesuffix("IfExists")
    actual = context.get(key.lower())
    if name == "Null":
        return _flat(expected) == [str(actual is None).lower()]
    if actual is None:
        return "Not" in name or name != operator
    if name not in _OPERATORS:
        raise UnknownConditionError(operator)
    return _OPERATORS[name](actual, _flat(expected))


_OPERATORS: dict[str, Callable[[str, list[str]], bool]] = {
    "StringEquals": lambda a, e: a in e,
    "StringNotEquals": lambda a, e: a not in e,
    "StringLike": lambda a, e: any(_like(p, a) for p in e),
    "StringNotLike": lambda a, e: not any(_like(p, a) for p in e),
    "ArnEquals": lambda a, e: any(_like(p, a) for p in e),
    "ArnLike": lambda a, e: any(_like(p, a) for p in e),
    "ArnNotEquals": lambda a, e: not any(_like(p, a) for p in e),
    "ArnNotLike": lambda a, e: not any(_like(p, a) for p in e),
    "Bool": lambda a, e: a in e,
    "NumericLessThan": lambda a, e: any(float(a) < float(x) for x in e),
    "NumericGreaterThan": lambda a, e: any(float(a) > float(x) for x in e),
}


def _respond(self: S3Response, request: Any, full_url: str) -> Any:
    caller = _who_asks(self, request, full_url)
    token = _caller.set(caller)
    try:
        if caller is not None and _reads_denied_source(request, caller):
            return 403, {}, ""
        return _key_response(self, request, full_url)
    finally:
        _caller.reset(token)


def _who_asks(self: S3Response, request: Any, full_url: str) -> Caller | None:
    query = {k: v[0] for k, v in parse_qs(urlparse(full_url).query, keep_blank_values=True).items()}
    names = _principal_names(request.headers.get("Authorization", ""), query)
    if names is None:
        return None
    context = {
        "aws:securetransport": "true",  # the loopback stands for TLS
        "s3:tlsversion": "1.3",
        "local:action": "s3:" + _action(request.method, query),
        **{f"s3:{k.lower()}": v for k, v in request.headers.items() if k.lower().startswith("x-amz-")},
        **_tags_of(self, request, full_url),
    }
    role = next((n for n in names if ":role/" in n or ":user/" in n), None)
    return Caller(names, {**context, "aws:principalarn": role} if role else context)


def _tags_of(self: S3Response, request: Any, full_url: str) -> dict[str, str]:
    bucket, key = self.parse_bucket_name_from_url(request, full_url), self.parse_key_name()
    found = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(bucket, key)
    tags = self.backend.tagger.get_tag_dict_for_resource(found.arn) if found else {}
    return {f"s3:existingobjecttag/{k}".lower(): v for k, v in tags.items()}


def _action(method: str, query: dict[str, str]) -> str:
    verb = _ACTIONS.get(method, "DeleteObject")
    part = "Tagging" if "tagging" in query else "Acl" if "acl" in query else ""
    version = "Version" if "versionId" in query else ""
    return f"{verb.removesuffix('Object')}Object{version}{part}"


def _principal_names(authorization: str, query: dict[str, str]) -> frozenset[str] | None:
    credential = authorization.partition("Credential=")[2] or query.get("X-Amz-Credential", "")
    key = credential.partition("/")[0] or query.get("AWSAccessKeyId", "")
    if not key:
        return frozenset({_ANONYMOUS})
    role = sts_backends[DEFAULT_ACCOUNT_ID]["aws"].get_assumed_role_from_access_key(key)
    if role is not None:
        return frozenset(
            {role.role_arn, role.arn, DEFAULT_ACCOUNT_ID, f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:root"}
        )
    for user in iam_backends[DEFAULT_ACCOUNT_ID]["aws"].users.values():
        if user.has_access_key(key):
            return frozenset({user.arn, DEFAULT_ACCOUNT_ID, f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:root"})
    return None


def _reads_denied_source(request: Any, caller: Caller) -> bool:
    """A copy reads its source: moto asks the target's policy alone."""
    source = unquote(request.headers.get("x-amz-copy-source", "")).lstrip("/").partition("?")[0]
    if not source:
        return False
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets.get(source.partition("/")[0])
    if bucket is None or bucket.policy is None:
        return False
    said = evaluate(json.loads(bucket.policy), "s3:GetObject", f"arn:aws:s3:::{source}", caller)
    return said == PermissionResult.DENIED
