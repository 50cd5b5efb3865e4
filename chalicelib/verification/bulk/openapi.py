"""The OpenAPI 3.1 document of the machine interface, made from the operations and their models."""

import re
from functools import cache
from http import HTTPStatus
from typing import Any

from chalicelib.kernel.models import Model
from chalicelib.verification.bulk import api_models as api
from chalicelib.verification.bulk.operations import OPERATIONS, Operation
from chalicelib.web.problems import PROBLEM

VERSION = "1.0.0"
_REFERENCE = "#/components/schemas/{model}"
_ALWAYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_ABOUT = (
    "Checks police certificates in bulk. A certificate is accepted only when its verdict is `genuine` and its facts "
    "were compared with the passport. Files and codes are read in memory and not kept; lines of a batch and its "
    "report are kept for seven days. Who asked, when, and how many is written down. A number alone reveals nothing: "
    "an unknown number and one whose birth year or passport ending does not match get the same answer."
)


@cache
def document(origin: str) -> dict[str, Any]:
    """The whole document for an origin such as `https://verify.probity.example`."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Probity: checks in bulk", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": origin}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The key that your office was given: `Authorization: Bearer prb_…`",
                }
            },
            "headers": {
                "RetryAfter": {"description": "Seconds to wait", "schema": {"type": "integer"}},
            },
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_header_parameters(operation)],
        "responses": _responses(operation),
    }
    if operation.takes:
        content = {kind: {"schema": _body(kind, model)} for kind, model in operation.takes.items()}
        said["requestBody"] = {"required": operation.name != "finish_batch", "content": content}
    if not operation.needs_key:
        said["security"] = []
    elif operation.scope:
        said["description"] = f"The key needs the scope `{operation.scope.value}`."
    return said


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    kinds = {"part": {"type": "integer", "minimum": 1}}
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds.get(name, {"type": "string"})}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]


def _header_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "description": says, "schema": {"type": "string"}}
        for name, says in operation.headers.items()
    ]


def _body(kind: str, model: type[Model] | None) -> dict[str, Any]:
    if model:
        return {"$ref": _REFERENCE.format(model=model.__name__)}
    if kind == "application/json":
        return {"type": "object"}
    return {"type": "string"} if kind.startswith("text/") else {"type": "string", "contentMediaType": kind}


def _responses(operation: Operation) -> dict[str, Any]:
    kind = operation.gives_file or "application/json"
    schema = _body("application/json" if operation.gives else kind, operation.gives)
    done = {"description": HTTPStatus(operation.status).phrase, "content": {kind: {"schema": schema}}}
    refusals = {*operation.errors, *(_ALWAYS if operation.needs_key else ())}
    return {
        str(operation.status): done,
        **{str(int(status)): _problem(HTTPStatus(status)) for status in sorted(refusals)},
        "default": _problem(None),
    }


def _problem(status: HTTPStatus | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": status.phrase if status else "Anything else that went wrong",
        "content": {PROBLEM: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
    }
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        said["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
    return said


def _schemas() -> dict[str, Any]:
    from pydantic.json_schema import models_json_schema  # noqa: PLC0415 - only for this document

    taken = {(model, "validation") for one in OPERATIONS for model in one.takes.values() if model}
    given = {(one.gives, "serialization") for one in OPERATIONS if one.gives}
    models = sorted(taken | given | {(api.Problem, "serialization")}, key=lambda pair: pair[0].__name__)
    _, definitions = models_json_schema(models, ref_template=_REFERENCE)  # type: ignore[arg-type]
    found: dict[str, Any] = definitions["$defs"]
    return found
