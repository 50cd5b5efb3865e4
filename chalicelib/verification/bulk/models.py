"""Accounts of embassies with their keys, and batches of checks with their lines."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.kernel.models import Model
from chalicelib.verification.models import Standing, Verdict

KEPT = timedelta(days=7)
"""How long a batch, its lines and its report are kept after the last change (infra/retention.json)."""
MOST_FILES = 2_000
MOST_LOTS = 20
ROWS_IN_A_LOT = 500
"""A batch of codes has at most `MOST_LOTS` lots of so many rows: ten thousand."""
OVERLAP = timedelta(days=7)
"""How long a key that was replaced still works, so that a programme can change over."""

Line60 = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Line120 = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Scope(StrEnum):
    """What a key may be used for."""

    CHECK = "check"
    BATCHES = "batches"


class ApiKey(Model):
    """A key as it is kept: never itself, only its hash."""

    id: str
    digest: Digest
    """SHA-256 of the whole key: it has 256 random bits, so that nothing slower is needed."""
    label: Line60
    scopes: tuple[Scope, ...] = Field(min_length=1)
    issued_at: AwareDatetime
    issued_by: str
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None
    replaced_by: str | None = None
    last_used_on: date | None = None

    def opens(self, now: datetime) -> bool:
        """Whether it may be used now."""
        return self.revoked_at is None and now < self.expires_at


class AccountState(StrEnum):
    """Whether an account's keys open anything."""

    OPEN = "open"
    CLOSED = "closed"


class Account(Model):
    """A mission that checks certificates in bulk."""

    state: AccountState = AccountState.OPEN
    name: Line120
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    contact: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    opened_at: AwareDatetime
    opened_by: str
    keys: tuple[ApiKey, ...] = ()

    def key(self, key_id: str) -> ApiKey | None:
        """The key of that id, if the account has it."""
        return next((key for key in self.keys if key.id == key_id), None)

    def with_key(self, key: ApiKey) -> "Account":
        """The account with the key as it now is."""
        known = any(one.id == key.id for one in self.keys)
        kept = tuple(key if one.id == key.id else one for one in self.keys)
        return self.model_copy(update={"keys": kept if known else (*self.keys, key)})


class BatchKind(StrEnum):
    """What a batch is made of."""

    FILES = "files"
    CODES = "codes"


class BatchState(StrEnum):
    """A batch takes parts, then waits for its report, then has it."""

    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


class SignedReport(Model):
    """What is known of a report that was written: its two files, and who signed them when."""

    written_at: AwareDatetime
    json_digest: Digest
    pdf_digest: Digest
    key_id: str


class Batch(Model):
    """Checks that belong together. Its lines lie beside it and are nobody's aggregate."""

    state: BatchState = BatchState.OPEN
    kind: BatchKind
    account_id: str
    key_id: str
    label: Line60
    expected: int | None = Field(default=None, ge=1)
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None = None
    report: SignedReport | None = None


class CheckedLine(Model):
    """What was found about one file or one row: the answer and a hash, never the content."""

    part: int
    row: int = 0
    name: str
    """The file's name, or the sender's own reference for the row, as it was sent."""
    digest: str
    """SHA-256 of the file; of a row, of its text."""
    verdict: Verdict
    current: Standing
    status_as_of: AwareDatetime | None = None
    reasons: tuple[str, ...]
    checked_at: AwareDatetime
