"""Enters statements in the log: anybody of the office offers one; the issuer, who holds the log's key, enters it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from chalicelib.certificates.errors import StatementBusy
from chalicelib.certificates.log.appending import Log
from chalicelib.certificates.statements import FOLDER, Statement, index_of, published_form
from chalicelib.certificates.store import StatementStore
from chalicelib.kernel.changes import SYSTEM, AuditEntry
from chalicelib.kernel.events.certificates import StatementOffered
from chalicelib.kernel.identifiers import new_id
from chalicelib.platform import clock
from chalicelib.platform.objects import ObjectExists, ObjectMissing, Objects
from chalicelib.platform.store import Stored

_TEXT = "text/plain; charset=utf-8"
_ATTEMPTS = 5


@dataclass(frozen=True)
class Statements:
    """`log` of whoever only offers is read, never signed with."""

    store: StatementStore
    public: Objects
    log: Log

    def offer(self, kind: str, facts: Mapping[str, object]) -> str:
        """Ask the issuer to enter `facts` (JSON; kind, identifier and time are added); the statement's identifier."""
        statement_id, now = new_id(), clock.now()
        whole = {**facts, "kind": kind, "id": statement_id, "stated_at": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
        said = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        state = Statement(kind=kind, said=said, offered_at=now, log_size=self.log.size())
        audit = AuditEntry("statement.offered", SYSTEM, {"digest": state.leaf.hex()})
        event = StatementOffered(statement_id=statement_id)
        self.store.save(None, state, aggregate_id=statement_id, audit=audit, events=[event])
        return statement_id

    def enter(self, statement_id: str) -> None:
        """Append the statement's leaf, once, and publish it with its proof; raises as `Log.append`."""
        stored = self.store.get(statement_id)
        if stored.state.logged is None:
            stored = self._log(stored)
        self._publish(stored.state)

    def _log(self, stored: Stored[Statement]) -> Stored[Statement]:
        entry = self.log.append(stored.state.leaf, since=stored.state.log_size)
        after = stored.state.model_copy(update={"logged": entry})
        audit = AuditEntry("statement.logged", SYSTEM, {"log_index": entry.index})
        self.store.save(stored, after, audit=audit)
        return self.store.get(stored.id)

    def _publish(self, statement: Statement) -> None:
        if statement.logged is None:
            raise TypeError("published before it is logged")
        written = published_form(statement, statement.logged).encode()
        with suppress(ObjectExists):  # by an earlier attempt
            self.public.put_once(f"{FOLDER}{statement.logged.index}", written, _TEXT)
        self._point(statement.kind, statement.logged.index, written)

    def _point(self, kind: str, index: int, written: bytes) -> None:
        """Let the kind's own address show its newest statement."""
        for _ in range(_ATTEMPTS):
            try:
                there, etag = self.public.get_with_etag(f"{FOLDER}{kind}")
            except ObjectMissing:
                there, etag = b"", None
            if there and index_of(there.decode()) >= index:
                return
            try:
                self.public.replace(f"{FOLDER}{kind}", written, _TEXT, etag=etag)
            except ObjectExists:
                continue
            return
        raise StatementBusy("Others are publishing statements. It will be finished soon.")
