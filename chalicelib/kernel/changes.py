"""What a command asks to be written: who did what, once, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chalicelib.kernel.errors import Conflict

ActorKind = Literal["applicant", "officer", "system", "embassy"]


@dataclass(frozen=True)
class Actor:
    """Who acts: a kind and an identifier, never a name."""

    kind: ActorKind
    id: str


SYSTEM = Actor("system", "probity")


@dataclass(frozen=True)
class AuditEntry:
    """One line of an aggregate's audit trail.

    `data` holds identifiers and codes only, for it may be locked for years. `personal` holds text
    about people; it lies in an erasable item and only its salted hash is chained.
    """

    action: str
    actor: Actor
    data: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    personal: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Once:
    """Makes a command happen once: the same `scope` and `key` never write twice.

    `fingerprint` is a hash of the request: the same key with another fingerprint is refused.
    """

    scope: str
    key: str
    fingerprint: str = ""


class AlreadyDone(Exception):  # noqa: N818 - not a failure: the work is done
    """This command was carried out before; `result` is what it answered then."""

    def __init__(self, result: Mapping[str, object]) -> None:
        super().__init__("This was already done")
        self.result = result


class ConcurrentChange(Conflict):
    """Somebody else changed the same thing first."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this while you were working. Reload the page and try again.")


class KeyReused(Conflict):
    """One idempotency key came with two different requests."""

    def __init__(self) -> None:
        super().__init__("This form was already sent with other answers. Reload the page and send it again.")
