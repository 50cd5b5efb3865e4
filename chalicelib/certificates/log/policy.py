"""Which witnesses must have cosigned a checkpoint: a policy as C2SP tlog-policy writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from chalicelib.certificates.log.notes import Kind, Note, VerifierKey
from chalicelib.certificates.log.tree import HASH

NONE = "none"
_ALL, _ANY = "all", "any"


class Listed(NamedTuple):
    """A witness: its name within the policy, its key, and where it takes checkpoints (empty for verifiers)."""

    name: str
    key: VerifierKey
    url: str


class Group(NamedTuple):
    """Members of whom so many must have seen a checkpoint."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Witnesses, groups of them, and the witness or group whose word is needed (`none`: nobody's)."""

    witnesses: tuple[Listed, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises `ValueError` naming the line that is wrong. `log` lines are passed over: the log is ours."""
        reading = _Reading()
        for line in text.split("\n"):
            words = line.split()
            if words and not words[0].startswith("#"):
                reading.take(words)
        if reading.quorum is None:
            raise ValueError("A policy has exactly one quorum line.")
        return cls(tuple(reading.witnesses), reading.groups, reading.quorum)

    def met_by(self, note: Note) -> bool:
        """Whether enough witnesses cosigned; raises `ValueError` when a known one's signature is wrong."""
        seen = {listed.name for listed in self.witnesses if listed.key.signed(note)}
        return self.quorum == NONE or self._saw(self.quorum, seen)

    def vouched(self, note: Note, listed_keys: Iterable[bytes]) -> bool:
        """Whether verifiers will find a witness whom the list of keys names (SubjectPublicKeyInfo, DER)."""
        known = {key[-HASH:] for key in listed_keys}
        return self.quorum == NONE or any(
            one.key.raw in known and one.key.signed(note) for one in self.witnesses
        )

    def _saw(self, name: str, seen: set[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in seen
        return sum(self._saw(member, seen) for member in group.members) >= group.needed


class _Reading:
    """A policy, line by line."""

    def __init__(self) -> None:
        self.witnesses: list[Listed] = []
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._placed: set[str] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", _] | ["log", _, _]:
                return
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(name, vkey, url[0] if url else "")
            case ["group", name, needed, *members] if members:
                self._group(name, needed, members)
            case ["quorum", name] if self.quorum is None and (name == NONE or name in self._names):
                self.quorum = name
            case _:
                raise ValueError(f"A policy can't say: {' '.join(words)}")

    @property
    def _names(self) -> set[str]:
        return {*self.groups, *(listed.name for listed in self.witnesses)}

    def _witness(self, name: str, vkey: str, url: str) -> None:
        key = VerifierKey.read(vkey)
        if key.kind is not Kind.COSIGNATURE or key.raw in {listed.key.raw for listed in self.witnesses}:
            raise ValueError(f"The key of witness {name} cosigns nothing, or stands twice.")
        self._require_new(name)
        self.witnesses.append(Listed(name, key, url))

    def _group(self, name: str, needed: str, members: list[str]) -> None:
        count = {_ALL: len(members), _ANY: 1}.get(needed) or int(needed)
        once = len(set(members)) == len(members) and not self._placed & set(members)
        if not (once and set(members) <= self._names and 0 < count <= len(members)):
            raise ValueError(f"Group {name} names what is not there, or twice, or needs too many.")
        self._require_new(name)
        self._placed |= set(members)
        self.groups[name] = Group(count, tuple(members))

    def _require_new(self, name: str) -> None:
        if name == NONE or name in self._names:
            raise ValueError(f"The name {name} is taken.")
