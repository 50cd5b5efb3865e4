"""What a verifier remembers of the lists that it has seen, so that nobody can bring it back to older ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self

from chalicelib.verification.errors import NotGenuine

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "seen.json"


@dataclass
class Seen:
    """The newest lists that were seen. In a function it lasts as long as the process, offline in a folder."""

    status: dict[str, datetime] = field(default_factory=dict)
    """When the newest status list of each number was made."""
    keys: int = 0
    """The highest sequence of a list of keys."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """What was remembered there; raises `NotGenuine` (state-unreadable) when it can't be read."""
        path = folder / _FILE
        if not path.exists():
            return cls()
        try:
            said = json.loads(path.read_bytes())
            moments = {number: datetime.fromisoformat(made) for number, made in said["status"].items()}
            return cls(moments, int(said["keys"]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as broken:
            raise NotGenuine("state-unreadable") from broken

    def write(self, folder: Path) -> None:
        """Remember it there; raises `OSError`."""
        folder.mkdir(parents=True, exist_ok=True)
        said = {"status": {n: made.isoformat() for n, made in sorted(self.status.items())}, "keys": self.keys}
        beside = folder / f".{_FILE}-new"
        beside.write_text(json.dumps(said))
        beside.replace(folder / _FILE)

    def is_older(self, number: str, made: datetime) -> bool:
        """Whether a newer status list of that number was seen; the newest is remembered."""
        newest = self.status.get(number, made)
        self.status[number] = max(newest, made)
        return made < newest

    def require_newest_keys(self, sequence: int) -> None:
        """Raises `NotGenuine` (key-list-older) when a later list of keys was seen; the latest is remembered."""
        if sequence < self.keys:
            raise NotGenuine("key-list-older")
        self.keys = sequence
