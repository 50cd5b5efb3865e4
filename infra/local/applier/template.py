"""CloudFormation's own language: what refers to what, in which order, and with which values."""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

Template = dict[str, Any]

_PLACEHOLDER = re.compile(r"\$\{(!?)([^}]+)\}")
NO_VALUE = object()


class TemplateError(Exception):
    """The template says something that this applier doesn't understand; the message names the place."""


class Scope:
    """The values that a template may name: parameters, pseudo parameters, conditions, made resources."""

    def __init__(self, template: Template, given: Mapping[str, str], *, region: str, account: str) -> None:
        """Fill parameters from `given`, else from their defaults. Raises TemplateError when one has neither."""
        self._conditions: Template = template.get("Conditions", {})
        self._mappings: Template = template.get("Mappings", {})
        self.attributes: dict[str, Mapping[str, str]] = {}
        self.values: dict[str, Any] = {
            "AWS::Region": region,
            "AWS::AccountId": account,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": "probity-local",
            "AWS::NoValue": NO_VALUE,
            **_parameters(template.get("Parameters", {}), given),
        }

    def made(self, name: str, identifier: str, attributes: Mapping[str, str]) -> None:
        """A resource exists now: what `Ref` and `Fn::GetAtt` of it stand for."""
        self.values[name] = identifier
        self.attributes[name] = attributes

    def resolve(self, value: Any) -> Any:
        """A copy of `value` with every intrinsic function replaced by what it stands for."""
        if isinstance(value, list):
            return [r for r in map(self.resolve, value) if r is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1 and (function := next(iter(value))) in _FUNCTIONS:
            return _FUNCTIONS[function](self, value[function])
        for key in value:
            if key.startswith("Fn::"):
                raise TemplateError(f"The function {key} is not known to the local applier.")
        resolved = {k: self.resolve(v) for k, v in value.items()}
        return {k: v for k, v in resolved.items() if v is not NO_VALUE}

    def holds(self, condition: str) -> bool:
        """Whether a named condition is true."""
        if condition not in self._conditions:
            raise TemplateError(f"The condition {condition} is not defined.")
        return bool(self.resolve(self._conditions[condition]))

    def ref(self, name: str) -> Any:
        """What `Ref` of a name stands for; SAM also writes `Ref Api.Stage`."""
        if "." in name:
            return self.get_att(name)
        if name not in self.values:
            raise TemplateError(f"Ref {name} names neither a parameter nor a resource.")
        return self.values[name]

    def get_att(self, wanted: Any) -> str:
        """What `Fn::GetAtt` stands for."""
        name, attribute = wanted.split(".", 1) if isinstance(wanted, str) else wanted
        found = self.attributes.get(name, {}).get(attribute)
        if found is None:
            raise TemplateError(f"The local applier gives {name} no attribute {attribute}.")
        return found

    def substitute(self, argument: Any) -> str:
        """`Fn::Sub` in both its forms."""
        text, local = (
            (argument, {}) if isinstance(argument, str) else (argument[0], self.resolve(argument[1]))
        )

        def replace(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return "${" + name + "}"
            if name in local:
                return str(local[name])
            return str(self.get_att(name) if "." in name else self.ref(name))

        return _PLACEHOLDER.sub(replace, text)

    def find_in_map(self, keys: list[Any]) -> Any:
        """`Fn::FindInMap`."""
        value: Any = self._mappings
        for key in self.resolve(keys):
            value = value[key]
        return value


_FUNCTIONS: dict[str, Any] = {
    "Ref": lambda s, a: s.ref(a),
    "Condition": lambda s, a: s.holds(a),
    "Fn::GetAtt": lambda s, a: s.get_att(a),
    "Fn::Sub": lambda s, a: s.substitute(a),
    "Fn::Join": lambda s, a: a[0].join(map(str, s.resolve(a[1]))),
    "Fn::Select": lambda s, a: s.resolve(a[1])[int(a[0])],
    "Fn::Split": lambda s, a: s.resolve(a[1]).split(a[0]),
    "Fn::If": lambda s, a: s.resolve(a[1] if s.holds(a[0]) else a[2]),
    "Fn::Equals": lambda s, a: s.resolve(a[0]) == s.resolve(a[1]),
    "Fn::Not": lambda s, a: not s.resolve(a[0]),
    "Fn::And": lambda s, a: all(s.resolve(a)),
    "Fn::Or": lambda s, a: any(s.resolve(a)),
    "Fn::FindInMap": lambda s, a: s.find_in_map(a),
}


def _parameters(declared: Template, given: Mapping[str, str]) -> dict[str, str]:
    if unknown := set(given) - set(declared):
        raise TemplateError(f"The template declares no parameter {', '.join(sorted(unknown))}.")
    values = {name: given.get(name, about.get("Default")) for name, about in declared.items()}
    if missing := [name for name, value in values.items() if value is None]:
        raise TemplateError(f"The parameter {', '.join(missing)} has neither a value nor a default.")
    return {name: str(value) for name, value in values.items()}


def references(value: Any) -> Iterator[str]:
    """Names that a part of a template refers to, parameters included."""
    if isinstance(value, list):
        for part in value:
            yield from references(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _named(key, part)
            if key not in {"Ref", "Fn::GetAtt"}:
                yield from references(part)


def _named(function: str, argument: Any) -> Iterator[str]:
    if function == "Ref" and isinstance(argument, str):
        yield argument.split(".", 1)[0]
    elif function == "Fn::GetAtt":
        yield argument.split(".", 1)[0] if isinstance(argument, str) else argument[0]
    elif function == "Fn::Sub":
        text = argument if isinstance(argument, str) else argument[0]
        yield from (name.split(".", 1)[0] for literal, name in _PLACEHOLDER.findall(text) if not literal)


def in_order(resources: Template) -> list[str]:
    """Logical ids so that each comes after all it refers to or depends on. Raises TemplateError on a circle."""
    needs: dict[str, set[str]] = {}
    for name, resource in resources.items():
        stated = resource.get("DependsOn", [])
        stated = [stated] if isinstance(stated, str) else stated
        needs[name] = {n for n in (*stated, *references(resource.get("Properties", {}))) if n in resources}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise TemplateError(
            f"Resources refer to each other in a circle: {' -> '.join(error.args[1])}."
        ) from error
