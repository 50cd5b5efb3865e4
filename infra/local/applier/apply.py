"""The joined template made in moto, resource by resource, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.local.applier import buckets, functions, identity, keys, logs, queues, skipped, tables
from infra.local.applier.functions import Function
from infra.local.applier.properties import UnknownPropertyError
from infra.local.applier.registry import Place, make
from infra.local.applier.template import Scope, Template, TemplateError, in_order

ROOMS = (buckets, functions, identity, keys, logs, queues, skipped, tables)
"""Importing them is what fills the registry."""

_RESOURCE_KEYS = {
    "Type",
    "Properties",
    "DependsOn",
    "Condition",
    "Metadata",
    "DeletionPolicy",  # what is local ends with its process
    "UpdateReplacePolicy",
}


@dataclass(frozen=True)
class Applied:
    """Physical ids and attributes by logical id, and the functions as declared."""

    ids: dict[str, str]
    attributes: dict[str, Mapping[str, str]]
    functions: dict[str, Function] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The environment of all functions in one, as our single process sees it.

        Raises TemplateError when two functions want different values of one variable.
        """
        whole: dict[str, str] = {}
        for function in self.functions.values():
            for name, value in function.environment.items():
                if whole.setdefault(name, value) != value:
                    raise TemplateError(
                        f"{function.name} wants {name}={value}, another function {whole[name]}."
                    )
        return whole


def apply(template: Template, place: Place, given: Mapping[str, str] | None = None) -> Applied:
    """Make every resource of a joined template, with `given` for its parameters.

    Raises TemplateError, UnknownTypeError or UnknownPropertyError: nothing is left out in silence.
    """
    scope = Scope(template, given or {}, region=place.region, account=place.account)
    resources = {n: r for n, r in template["Resources"].items() if _wanted(scope, n, r)}
    about: dict[str, Any] = {}
    for name in in_order(resources):
        made = make(
            place, name, resources[name]["Type"], scope.resolve(resources[name].get("Properties", {}))
        )
        scope.made(name, made.id, made.attributes)
        if made.about is not None:
            about[name] = made.about
    return Applied({n: scope.values[n] for n in resources}, dict(scope.attributes), about)


def _wanted(scope: Scope, name: str, resource: dict[str, Any]) -> bool:
    if unknown := set(resource) - _RESOURCE_KEYS:
        raise UnknownPropertyError(f"{name} has {', '.join(sorted(unknown))} beside its properties.")
    return "Condition" not in resource or scope.holds(resource["Condition"])
