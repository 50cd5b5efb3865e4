"""Accounts and batches as aggregates; a batch's lines as items beside it that expire by themselves."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.kernel.models import Model
from chalicelib.platform import clock
from chalicelib.platform.items import Items, Key, Write, WriteRefused
from chalicelib.platform.store import AggregateStore, Stored
from chalicelib.verification.bulk.errors import PartTaken
from chalicelib.verification.bulk.models import KEPT, Account, Batch, CheckedLine

M = TypeVar("M", bound=Model)
_ALL = "embassy_account"
_PAGE = 100


class AccountStore(AggregateStore[Account]):
    """Accounts of embassies; each key's id is unique and leads to its account."""

    kind = "embassy_account"
    model = Account
    missing = "There is no such account."

    def index(self, state: Account) -> Mapping[str, str]:
        return {"gsi1pk": _ALL, "gsi1sk": f"{state.name.casefold()}#{state.opened_at.isoformat()}"}

    def all(self) -> list[Stored[Account]]:
        """Every account, by name."""
        return _every(self, _ALL)

    def of_key(self, key_id: str) -> Stored[Account] | None:
        """The account that a key was issued to."""
        account_id = self.uow.find_unique(self.kind, "key", key_id)
        return self.find(account_id) if account_id else None


class BatchStore(AggregateStore[Batch]):
    """Batches of checks."""

    kind = "check_batch"
    model = Batch
    missing = "Your account has no such batch. Batches are removed after seven days."

    def index(self, state: Batch) -> Mapping[str, str]:
        return {"gsi1pk": f"batches#{state.account_id}", "gsi1sk": state.opened_at.isoformat()}

    def of_account(self, account_id: str) -> list[Stored[Batch]]:
        """An account's batches that are still kept, newest first."""
        return _every(self, f"batches#{account_id}")[::-1]


@dataclass(frozen=True)
class Lines:
    """The lines of batches, in parts. A part is written once: sent again, the first answer stands."""

    items: Items

    def part(self, batch_id: str, part: int) -> tuple[str, list[CheckedLine]] | None:
        """A part's digest and lines, when it was written."""
        item = self.items.get(_key(batch_id, part))
        return (str(item["digest"]), _lines(item)) if item else None

    def write(self, batch_id: str, part: int, digest: str, lines: Sequence[CheckedLine]) -> list[CheckedLine]:
        """Write a part; the lines that stand. Raises `PartTaken` when the number has other content."""
        body = json.dumps([line.model_dump(mode="json") for line in lines], separators=(",", ":"))
        ttl = int((clock.now() + KEPT).timestamp())
        try:
            self.items.write(
                Write(_key(batch_id, part), {"digest": digest, "body": body, "ttl": ttl}, absent=True)
            )
        except WriteRefused as refused:
            before = self.part(batch_id, part)
            if before is None or before[0] != digest:
                raise PartTaken from refused
            return before[1]
        return list(lines)

    def all(self, batch_id: str) -> Iterator[CheckedLine]:
        """Every line of a batch, in the order of its parts."""
        after = None
        while True:
            page = self.items.query(_key(batch_id, 0).pk, prefix="part#", after=after)
            for item in page.items:
                yield from _lines(item)
            after = page.next_key
            if after is None:
                return

    def forget(self, batch_id: str) -> None:
        """Remove every line of a batch."""
        after = None
        while True:
            page = self.items.query(_key(batch_id, 0).pk, after=after, only=("pk", "sk"))
            for item in page.items:
                self.items.write(Write(Key(item["pk"], item["sk"]), None))
            after = page.next_key
            if after is None:
                return


def _key(batch_id: str, part: int) -> Key:
    return Key(f"check_lines#{batch_id}", f"part#{part:06d}")


def _lines(item: Mapping[str, object]) -> list[CheckedLine]:
    return [CheckedLine.model_validate(line) for line in json.loads(str(item["body"]))]


def _every(store: AggregateStore[M], partition: str) -> list[Stored[M]]:
    """All aggregates of an index partition, in its order."""
    found: list[Stored[M]] = []
    after = None
    while True:
        page, after = store.listing(partition, limit=_PAGE, after=after)
        found += page
        if after is None:
            return found
