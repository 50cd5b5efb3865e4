"""Statements that everybody may read, in the log beside the certificates' leaves (docs/formats/log.md)."""

import hashlib
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from chalicelib.certificates.log.notes import write_proof
from chalicelib.certificates.models import LogEntry
from chalicelib.kernel.models import Model

FOLDER = "log/statements/"
"""Where they lie in the public bucket: by their place in the log, and the newest of each kind by the kind."""
_HEAD = "probity-statement/1"

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z]{3,20}$")]


class Statement(Model):
    """What the office states, and its place in the log once it has one."""

    kind: Kind
    said: Annotated[str, StringConstraints(strip_whitespace=False)]
    """Canonical JSON."""
    offered_at: datetime
    log_size: int
    """How long the log was then: the leaf can't stand below."""
    logged: LogEntry | None = None

    @property
    def entry(self) -> bytes:
        """What the leaf is made of; longer than a certificate's entry (48 bytes), and it begins with fixed text."""
        return f"{_HEAD}\n{self.said}".encode()

    @property
    def leaf(self) -> bytes:
        return hashlib.sha256(b"\x00" + self.entry).digest()


def published_form(statement: Statement, logged: LogEntry) -> str:
    """The text at the statement's address: its entry, a blank line, and its tlog-proof."""
    proof = write_proof(logged.index, [bytes.fromhex(value) for value in logged.proof], logged.checkpoint)
    return f"{statement.entry.decode()}\n\n{proof}"


def index_of(written: str) -> int:
    """The place in the log of a published statement of ours."""
    return int(written.partition("\nindex ")[2].partition("\n")[0])
