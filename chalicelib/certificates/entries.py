"""What happened to a certificate after it was made: entries that are written once, and the standing that follows."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import StringConstraints

from chalicelib.certificates.models import OrderedContent
from chalicelib.kernel.models import Model
from chalicelib.kernel.people import CleanText

Words = Annotated[CleanText, StringConstraints(min_length=3, max_length=1000)]
"""Why, in a member of staff's own words."""


class EntryKind(StrEnum):
    """What an entry says."""

    REVOCATION_REQUESTED = "revocation_requested"
    REVOCATION_DECLINED = "revocation_declined"
    REVOKED = "revoked"
    REISSUE_REQUESTED = "reissue_requested"
    REISSUE_DECLINED = "reissue_declined"
    REISSUE_ORDERED = "reissue_ordered"
    COPY_SENT = "copy_sent"
    COLLECTED = "collected"


class RevocationReason(StrEnum):
    """Why a certificate was withdrawn. Known to staff alone: the status list says only that it was."""

    REPLACED = "replaced"
    ISSUED_IN_ERROR = "issued_in_error"
    FRAUD = "fraud"
    KEY_COMPROMISED = "key_compromised"


class Entry(Model):
    """One line of a certificate's history; a correction is a further line."""

    certificate_id: str
    number: int
    """1, 2, 3 ... within the certificate."""
    kind: EntryKind
    by: str
    """The member of staff's, the application's or the system's identifier."""
    at: datetime
    reason: RevocationReason | None = None
    words: Words | None = None
    status_index: int | None = None
    """Of a revoked certificate, so that the list can be made from these entries alone."""
    result_index: int | None = None
    """Of its result-only code, in the same list."""
    content: OrderedContent | None = None
    """What a reissue shall say."""
    searched_again: bool = False
    """Whether staff say that the records were searched under the new name or date of birth."""
    order_id: str | None = None
    """The order that a reissue led to; the new certificate has the same identifier."""
    replaced_by: str | None = None
    """The certificate that took this one's place."""

    @property
    def id(self) -> str:
        return f"{self.certificate_id}-{self.number:06}"


_ANSWERS = {
    EntryKind.REVOCATION_REQUESTED: {EntryKind.REVOCATION_DECLINED, EntryKind.REVOKED},
    EntryKind.REISSUE_REQUESTED: {EntryKind.REISSUE_DECLINED, EntryKind.REISSUE_ORDERED, EntryKind.REVOKED},
}


class History(NamedTuple):
    """Every entry of a certificate, oldest first."""

    certificate_id: str
    entries: Sequence[Entry]

    @property
    def next_number(self) -> int:
        return len(self.entries) + 1

    @property
    def revoked(self) -> Entry | None:
        """The entry that withdrew it, or None while it stands."""
        return next((entry for entry in self.entries if entry.kind is EntryKind.REVOKED), None)

    @property
    def copies(self) -> int:
        """How many further links to the file were sent."""
        return sum(entry.kind is EntryKind.COPY_SENT for entry in self.entries)

    @property
    def reissue(self) -> Entry | None:
        """The last order to issue it again, or None."""
        ordered = [entry for entry in self.entries if entry.kind is EntryKind.REISSUE_ORDERED]
        return ordered[-1] if ordered else None

    def pending(self, kind: EntryKind) -> Entry | None:
        """The request of that kind that nobody has answered, or None."""
        found = None
        for entry in self.entries:
            if entry.kind is kind:
                found = entry
            elif entry.kind in _ANSWERS[kind]:
                found = None
        return found
