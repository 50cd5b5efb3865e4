"""Which function makes which type of resource; a type without one is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from infra.local.applier.properties import Properties


class UnknownTypeError(Exception):
    """The template has a resource type that the local applier cannot make."""


@dataclass(frozen=True)
class Made:
    """A resource as `Ref` (`id`) and `Fn::GetAtt` (`attributes`) see it, and what else was learnt of it."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    about: Any = None


@dataclass(frozen=True)
class Place:
    """Where resources are made: endpoint (None: moto in this process), region, account."""

    endpoint: str | None
    region: str = "eu-west-2"
    account: str = "123456789012"

    def client(self, service: str) -> Any:
        """A client of one service, kept."""
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service,
                endpoint_url=self.endpoint,
                config=Config(account_id_endpoint_mode="disabled", s3={"addressing_style": "path"}),
            )
        return self._clients[service]

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    @cached_property
    def _session(self) -> boto3.Session:
        nobody = "local"  # moto asks for a name, not for a secret
        return boto3.Session(aws_access_key_id=nobody, aws_secret_access_key=nobody, region_name=self.region)


Maker = Callable[[Place, str, Properties], Made]

MAKERS: dict[str, Maker] = {}


def makes(resource_type: str) -> Callable[[Maker], Maker]:
    """Declare the function that makes a type of resource."""

    def declare(maker: Maker) -> Maker:
        MAKERS[resource_type] = maker
        return maker

    return declare


def make(place: Place, name: str, resource_type: str, properties: dict[str, Any]) -> Made:
    """Make one resource. Raises UnknownTypeError or UnknownPropertyError rather than drop anything."""
    if resource_type not in MAKERS:
        raise UnknownTypeError(f"{name} is a {resource_type}, which infra/local/applier cannot make.")
    reader = Properties(name, properties)
    made = MAKERS[resource_type](place, name, reader)
    reader.finish()
    return made
